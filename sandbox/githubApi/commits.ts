import { rm } from "node:fs/promises";
import type { Git } from "./git";

/** Who wrote or made a commit, and when. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  /** ISO 8601 */
  readonly date: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Signature;
  readonly committer?: Signature;
}

/** Commits by their full names, in that order. */
export function readCommits(git: Git, shas: readonly string[]): Promise<Commit[]> {
  return Promise.all(shas.map((sha) => readCommit(git, sha)));
}

export async function readCommit(git: Git, sha: string): Promise<Commit> {
  const read = await git.objects.read(sha);
  if (read?.kind !== "commit") throw new Error(`${sha} is a ${read?.kind ?? "nothing"}, not a commit`);
  return parseCommit(read.sha, read.content.toString());
}

function parseCommit(sha: string, text: string): Commit {
  const gap = text.indexOf("\n\n");
  const header = (gap < 0 ? text : text.slice(0, gap)).split("\n");
  const all = (key: string) =>
    header.filter((line) => line.startsWith(`${key} `)).map((line) => line.slice(key.length + 1));
  return {
    sha,
    tree: all("tree")[0] ?? "",
    parents: all("parent"),
    author: parseSignature(all("author")[0] ?? ""),
    committer: parseSignature(all("committer")[0] ?? ""),
    message: gap < 0 ? "" : text.slice(gap + 2).replace(/\n$/, ""),
  };
}

export function parseSignature(text: string): Signature {
  const [, name = "", email = "", seconds = "0"] = /^(.*?) ?<(.*)> (\d+)/.exec(text) ?? [];
  return { name, email, date: isoSeconds(new Date(Number(seconds) * 1000)) };
}

/** As GitHub writes times: UTC, whole seconds. */
export function isoSeconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}

export async function writeCommit(
  git: Git,
  { tree, parents, message, author, committer }: NewCommit,
): Promise<string> {
  const made = committer ?? author;
  return git.text(["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])], {
    input: message,
    environment: {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_AUTHOR_DATE: author.date,
      GIT_COMMITTER_NAME: made.name,
      GIT_COMMITTER_EMAIL: made.email,
      GIT_COMMITTER_DATE: made.date,
    },
  });
}

/** Whole contents by path; null removes a file. */
export type FileChanges = Readonly<Record<string, string | Buffer | null>>;

export interface ImportedCommit {
  readonly parent: string | undefined;
  readonly message: string;
  readonly author: Signature;
  readonly files: FileChanges;
}

/** Puts a commit that changes files on a ref, by one process. https://git-scm.com/docs/git-fast-import#_commit */
export async function importCommit(
  git: Git,
  ref: string,
  { parent, message, author, files }: ImportedCommit,
): Promise<void> {
  const who = `${author.name} <${author.email}> ${Date.parse(author.date) / 1000} +0000`;
  const parts: Buffer[] = [];
  const say = (line: string) => parts.push(Buffer.from(`${line}\n`));
  const data = (content: string | Buffer) => {
    const bytes = Buffer.from(content);
    say(`data ${bytes.length}`);
    parts.push(bytes, Buffer.from("\n"));
  };
  say(`commit ${ref}`);
  say(`author ${who}`);
  say(`committer ${who}`);
  data(message.endsWith("\n") ? message : `${message}\n`);
  if (parent !== undefined) say(`from ${parent}`);
  for (const [path, content] of Object.entries(files)) {
    if (content === null) {
      say(`D ${path}`);
    } else {
      say(`M 100644 inline ${path}`);
      data(content);
    }
  }
  say("done");
  await git.bytes(["fast-import", "--quiet", "--done", "--date-format=raw"], { input: Buffer.concat(parts) });
}

/** What becomes of a path in a tree: a blob of that name and mode, or nothing. */
export interface TreeChange {
  readonly path: string;
  /** @default "100644" */
  readonly mode?: string;
  /** null removes the path. */
  readonly sha: string | null;
}

let indexes = 0;

/** A tree with changes, made through an index of its own so that calls do not meet. */
export async function writeTree(
  git: Git,
  base: string | undefined,
  changes: readonly TreeChange[],
): Promise<string> {
  const file = `${git.directory}/index.${process.pid}.${indexes++}`;
  const environment = { GIT_INDEX_FILE: file };
  try {
    await git.bytes(base === undefined ? ["read-tree", "--empty"] : ["read-tree", base], { environment });
    const lines = changes.map(({ path, mode = "100644", sha }) =>
      sha === null ? `0 ${"0".repeat(40)}\t${path}\0` : `${mode} ${sha}\t${path}\0`,
    );
    await git.bytes(["update-index", "-z", "--index-info"], { environment, input: lines.join("") });
    return await git.text(["write-tree"], { environment });
  } finally {
    await rm(file, { force: true });
  }
}

export async function writeBlob(git: Git, content: string | Buffer): Promise<string> {
  return git.text(["hash-object", "-w", "--stdin"], { input: content });
}

/** How many commits each side has that the other has not. */
export async function apart(
  git: Git,
  base: string,
  head: string,
): Promise<{ behind: number; ahead: number }> {
  const [behind, ahead] = (
    await git.text(["rev-list", "--left-right", "--count", `${base}...${head}`])
  ).split("\t");
  return { behind: Number(behind), ahead: Number(ahead) };
}

export interface ChangedFile {
  readonly path: string;
  readonly before?: string;
  readonly status: "added" | "removed" | "modified" | "renamed" | "changed";
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
}

/** What differs between two trees, or what a root commit brings. */
export async function changedFiles(
  git: Git,
  before: string | undefined,
  after: string,
): Promise<ChangedFile[]> {
  const sides = before === undefined ? ["--root", after] : [before, after];
  const forms = ["-r", "-M", "-z", "--no-commit-id", "--raw", "--numstat"];
  const parts = (await git.bytes(["diff-tree", ...forms, ...sides])).toString().split("\0");
  // First what became of each file, in lines that begin with a colon; then how many lines of it, in the same order.
  const raw: string[][] = [];
  let at = 0;
  while (parts[at]?.startsWith(":")) {
    const length = / R\d*$/.test(parts[at] ?? "") ? 3 : 2;
    raw.push(parts.slice(at, at + length));
    at += length;
  }
  const counts = new Map<string, { additions: number; deletions: number }>();
  for (; at < parts.length - 1; at++) {
    const [added, deleted, path] = (parts[at] ?? "").split("\t");
    const name = path === "" ? (parts[(at += 2)] ?? "") : (path ?? "");
    counts.set(name, { additions: Number(added) || 0, deletions: Number(deleted) || 0 });
  }
  const files: ChangedFile[] = [];
  for (const [head = "", first = "", second] of raw) {
    const [, , oldSha = "", newSha = "", letter = ""] = head.split(" ");
    const path = second ?? first;
    files.push({
      path,
      ...(letter.startsWith("R") && { before: first }),
      status: STATUSES[letter.charAt(0)] ?? "changed",
      sha: letter === "D" ? oldSha : newSha,
      ...(counts.get(path) ?? { additions: 0, deletions: 0 }),
    });
  }
  return files;
}

const STATUSES: Readonly<Record<string, ChangedFile["status"]>> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
};
