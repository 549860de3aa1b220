import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import lock from "./lock.cjs";
import progress from "./progress.cjs";

/**
 * Makes `node_modules` what package-lock.json says, with `npm ci` when it is not, and answers the exit code: 0 when all
 * is there.
 *
 * Two at once do no harm: the second waits for the first and finds the work done. An interrupted install is seen by the
 * next run, because npm's own record of what it installed is removed first, and written by npm last.
 *
 * @param {string} root the folder of package.json
 * @returns {Promise<number>}
 */
export async function installDependencies(root) {
  if (isInstalled(root)) return 0;
  return lock.withLock(
    join(root, ".marvin", "install"),
    { what: "installing the npm packages" },
    async (held) => {
      if (isInstalled(root)) return 0;
      rmSync(record(root), { force: true });
      return npmCi(root, held);
    },
  );
}

/** npm's record of what it put into node_modules, which it writes when everything is in place. */
function record(root) {
  return join(root, "node_modules", ".package-lock.json");
}

/**
 * Whether each package of package-lock.json was installed in its locked version, and is still there. npm's own record is
 * compared, not a stamp of Marvin's: who ran `npm ci` by hand, as CI does, does not pay for it twice. Optional packages
 * may be missing, as they are on other platforms.
 */
function isInstalled(root) {
  const locked = readPackages(join(root, "package-lock.json"));
  const installed = readPackages(record(root));
  if (locked === undefined || installed === undefined) return false;
  return Object.entries(locked).every(([path, entry]) => {
    // The empty path is this repository itself, which npm's record leaves out.
    if (path === "") return true;
    const found = installed[path];
    if (found === undefined) return entry.optional === true || entry.devOptional === true;
    return (
      found.version === entry.version && found.integrity === entry.integrity && existsSync(join(root, path))
    );
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}

/** Runs `npm ci`; nothing of it goes to stdout, which belongs to the command that the user asked for. */
function npmCi(root, held) {
  const shown = progress.start(
    "Installing the locked npm packages (first run or changed lock, about a minute)",
  );
  // Development packages too, whatever NODE_ENV says: the record would look incomplete for ever without them.
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"];
  return new Promise((resolve) => {
    const npm = spawn("npm", args, {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      // Windows has npm as a script, which only a shell can start.
      shell: process.platform === "win32",
    });
    if (npm.pid !== undefined) held.share(npm.pid);
    const forwarding = forwardSignals(npm);

    npm.once("error", (error) => {
      forwarding.stop();
      shown.stop();
      const reason = error.code === "ENOENT" ? "there is no npm on PATH" : error.message;
      console.error(
        `Marvin's npm packages could not be installed: ${reason}. npm comes with Node.js: https://nodejs.org/`,
      );
      resolve(1);
    });
    npm.once("close", (code, signal) => {
      const stopped = forwarding.stop() ?? signal;
      shown.stop();
      if (stopped) {
        console.error(
          "Interrupted while the npm packages were being installed; the next run starts that again.",
        );
        resolve(128 + constants.signals[stopped]);
        return;
      }
      if (code === 0) console.error(`Installed the npm packages in ${shown.elapsed()}.`);
      else
        console.error(`npm ci failed with exit code ${code}; what it said is above. Nothing else was done.`);
      resolve(code === 0 ? 0 : 1);
    });
  });
}

/**
 * Passes the signals that ask to stop on to npm, and lets this process live until npm is gone. From a terminal npm gets
 * Ctrl-C twice, by the terminal and from here, which does it no harm.
 */
function forwardSignals(child) {
  let received;
  const forward = (signal) => {
    received = signal;
    child.kill(signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, forward);
  return {
    stop() {
      for (const signal of signals) process.removeListener(signal, forward);
      return received;
    },
  };
}
