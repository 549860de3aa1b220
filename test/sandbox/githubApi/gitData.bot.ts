import assert from "node:assert/strict";
import type { GitHub } from "../../../bot/github/client";
import type { Repository } from "../../../sandbox/githubApi/repository";
import { hostGitHub } from "./github";
import { refused } from "./refused";

const CHURN = { owner: "acme", repo: "churn" };
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("Git data at the GitHub on loopback", () => {
  const hosted = hostGitHub();
  let client: GitHub;
  let repository: Repository;
  let first: string;

  before(async () => {
    repository = await hosted.github.world.create({ name: "churn" });
    first = await repository.commit({
      message: "Begin",
      files: { "a/one.yaml": "one: 1\n", "b.txt": "b\n" },
    });
    client = await hosted.client();
  });

  it("makes a commit from blobs and a tree, and a branch for it", async () => {
    const { data: blob } = await client.rest.git.createBlob({
      ...CHURN,
      content: base64("2\n"),
      encoding: "base64",
    });
    const { data: tree } = await client.rest.git.createTree({
      ...CHURN,
      base_tree: first,
      tree: [
        { path: "a/two.txt", mode: "100644", type: "blob", sha: blob.sha },
        { path: "a/three.txt", mode: "100755", type: "blob", content: "3\n" },
        { path: "b.txt", mode: "100644", type: "blob", sha: null },
      ],
    });
    const { data: commit } = await client.rest.git.createCommit({
      ...CHURN,
      message: "Two",
      tree: tree.sha,
      parents: [first],
    });
    assert.match(commit.author.email, /^\d+\+app\[bot\]@users\.noreply\.github\.com$/);
    await client.rest.git.createRef({ ...CHURN, ref: "refs/heads/two", sha: commit.sha });
    assert.deepEqual(await repository.git.lines(["ls-tree", "-r", "--name-only", "two"]), [
      "a/one.yaml",
      "a/three.txt",
      "a/two.txt",
    ]);
    const { data: compared } = await client.rest.repos.compareCommitsWithBasehead({
      ...CHURN,
      basehead: "main...two",
    });
    assert.deepEqual([compared.status, compared.ahead_by, compared.behind_by], ["ahead", 1, 0]);
    assert.equal(compared.commits[0]?.author?.login, "app[bot]");
    assert.deepEqual(
      compared.files?.map(({ filename, status }) => `${status} ${filename}`),
      ["added a/three.txt", "added a/two.txt", "removed b.txt"],
    );
  });

  it("moves refs forward, by force only otherwise, and none that is not there", async () => {
    const second = await repository.commit({ branch: "moving", message: "Second", files: { c: "1" } });
    const ref = { ...CHURN, ref: "heads/moving" };
    await refused(client.rest.git.updateRef({ ...ref, sha: first }), {
      status: 422,
      message: /not a fast forward/,
    });
    await client.rest.git.updateRef({ ...ref, sha: first, force: true });
    await client.rest.git.updateRef({ ...ref, sha: second });
    assert.equal((await client.rest.git.getRef(ref)).data.object.sha, second);
    await refused(client.rest.git.createRef({ ...CHURN, ref: "refs/heads/moving", sha: first }), {
      status: 422,
      message: /Reference already exists/,
    });
    await client.rest.git.deleteRef(ref);
    await refused(client.rest.git.getRef(ref), { status: 404, message: /Not Found/ });
    await refused(client.rest.git.deleteRef(ref), { status: 422, message: /Reference does not exist/ });
    await refused(client.rest.git.createRef({ ...CHURN, ref: "refs/heads/x", sha: "0".repeat(39) + "1" }), {
      status: 422,
      message: /Object does not exist/,
    });
  });

  it("tells annotated tags from plain ones", async () => {
    await repository.tag("v1.0.0");
    await repository.tag("v1.1.0", "main", "Second release");
    const object = async (ref: string) => (await client.rest.git.getRef({ ...CHURN, ref })).data.object;
    assert.deepEqual(
      [(await object("tags/v1.0.0")).type, (await object("tags/v1.0.0")).sha],
      ["commit", first],
    );
    const annotated = await object("tags/v1.1.0");
    assert.equal(annotated.type, "tag");
    const { data: tag } = await client.rest.git.getTag({ ...CHURN, tag_sha: annotated.sha });
    assert.deepEqual([tag.tag, tag.message, tag.object.sha], ["v1.1.0", "Second release", first]);
    const { data: tags } = await client.rest.repos.listTags(CHURN);
    assert.deepEqual(
      tags.map(({ name, commit }) => [name, commit.sha]),
      [
        ["v1.1.0", first],
        ["v1.0.0", first],
      ],
    );
  });

  it("reads files and folders, and changes a file that is as it was seen", async () => {
    await client.rest.git.createRef({ ...CHURN, ref: "refs/heads/edit", sha: first });
    const at = { ...CHURN, path: "a/one.yaml" };
    const { data: file } = await client.rest.repos.getContent({ ...at, ref: "edit" });
    assert.ok(!Array.isArray(file) && file.type === "file");
    assert.equal(Buffer.from(file.content, "base64").toString(), "one: 1\n");
    const change = { ...at, branch: "edit", message: "One", content: base64("one: 2\n") };
    await refused(client.rest.repos.createOrUpdateFileContents(change), {
      status: 422,
      message: /"sha" wasn't supplied/,
    });
    await client.rest.repos.createOrUpdateFileContents({ ...change, sha: file.sha });
    assert.equal(await repository.file("a/one.yaml", "edit"), "one: 2\n");
    await refused(client.rest.repos.createOrUpdateFileContents({ ...change, sha: file.sha }), {
      status: 409,
      message: /does not match/,
    });
    const { data: folder } = await client.rest.repos.getContent({ ...CHURN, path: "a" });
    assert.ok(Array.isArray(folder));
    assert.deepEqual(
      folder.map(({ path, type }) => [path, type]),
      [["a/one.yaml", "file"]],
    );
    await refused(client.rest.repos.getContent({ ...CHURN, path: "gone" }), {
      status: 404,
      message: /Not Found/,
    });
  });

  it("answers as GitHub does for an empty repository", async () => {
    await hosted.github.world.create({ name: "empty" });
    const empty = { owner: "acme", repo: "empty" };
    const words = { status: 409, message: /Git Repository is empty/ };
    await refused(client.rest.git.getRef({ ...empty, ref: "heads/main" }), words);
    await refused(client.rest.repos.listCommits(empty), words);
    await refused(client.rest.repos.getContent({ ...empty, path: "a" }), {
      status: 404,
      message: /is empty/,
    });
    await client.rest.repos.createOrUpdateFileContents({
      ...empty,
      path: "a",
      message: "First",
      content: "",
    });
    assert.equal((await client.rest.repos.listCommits(empty)).data.length, 1);
  });

  it("changes no protected branch", async () => {
    const { world } = hosted.github;
    const kept = { owner: "acme", repo: "kept" };
    const keptRepository = await world.create({
      name: "kept",
      protectedBranches: [{ branch: "main", by: "ruleset" }],
    });
    const sha = await keptRepository.commit({ message: "Begin", files: { a: "1" } });
    const words = /Repository rule violations found/;
    await refused(client.rest.git.updateRef({ ...kept, ref: "heads/main", sha }), {
      status: 422,
      message: words,
    });
    await refused(client.rest.git.deleteRef({ ...kept, ref: "heads/main" }), { status: 422, message: words });
    await refused(
      client.rest.repos.createOrUpdateFileContents({ ...kept, path: "b", message: "B", content: "" }),
      { status: 409, message: words },
    );
    assert.equal((await client.rest.repos.getBranch({ ...kept, branch: "main" })).data.protected, true);
  });
});
