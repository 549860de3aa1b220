import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

/** The name under which an executable is found: `pulumi.exe` on Windows. */
export function executableName(name: string): string {
  return process.platform === "win32" ? `${name}.exe` : name;
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The absolute path of a command on PATH, as a shell would find it. */
export function findOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env.PATH ?? env.Path ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => resolve(join(folder, executableName(name)))).find(isExecutable);
}

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Ends the command; the promise rejects with the signal's reason once the command is gone. */
  readonly signal?: AbortSignal;
  /** Milliseconds after which the command is ended, as a failure. Without it, it may take its time. */
  readonly limit?: number;
}

/** A command could not be started, took too long, or ended with another exit code than 0. */
export class CommandFailed extends Error {}

/** Runs a command to its end without a terminal, and answers what it wrote to standard output. */
export async function run(file: string, args: readonly string[], options: RunOptions): Promise<string> {
  const { env, cwd, signal, limit } = options;
  signal?.throwIfAborted();
  const child = spawn(file, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));

  // The pipes are given up as well: a grandchild of a wrapper script may hold them open for long.
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const stop = () => end("SIGTERM");
  signal?.addEventListener("abort", stop, { once: true });
  let late = false;
  const kill = () => {
    late = true;
    end("SIGKILL");
  };
  const timer = limit === undefined ? undefined : setTimeout(kill, limit);
  const failure = await new Promise<string>((done) => {
    child.once("error", (error) => done(error.message));
    child.once("close", (code, by) => done(code === 0 ? "" : by ? `ended by ${by}` : `exit code ${code}`));
  });
  clearTimeout(timer);
  signal?.removeEventListener("abort", stop);

  signal?.throwIfAborted();
  if (late) throw new CommandFailed(`no answer within ${(limit ?? 0) / 1000} s`);
  if (failure === "") return stdout;
  throw new CommandFailed([failure, lastLines(stderr)].filter((text) => text !== "").join(": "));
}

/** The end of what a command complained about, for one line of a message. */
function lastLines(text: string): string {
  return text
    .trim()
    .split(/\s*\n\s*/)
    .slice(-3)
    .join(" | ");
}
