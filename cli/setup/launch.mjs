import { createRequire, runMain } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { installDependencies } from "./install.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Runs the command line, or with `--run FILE` another TypeScript file of this repository, once the dependencies are
 * there.
 *
 * It does so in this very process, as `node --import tsx FILE` would: no second start of Node to pay for, the exit code
 * is the program's own, and a signal reaches it exactly once, whether it came from the terminal or from `kill`.
 *
 * @param {string[]} args
 */
export async function launch(args) {
  const other = args[0] === "--run";
  if (other && args[1] === undefined) {
    console.error("usage: node cli/bootstrap.mjs --run FILE [arguments]");
    process.exitCode = 2;
    return;
  }
  const entry = other ? resolve(root, args[1]) : join(root, "cli", "main.ts");
  const exitCode = await installDependencies(root);
  if (exitCode !== 0) {
    process.exitCode = exitCode;
    return;
  }

  const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  await import(loader);
  // What this process forks gets the loader as well, as if it had been given on the command line.
  process.execArgv.push(`--import=${loader}`);
  process.argv.splice(1, process.argv.length, entry, ...args.slice(other ? 2 : 0));
  runMain();
}
