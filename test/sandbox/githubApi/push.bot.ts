import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostGitHub } from "./github";

describe("Git over HTTP", () => {
  const hosted = hostGitHub();
  const { git, remote } = hosted;
  let clones = 0;

  async function cloned(fullName: string, token?: string): Promise<string> {
    const name = `clone-${clones++}`;
    await git(hosted.scratch, "clone", "--quiet", remote(fullName, token), name);
    return join(hosted.scratch, name);
  }

  async function committed(directory: string, path: string, text: string): Promise<void> {
    mkdirSync(join(directory, path, ".."), { recursive: true });
    writeFileSync(join(directory, path), text);
    await git(directory, "add", "--all");
    await git(directory, "commit", "--quiet", "--message", `Change ${path}`);
  }

  before(async () => {
    const { world } = hosted.github;
    await world.create({ name: "churn" });
    await world.repository("acme/churn").commit({ message: "Begin", files: { "README.md": "Churn\n" } });
  });

  it("takes the first push to an empty repository", async () => {
    const repository = await hosted.github.world.create({ name: "fresh" });
    const directory = await cloned("acme/fresh");
    await committed(directory, "README.md", "Fresh\n");
    await git(directory, "push", "--quiet", "origin", "HEAD:main");
    assert.equal(await repository.file("README.md"), "Fresh\n");
  });

  it("gives a shallow clone without blobs, and what is in it on demand", async () => {
    const args = ["clone", "--quiet", "--depth=1", "--filter=blob:none", remote("acme/churn"), "shallow"];
    await git(hosted.scratch, ...args);
    assert.equal(await git(join(hosted.scratch, "shallow"), "show", "HEAD:README.md"), "Churn");
  });

  it("wants a token for a private repository", async () => {
    const url = `${hosted.github.web}/acme/churn.git`;
    await assert.rejects(git(hosted.scratch, "ls-remote", url), /could not read Username/);
    await assert.rejects(
      git(hosted.scratch, "ls-remote", remote("acme/churn", "ghs_no")),
      /Authentication failed/,
    );
  });

  it("does not show a repository that the token does not cover", async () => {
    const { world } = hosted.github;
    await world.create({ name: "other" });
    const token = world.token({ repositories: ["acme/other"] });
    await assert.rejects(
      git(hosted.scratch, "ls-remote", remote("acme/churn", token)),
      /Repository not found/,
    );
  });

  it("lets nobody push who may only read", async () => {
    const token = hosted.github.world.token({ permissions: { contents: "read", metadata: "read" } });
    const directory = await cloned("acme/churn", token);
    await committed(directory, "a.txt", "a\n");
    await assert.rejects(
      git(directory, "push", "origin", "HEAD:a"),
      /Write access to repository not granted/,
    );
  });

  it("refuses a change of workflows without that permission, in the commits that are new", async () => {
    const token = hosted.github.world.token({ permissions: { contents: "write", metadata: "read" } });
    const directory = await cloned("acme/churn", token);
    await committed(directory, ".github/workflows/ci.yml", "on: push\n");
    await committed(directory, "b.txt", "b\n");
    await assert.rejects(
      git(directory, "push", "origin", "HEAD:workflows"),
      /refusing to allow a GitHub App to create or update workflow `.github\/workflows\/ci.yml` without `workflows` permission/,
    );
    await git(directory, "push", "--quiet", remote("acme/churn"), "HEAD:workflows");
    await committed(directory, "c.txt", "c\n");
    await git(directory, "push", "--quiet", "origin", "HEAD:workflows");
  });

  it("refuses pushes to protected branches by the words of each way", async () => {
    const { world } = hosted.github;
    for (const [by, words] of [
      ["ruleset", /GH013: Repository rule violations found for refs\/heads\/main/],
      ["protection", /GH006: Protected branch update failed for refs\/heads\/main/],
    ] as const) {
      const repository = await world.create({ name: by, protectedBranches: [{ branch: "main", by }] });
      await repository.commit({ message: "Begin", files: { a: "1" } });
      const directory = await cloned(`acme/${by}`);
      await committed(directory, "a", "2");
      await assert.rejects(git(directory, "push", "origin", "HEAD:main"), words);
      await assert.rejects(git(directory, "push", "--force", "origin", "HEAD:main"), words);
      await git(directory, "push", "--quiet", "origin", "HEAD:other");
    }
  });

  it("leads to where a repository has gone, and refuses pushes to an archived one", async () => {
    const { world } = hosted.github;
    const repository = await world.create({ name: "old" });
    await repository.commit({ message: "Begin", files: { a: "1" } });
    const directory = await cloned("acme/old");
    await world.rename("acme/old", "acme/new");
    await git(directory, "fetch", "--quiet");
    await committed(directory, "a", "2");
    await git(directory, "push", "--quiet", "origin", "HEAD:main");
    assert.equal(await repository.file("a"), "2");
    repository.state.archived = true;
    await committed(directory, "a", "3");
    await assert.rejects(git(directory, "push", "origin", "HEAD:main"), /archived so it is read-only/);
  });

  it("keeps no token in its records", async () => {
    const token = hosted.github.world.token();
    await git(hosted.scratch, "ls-remote", remote("acme/churn", token));
    const recorded = JSON.stringify(hosted.github.world.requests);
    const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
    assert.ok(!recorded.includes(token) && !recorded.includes(basic));
  });

  it("does a push whose answer is cut off, and the client hears of a failure", async () => {
    const { world } = hosted.github;
    const directory = await cloned("acme/churn");
    await committed(directory, "cut.txt", "cut\n");
    world.faults.add({ method: "POST", path: "/git-receive-pack", cut: true });
    await assert.rejects(git(directory, "push", "origin", "HEAD:cut"));
    assert.equal(await world.repository("acme/churn").file("cut.txt", "cut"), "cut\n");
  });
});
