import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { CommandFailed, run } from "../engine/command";
import { withLock } from "../setup/lock.cjs";
import { start, type ProgressStream } from "../setup/progress.cjs";
import { userCache } from "../userCache";
import { findPython, NoPythonError } from "./interpreter";

export interface EnvironmentOptions {
  /** Where PATH, the cache folder and pip's settings come from. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Where to say what takes long. @default process.stderr */
  readonly stream?: ProgressStream;
  /** Stops an installation and cleans up. */
  readonly signal?: AbortSignal;
}

/**
 * A virtual environment with exactly the packages of a lock file, each checked against its hash, kept for this user by
 * the lock's content and Python's version. It may be asked for by several processes at once, and be interrupted at any
 * point: an environment is used only once its record, written last, is there.
 *
 * @param lock a requirements file with hashes
 * @returns the absolute path of the environment's `python`
 * @throws {NoPythonError} when there is no Python, or pip fails
 */
export async function pythonWith(lock: string, options: EnvironmentOptions = {}): Promise<string> {
  const env = options.env ?? process.env;
  const stream = options.stream ?? process.stderr;
  const python = await findPython(env, options.signal);
  const name = basename(lock, ".txt");
  const content = createHash("sha256")
    .update(await readFile(lock))
    .update(python.version)
    .digest("hex");
  const folder = join(userCache(env), "marvin", "python", `${name}-${content.slice(0, 16)}`);
  if (isWhole(folder)) return commandIn(folder);

  await mkdir(dirname(folder), { recursive: true });
  const what = `installing the Python packages of ${basename(lock)}`;
  return withLock(folder, { what, signal: options.signal, stream }, async () => {
    if (isWhole(folder)) return commandIn(folder);
    await rm(folder, { recursive: true, force: true });
    const shown = start(
      `Installing the locked Python packages of ${basename(lock)} (once; a minute or more)`,
      stream,
    );
    try {
      // In its place from the start: the scripts of a virtual environment hold its path.
      await run(python.command, ["-m", "venv", folder], { env, signal: options.signal });
      await run(commandIn(folder), [...PIP, "--requirement", lock], { env, signal: options.signal });
      await writeFile(record(folder), `${python.version}\n`);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      throw new NoPythonError(`The Python packages of ${lock} could not be installed: ${error.message}`);
    } finally {
      shown.stop();
    }
    stream.write(`The Python packages of ${basename(lock)} are ready, and kept in ${folder}\n`);
    return commandIn(folder);
  });
}

/** The lock is complete, so that there is nothing to resolve. */
const PIP = [
  "-m",
  "pip",
  "install",
  "--quiet",
  "--disable-pip-version-check",
  "--no-deps",
  "--require-hashes",
];

function commandIn(folder: string): string {
  return process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");
}

function record(folder: string): string {
  return join(folder, "marvin-complete");
}

function isWhole(folder: string): boolean {
  return existsSync(record(folder)) && existsSync(commandIn(folder));
}
