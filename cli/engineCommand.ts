import { spawn } from "node:child_process";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import type { Interruption } from "./interruption";

/** The engine ended with a failure. */
export class EngineFailure extends Error {
  constructor(
    readonly stdout: string,
    readonly stderr: string,
  ) {
    super(stderr.trim() || stdout.trim() || "the engine failed without a word");
  }
}

/**
 * How the Automation API runs pulumi. Its own way leaves the engine in the terminal's process group: Ctrl-C would reach
 * the engine from the terminal and once more from here, and the second one makes it drop everything. Here the engine is
 * in a group of its own and hears of an interruption once.
 */
export class EngineCommand implements Pick<PulumiCommand, "command" | "version"> {
  private constructor(
    readonly command: string,
    readonly version: PulumiCommand["version"],
    private readonly environment: NodeJS.ProcessEnv,
    private readonly interruption: Interruption,
  ) {}

  /** @param environment all that the engine sees, with the folder of its executable on PATH */
  static async find(command: string, environment: NodeJS.ProcessEnv, interruption: Interruption) {
    const { version } = await PulumiCommand.get();
    return new EngineCommand(command, version, environment, interruption);
  }

  get interrupted(): boolean {
    return this.interruption.happened;
  }

  /** Called by the Automation API. */
  async run(
    given: string[],
    cwd: string,
    more: Record<string, string>,
    onOutput?: (text: string) => void,
    onError?: (text: string) => void,
  ): Promise<{ stdout: string; stderr: string; code: number }> {
    const { signal, urgent } = this.interruption;
    if (signal.aborted) throw new EngineFailure("", "interrupted");
    // To select a stack would also change what the user's own `pulumi` commands work on.
    const args =
      given[0] === "stack" && given[1] === "select" ? ["stack", "--show-name", ...given.slice(2)] : given;
    const child = spawn(this.command, [...args, "--non-interactive"], {
      cwd,
      env: { ...this.environment, ...more, PULUMI_AUTOMATION_API: "true" },
      detached: process.platform !== "win32",
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => ((stdout += text), onOutput?.(text)));
    child.stderr.setEncoding("utf8").on("data", (text: string) => ((stderr += text), onError?.(text)));
    const interrupt = () => child.kill("SIGINT");
    signal.addEventListener("abort", interrupt);
    urgent.addEventListener("abort", interrupt);
    try {
      const code = await new Promise<number>((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (status) => resolve(status ?? -1));
      });
      if (code !== 0) throw new EngineFailure(stdout, stderr);
      return { stdout, stderr, code };
    } finally {
      signal.removeEventListener("abort", interrupt);
      urgent.removeEventListener("abort", interrupt);
    }
  }
}
