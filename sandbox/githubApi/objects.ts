import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";

/** What a name stands for. */
export interface ObjectInfo {
  /** Full name of the object. */
  readonly sha: string;
  /** `commit`, `tree`, `blob` or `tag` */
  readonly kind: string;
}

export interface ReadObject extends ObjectInfo {
  readonly content: Buffer;
}

interface Question {
  readonly whole: boolean;
  readonly resolve: (answer: ReadObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

const NOTHING = Buffer.alloc(0);

/**
 * Objects of a repository, read by one process of Git that stays: most of what the API is asked takes several of them,
 * and a process for each would take longer than all else. It sees what other processes write, and ends with this one.
 * https://git-scm.com/docs/git-cat-file#_batch_output
 */
export class ObjectReader {
  private process: ChildProcessWithoutNullStreams | undefined;
  private end: Error | undefined;
  private readonly questions: Question[] = [];
  private rest: Buffer = NOTHING;

  constructor(
    private readonly directory: string,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** What a name (`refs/heads/main`, `SHA`, `SHA:path`, `SHA^{tree}`) stands for; undefined where there is nothing. */
  info(name: string): Promise<ObjectInfo | undefined> {
    return this.ask("info", name);
  }

  read(name: string): Promise<ReadObject | undefined> {
    return this.ask("contents", name);
  }

  /** It answers what it was asked, and no more from then on. */
  close(): void {
    this.end ??= new Error("these objects are read no more");
    this.process?.stdin.end();
  }

  private ask(command: "info" | "contents", name: string): Promise<ReadObject | undefined> {
    // A line is a question; no name of Git's has a line's end in it.
    if (name === "" || name.includes("\n")) return Promise.resolve(undefined);
    if (this.end !== undefined) return Promise.reject(this.end);
    const child = (this.process ??= this.start());
    return new Promise((resolve, reject) => {
      this.questions.push({ whole: command === "contents", resolve, reject });
      // It keeps this process alive only as long as an answer is waited for.
      child.ref();
      child.stdin.write(`${command} ${name}\n`);
    });
  }

  private start(): ChildProcessWithoutNullStreams {
    const child = spawn("git", ["cat-file", "--batch-command"], {
      cwd: this.directory,
      env: this.environment,
    });
    const end = (why: string) => {
      this.end ??= new Error(why);
      for (const question of this.questions.splice(0)) question.reject(this.end);
    };
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stdin.on("error", () => {});
    child.once("error", (error) => end(error.message));
    child.once("close", () => end(`git cat-file has ended: ${said.trim()}`));
    child.stdout.on("data", (chunk: Buffer) => {
      this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
      while (this.answer());
      if (this.questions.length === 0) child.unref();
    });
    for (const stream of [child.stdin, child.stdout, child.stderr])
      (stream as unknown as Unreferable).unref();
    return child;
  }

  /** Takes one answer from what was said; false where it is not there in full. */
  private answer(): boolean {
    const [question] = this.questions;
    const headEnd = this.rest.indexOf(10);
    if (question === undefined || headEnd < 0) return false;
    const head = this.rest.subarray(0, headEnd).toString();
    const [, sha, kind, size] = /^([0-9a-f]{40,}) (commit|tree|blob|tag) (\d+)$/.exec(head) ?? [];
    const isThere = sha !== undefined && kind !== undefined;
    const end = headEnd + 1 + (isThere && question.whole ? Number(size) + 1 : 0);
    if (this.rest.length < end) return false;
    const content = isThere && question.whole ? this.rest.subarray(headEnd + 1, end - 1) : NOTHING;
    this.rest = this.rest.subarray(end);
    this.questions.shift();
    question.resolve(isThere ? { sha, kind, content } : undefined);
    return true;
  }
}

/** Pipes of a child are sockets. */
interface Unreferable {
  unref(): void;
}
