import { spawn } from "node:child_process";

/** What Git's plumbing answered. */
export interface GitAnswer {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export class GitFailure extends Error {
  override readonly name = "GitFailure";

  constructor(
    readonly args: readonly string[],
    readonly answer: GitAnswer,
  ) {
    super(`git ${args[0] ?? ""} ended with ${answer.code}: ${answer.stderr.trim()}`);
  }
}

/** Nothing of the machine's own configuration; who commits is said with each commit. */
export const QUIET_ENVIRONMENT = {
  PATH: process.env["PATH"] ?? "",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
};

export interface GitOptions {
  readonly input?: string | Buffer;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Git's plumbing in one bare repository, without hooks. */
export class Git {
  constructor(readonly directory: string) {}

  /** Whatever it ends with. */
  try(args: readonly string[], { input, environment }: GitOptions = {}): Promise<GitAnswer> {
    return new Promise((resolve, reject) => {
      const child = spawn("git", ["-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", ...args], {
        cwd: this.directory,
        env: { ...QUIET_ENVIRONMENT, ...environment },
      });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
      child.once("error", reject);
      child.once("close", (code) =>
        resolve({ code: code ?? -1, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString() }),
      );
      // One that ends before it has read all is told of by its code.
      child.stdin.on("error", () => {});
      child.stdin.end(input ?? "");
    });
  }

  async bytes(args: readonly string[], options?: GitOptions): Promise<Buffer> {
    const answer = await this.try(args, options);
    if (answer.code !== 0) throw new GitFailure(args, answer);
    return answer.stdout;
  }

  /** Standard output without the last line's end. */
  async text(args: readonly string[], options?: GitOptions): Promise<string> {
    return (await this.bytes(args, options)).toString().replace(/\n$/, "");
  }

  async lines(args: readonly string[], options?: GitOptions): Promise<string[]> {
    const text = await this.text(args, options);
    return text === "" ? [] : text.split("\n");
  }

  /** The full name of an object that is there, of that kind; undefined where it is not. */
  async resolve(
    name: string,
    kind: "commit" | "tree" | "blob" | "object" = "object",
  ): Promise<string | undefined> {
    if (name === "" || name.startsWith("-")) return undefined;
    const named = await this.verified(name);
    // Of a path in a tree only the plain name may be asked; and rev-parse believes any forty digits until it peels them.
    return named === undefined ? undefined : this.verified(`${named}^{${kind}}`);
  }

  private async verified(name: string): Promise<string | undefined> {
    const { code, stdout } = await this.try(["rev-parse", "--verify", "--quiet", "--end-of-options", name]);
    return code === 0 ? stdout.toString().trim() : undefined;
  }

  async kindOf(sha: string): Promise<string> {
    return this.text(["cat-file", "-t", sha]);
  }

  async isAncestor(older: string, newer: string): Promise<boolean> {
    return (await this.try(["merge-base", "--is-ancestor", older, newer])).code === 0;
  }

  /** The merge of two commits as a tree, or undefined where they conflict or have nothing in common. */
  async mergedTree(ours: string, theirs: string): Promise<string | undefined> {
    const { code, stdout } = await this.try(["merge-tree", "--write-tree", "--no-messages", ours, theirs]);
    return code === 0 ? stdout.toString().trim() : undefined;
  }
}
