import { spawn } from "node:child_process";
import { ObjectReader } from "./objects";

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
  /** What is there, read without a process for each question. */
  readonly objects: ObjectReader;

  constructor(readonly directory: string) {
    this.objects = new ObjectReader(directory, QUIET_ENVIRONMENT);
  }

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
    kind: "commit" | "tree" | "blob" | "tag" | "object" = "object",
  ): Promise<string | undefined> {
    const named = await this.objects.info(name);
    if (named === undefined || kind === "object" || named.kind === kind) return named?.sha;
    // Asked of the plain name, for what follows a path in a tree is part of the path.
    const peeled = await this.objects.info(`${named.sha}^{${kind}}`);
    return peeled?.kind === kind ? peeled.sha : undefined;
  }

  async kindOf(sha: string): Promise<string> {
    const info = await this.objects.info(sha);
    if (info === undefined) throw new Error(`there is no object ${sha}`);
    return info.kind;
  }

  /** Bytes of an object that is there. */
  async contentOf(sha: string): Promise<Buffer> {
    const read = await this.objects.read(sha);
    if (read === undefined) throw new Error(`there is no object ${sha}`);
    return read.content;
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
