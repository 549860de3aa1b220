import { CommandFailed, findOnPath, run } from "../engine/command";

/** Python is missing, too old, or could not be furnished. The message is for the user, complete. */
export class NoPythonError extends Error {}

/** Newest first; the plain names last, because they may be anything. */
const NAMES = ["python3.13", "python3.12", "python3.11", "python3", "python"];
const OLDEST = [3, 11];

const VERSION = "import sys; print('.'.join(map(str, sys.version_info[:3])))";

export interface Interpreter {
  /** The absolute path of the executable. */
  readonly command: string;
  /** For example `3.11.7`. */
  readonly version: string;
}

/**
 * The first Python on PATH that is new enough.
 * @throws {NoPythonError} that says what was found and where to get one
 */
export async function findPython(
  env: NodeJS.ProcessEnv = process.env,
  signal?: AbortSignal,
): Promise<Interpreter> {
  const found: string[] = [];
  for (const name of NAMES) {
    const command = findOnPath(name, env);
    if (command === undefined) continue;
    try {
      const version = (await run(command, ["-c", VERSION], { env, signal, limit: 20_000 })).trim();
      if (isNewEnough(version)) return { command, version };
      found.push(`${command} is ${version}`);
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      found.push(`${command} does not run: ${error.message}`);
    }
  }
  const told = found.length === 0 ? "there is none on PATH" : found.join("; ");
  throw new NoPythonError(
    `Python ${OLDEST.join(".")} or later is needed, and ${told}. Install it from https://www.python.org/downloads/ and try again.`,
  );
}

function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major === OLDEST[0] && minor >= (OLDEST[1] ?? 0);
}
