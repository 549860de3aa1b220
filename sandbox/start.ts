import { spawn, type ChildProcessByStdio } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { Accounts } from "./accounts";
import type { Faults } from "./faults";

export interface SandboxOptions {
  /** Where the world is kept between runs. Made when it does not exist. */
  readonly stateFile: string;
  /** What should go wrong, for tests. @default nothing */
  readonly faults?: Faults;
  /** What the accounts hold besides what is made here. @default whatever is asked for */
  readonly accounts?: Accounts;
}

export interface Sandbox {
  /** The value for the engine's environment variable PULUMI_DEBUG_PROVIDERS. */
  readonly debugProviders: string;
  /** All that the engine's environment needs: the addresses, and the advice to look for no plugin elsewhere. */
  readonly environment: Readonly<Record<string, string>>;
  /** Resolves once every change is on disk and the process is gone. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts the local cloud in a process of its own. It ends with `stop`, and also when this process ends in any way:
 * it reads the pipe that only this process holds.
 */
export async function startSandbox({ stateFile, faults, accounts }: SandboxOptions): Promise<Sandbox> {
  const loader = pathToFileURL(require.resolve("tsx")).href;
  const args = ["--import", loader, join(__dirname, "main.ts"), "--state", stateFile];
  if (faults) args.push("--faults", JSON.stringify(faults));
  if (accounts) {
    // In a file, for the accounts of a big organisation are longer than an argument may be.
    const file = `${stateFile}.accounts`;
    await writeFile(file, JSON.stringify(accounts));
    args.push("--accounts", file);
  }
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const debugProviders = await ready(child);
  // A caller that forgets `stop` must not hang on it.
  child.unref();
  for (const pipe of [child.stdin, child.stdout, child.stderr]) if (pipe instanceof Socket) pipe.unref();
  return {
    debugProviders,
    environment: {
      PULUMI_DEBUG_PROVIDERS: debugProviders,
      // Without it the engine asks the network for each plugin in the state: two seconds a run, for nothing.
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
    stop: async () => {
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}

/** The addresses from the child's first line; or what it complained of instead. */
function ready(child: ChildProcessByStdio<Writable, Readable, Readable>): Promise<string> {
  return new Promise((resolve, reject) => {
    let complaint = "";
    const listen = (chunk: Buffer) => (complaint += chunk.toString());
    child.stderr.on("data", listen);
    child.once("error", reject);
    child.once("close", () =>
      reject(new Error(complaint.trim() || "the local cloud ended before it was ready")),
    );
    createInterface({ input: child.stdout }).once("line", (line) => {
      child.stderr.off("data", listen).on("data", (chunk: Buffer) => process.stderr.write(chunk));
      const message: unknown = JSON.parse(line);
      if (typeof message === "object" && message !== null && "debugProviders" in message) {
        resolve(String(message.debugProviders));
      } else reject(new Error(`the local cloud said ${line} instead of its addresses`));
    });
  });
}
