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
export async function readCommits(git: Git, shas: readonly string[]): Promise<Commit[]> {
  if (shas.length === 0) return [];
  const out = await git.bytes(["cat-file", "--batch"], { input: shas.map((sha) => `${sha}\n`).join("") });
  const commits: Commit[] = [];
  for (let at = 0; at < out.length;) {
    const headEnd = out.indexOf(10, at);
    const [sha = "", kind, size] = out.subarray(at, headEnd).toString().split(" ");
    if (kind !== "commit") throw new Error(`${sha} is a ${kind ?? "nothing"}, not a commit`);
    const end = headEnd + 1 + Number(size);
    commits.push(parseCommit(sha, out.subarray(headEnd + 1, end).toString()));
    at = end + 1;
  }
  return commits;
}

export async function readCommit(git: Git, sha: string): Promise<Commit> {
  const [commit] = await readCommits(git, [sha]);
  if (commit === undefined) throw new Error(`there is no commit ${sha}`);
  return commit;
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
  const read = async (form: string) =>
    (await git.bytes(["diff-tree", "-r", "-M", "-z", "--no-commit-id", form, ...sides]))
      .toString()
      .split("\0");
  const [raw, counted] = [await read("--raw"), await read("--numstat")];
  const counts = new Map<string, { additions: number; deletions: number }>();
  for (let i = 0; i < counted.length - 1; i++) {
    const [added, deleted, path] = (counted[i] ?? "").split("\t");
    const name = path === "" ? (counted[(i += 2)] ?? "") : (path ?? "");
    counts.set(name, { additions: Number(added) || 0, deletions: Number(deleted) || 0 });
  }
  const files: ChangedFile[] = [];
  for (let i = 0; i < raw.length - 1; i++) {
    const [, , oldSha = "", newSha = "", letter = ""] = (raw[i] ?? "").split(" ");
    const first = raw[++i] ?? "";
    const path = letter.startsWith("R") ? (raw[++i] ?? "") : first;
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
