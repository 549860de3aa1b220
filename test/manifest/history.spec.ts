import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastCommits, UNCOMMITTED } from "../../manifest/history";

describe("lastCommits", () => {
  let root: string;
  let folder: string;

  const git = (...args: string[]) =>
    execFileSync("git", ["-C", root, "-c", "user.name=t", "-c", "user.email=t@example.edu", ...args], {
      encoding: "utf8",
      stdio: "pipe",
    }).trim();
  const commit = (file: string, text: string) => {
    writeFileSync(join(root, file), text);
    git("add", ".");
    git("commit", "-q", "--no-gpg-sign", "-m", file);
    return git("rev-parse", "HEAD");
  };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "history-"));
    folder = join(root, "projects");
    mkdirSync(folder);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("knows the newest commit of each file, and none of a file that was never committed", async () => {
    git("init", "-q");
    const first = commit("projects/aa.yaml", "1");
    commit("projects/bb.yaml", "1");
    const second = commit("projects/bb.yaml", "2");
    commit("aa.yaml", "elsewhere");
    const commitOf = await lastCommits(folder);
    assert.equal(commitOf("projects/aa.yaml"), first);
    assert.equal(commitOf(join(folder, "bb.yaml")), second);
    assert.equal(commitOf("projects/new.yaml"), UNCOMMITTED);
  });

  it("has no answers in a shallow clone", async () => {
    git("init", "-q");
    commit("projects/aa.yaml", "1");
    commit("projects/aa.yaml", "2");
    const clone = join(root, "clone");
    git("clone", "-q", "--depth", "1", `file://${root}`, clone);
    assert.equal((await lastCommits(join(clone, "projects")))("aa.yaml"), "shallow-clone");
  });

  it("has no answers without Git or without commits", async () => {
    assert.equal((await lastCommits(folder))("aa.yaml"), UNCOMMITTED);
    git("init", "-q");
    assert.equal((await lastCommits(folder))("aa.yaml"), UNCOMMITTED);
  });
});
