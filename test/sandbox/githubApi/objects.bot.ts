import assert from "node:assert/strict";
import { hostGitHub } from "./github";

describe("objects of a repository of the GitHub on loopback", () => {
  const hosted = hostGitHub();

  it("are found by whatever names them, and nothing by what does not", async () => {
    const repository = await hosted.github.world.create({ name: "named" });
    const commit = await repository.commit({ message: "Begin", files: { "a folder/b^{tree}": "x" } });
    const { git } = repository;
    const tree = await git.text(["rev-parse", `${commit}^{tree}`]);
    const tag = await repository.tag("v1.0.0", "main", "One").then(() => git.resolve("refs/tags/v1.0.0"));
    assert.equal(await git.resolve("refs/heads/main"), commit);
    assert.equal(await git.resolve(commit, "tree"), tree);
    assert.notEqual(tag, commit);
    assert.equal(await git.resolve("refs/tags/v1.0.0", "commit"), commit);
    assert.equal(await git.resolve("refs/tags/v1.0.0", "tag"), tag);
    assert.equal(await repository.file("a folder/b^{tree}"), "x");
    for (const name of ["", "-h", "refs/heads/other", "0".repeat(40), `${commit}:nothing`, "main\nHEAD"])
      assert.equal(await git.resolve(name), undefined, name);
    assert.equal(await git.resolve(commit, "blob"), undefined);
    assert.equal(await git.resolve(commit, "tag"), undefined);
  });

  it("are read whole, however large and asked for side by side, and seen once others have written them", async () => {
    const repository = await hosted.github.world.create({ name: "read" });
    const { git } = repository;
    assert.equal(await repository.file("large"), undefined);
    const large = Buffer.alloc(3_000_000, "a line\n\0");
    await repository.commit({ message: "Large", files: { large, empty: "" } });
    const asked = ["main:large", "main:none", "main:empty", "main:large"];
    const [one, none, empty, other] = await Promise.all(asked.map((name) => git.objects.read(name)));
    assert.ok(one !== undefined && large.equals(one.content));
    assert.equal(none, undefined);
    assert.equal(empty?.content.length, 0);
    assert.ok(other !== undefined && large.equals(other.content));
    await git.bytes(["repack", "-adq"]);
    const blob = await git.text(["hash-object", "-w", "--stdin"], { input: "by hand" });
    assert.equal((await git.contentOf(blob)).toString(), "by hand");
  });

  it("are told to be gone where the repository is", async () => {
    const { world } = hosted.github;
    const repository = await world.create({ name: "here" });
    await repository.commit({ message: "Begin", files: { a: "b" } });
    await world.rename("acme/here", "acme/there");
    assert.equal(await repository.file("a"), "b");
    const { git } = repository;
    repository.close();
    await assert.rejects(git.resolve("HEAD"), /read no more/);
    assert.equal(await repository.file("a"), "b");
  });
});
