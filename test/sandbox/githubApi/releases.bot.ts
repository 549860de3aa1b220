import assert from "node:assert/strict";
import type { GitHub } from "../../../bot/github/client";
import { makeRelease } from "../../../sandbox/githubApi/releases";
import type { Repository } from "../../../sandbox/githubApi/repository";
import { hostGitHub } from "./github";
import { refused } from "./refused";

const CHURN = { owner: "acme", repo: "churn" };

describe("releases at the GitHub on loopback", () => {
  const hosted = hostGitHub();
  let client: GitHub;
  let repository: Repository;
  let first: string;

  before(async () => {
    repository = await hosted.github.world.create({ name: "churn" });
    first = await repository.commit({ message: "Begin", files: { "a.txt": "1\n" } });
    client = await hosted.client();
  });

  const byTag = async (tag: string) => (await client.rest.repos.getReleaseByTag({ ...CHURN, tag })).data;

  it("makes the tag of a release where it is not there, and keeps one that is", async () => {
    await client.rest.repos.createRelease({
      ...CHURN,
      tag_name: "v1.0.0",
      name: "One",
      target_commitish: "main",
    });
    const release = await byTag("v1.0.0");
    assert.deepEqual([release.name, release.draft, release.prerelease], ["One", false, false]);
    assert.equal(release.author.login, "app[bot]");
    assert.equal(await repository.commitOf("v1.0.0"), first);
    await repository.tag("v1.1.0", "main", "annotated");
    await repository.commit({ message: "More", files: { "a.txt": "2\n" } });
    await client.rest.repos.createRelease({ ...CHURN, tag_name: "v1.1.0" });
    assert.equal(await repository.commitOf("v1.1.0"), first);
  });

  it("refuses a second release of a tag, and one of nothing", async () => {
    await refused(client.rest.repos.createRelease({ ...CHURN, tag_name: "v1.0.0" }), {
      status: 422,
      message: /already_exists/,
    });
    await refused(
      client.rest.repos.createRelease({ ...CHURN, tag_name: "v9.0.0", target_commitish: "gone" }),
      {
        status: 422,
        message: /target_commitish/,
      },
    );
  });

  it("shows drafts to those who may write, and not by their tag", async () => {
    const { data: draft } = await client.rest.repos.createRelease({
      ...CHURN,
      tag_name: "v2.0.0",
      draft: true,
    });
    assert.equal(await repository.commitOf("v2.0.0"), undefined);
    await refused(byTag("v2.0.0"), { status: 404, message: /Not Found/ });
    const reader = await hosted.client(hosted.github.world.token({ permissions: { contents: "read" } }));
    const tags = async (who: GitHub) =>
      (await who.rest.repos.listReleases(CHURN)).data.map(({ tag_name: tag }) => tag);
    assert.deepEqual(await tags(client), ["v2.0.0", "v1.1.0", "v1.0.0"]);
    assert.deepEqual(await tags(reader), ["v1.1.0", "v1.0.0"]);
    await client.rest.repos.updateRelease({ ...CHURN, release_id: draft.id, draft: false, prerelease: true });
    assert.equal((await byTag("v2.0.0")).prerelease, true);
    assert.equal(await repository.commitOf("v2.0.0"), await repository.branch("main"));
    const { data: latest } = await client.rest.repos.getLatestRelease(CHURN);
    assert.equal(latest.tag_name, "v1.1.0");
  });

  it("forgets a deleted release and keeps its tag; without its tag a release is a draft", async () => {
    const made = await makeRelease(hosted.github.world, repository, { tag: "v3.0.0", author: "ada" });
    assert.equal((await byTag("v3.0.0")).author.login, "ada");
    await client.rest.repos.deleteRelease({ ...CHURN, release_id: made.id });
    await refused(byTag("v3.0.0"), { status: 404, message: /Not Found/ });
    assert.notEqual(await repository.commitOf("v3.0.0"), undefined);
    await makeRelease(hosted.github.world, repository, { tag: "v3.0.0", author: "ada" });
    await client.rest.git.deleteRef({ ...CHURN, ref: "tags/v3.0.0" });
    await refused(byTag("v3.0.0"), { status: 404, message: /Not Found/ });
    const { data: all } = await client.rest.repos.listReleases(CHURN);
    assert.equal(all.find(({ tag_name: tag }) => tag === "v3.0.0")?.draft, true);
  });

  it("makes an annotated tag, which a ref then names", async () => {
    const { data: tag } = await client.rest.git.createTag({
      ...CHURN,
      tag: "v4.0.0",
      message: "Four",
      object: first,
      type: "commit",
    });
    await client.rest.git.createRef({ ...CHURN, ref: "refs/tags/v4.0.0", sha: tag.sha });
    const { data: ref } = await client.rest.git.getRef({ ...CHURN, ref: "tags/v4.0.0" });
    assert.deepEqual([ref.object.type, ref.object.sha], ["tag", tag.sha]);
    const { data: read } = await client.rest.git.getTag({ ...CHURN, tag_sha: tag.sha });
    assert.deepEqual([read.object.type, read.object.sha, read.tag], ["commit", first, "v4.0.0"]);
  });
});
