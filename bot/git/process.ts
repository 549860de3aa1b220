import { spawn } from "node:child_process";
import { TryLater } from "../failure";

export interface ProcessOptions {
  readonly cwd: string;
  /** All of it: nothing is taken from this process. */
  readonly env: Readonly<Record<string, string>>;
  /** Seconds after which it is killed. */
  readonly limit: number;
}

export interface ProcessAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end, whatever it ends with.
 * @throws TryLater where it takes longer than its limit. Its children are killed with it.
 */
export async function runProcess(
  command: string,
  args: readonly string[],
  { cwd, env, limit }: ProcessOptions,
): Promise<ProcessAnswer> {
  // A group of its own: Git leaves the network to children, which outlive it otherwise.
  const child = spawn(command, args, {
    cwd,
    env: { ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  const end = () => {
    if (child.pid !== undefined) killGroup(child.pid);
  };
  // Somebody who stops the command line leaves nothing running either.
  process.once("exit", end);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, limit * 1000);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (status) => resolve(status ?? -1));
    });
    if (isLate) throw new TryLater(`${args[0] ?? command} took longer than ${limit} seconds`);
    return { code, ...output };
  } finally {
    clearTimeout(timer);
    process.removeListener("exit", end);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
