import assert from "node:assert/strict";
import type { GitHub } from "../../../bot/github/client";
import type { Repository } from "../../../sandbox/githubApi/repository";
import { hostGitHub } from "./github";
import { refused } from "./refused";

const CHURN = { owner: "acme", repo: "churn" };

describe("pull requests at the GitHub on loopback", () => {
  const hosted = hostGitHub();
  let client: GitHub;
  let repository: Repository;

  before(async () => {
    const { world } = hosted.github;
    repository = await world.create({ name: "churn" });
    await repository.commit({ message: "Begin", files: { "a.txt": "1\n2\n3\n", "b.txt": "b\n" } });
    client = await hosted.client();
  });

  async function opened(head: string, files: Record<string, string | null>): Promise<number> {
    await repository.commit({ branch: head, message: `Change for ${head}`, files });
    const { data } = await client.rest.pulls.create({ ...CHURN, head, base: "main", title: head });
    return data.number;
  }

  const get = async (pull_number: number) => (await client.rest.pulls.get({ ...CHURN, pull_number })).data;

  it("opens one for a branch, with what Git says of it, and no second", async () => {
    const number = await opened("one", { "a.txt": "1\n2\n3\n4\n", "c.txt": "c\n" });
    const pull = await get(number);
    assert.equal(pull.user.login, "app[bot]");
    assert.deepEqual([pull.mergeable, pull.mergeable_state], [true, "clean"]);
    assert.deepEqual([pull.commits, pull.changed_files, pull.additions, pull.deletions], [1, 2, 2, 0]);
    assert.equal(pull.head.sha, await repository.branch("one"));
    const { data: files } = await client.rest.pulls.listFiles({ ...CHURN, pull_number: number });
    assert.deepEqual(
      files.map(({ filename, status }) => [filename, status]),
      [
        ["a.txt", "modified"],
        ["c.txt", "added"],
      ],
    );
    await refused(client.rest.pulls.create({ ...CHURN, head: "one", base: "main", title: "again" }), {
      status: 422,
      message: /A pull request already exists for acme:one/,
    });
  });

  it("opens none for branches that are not there, or that have nothing new", async () => {
    const wanted = { ...CHURN, head: "empty", base: "main", title: "nothing" };
    await repository.git.bytes(["branch", "empty", "main"]);
    await refused(client.rest.pulls.create(wanted), {
      status: 422,
      message: /No commits between main and empty/,
    });
    await refused(client.rest.pulls.create({ ...wanted, head: "gone" }), { status: 422, message: /head/ });
    await refused(client.rest.pulls.create({ ...wanted, base: "gone" }), { status: 422, message: /base/ });
  });

  it("sees conflicts, and merges none of them", async () => {
    const number = await opened("conflict", { "a.txt": "1\nours\n3\n" });
    await repository.commit({ message: "Meanwhile", files: { "a.txt": "1\ntheirs\n3\n" } });
    const pull = await get(number);
    assert.deepEqual([pull.mergeable, pull.mergeable_state], [false, "dirty"]);
    await refused(client.rest.pulls.merge({ ...CHURN, pull_number: number }), {
      status: 405,
      message: /not mergeable/,
    });
  });

  it("merges and squashes", async () => {
    const merged = await opened("merge", { "d.txt": "d\n" });
    await client.rest.pulls.merge({ ...CHURN, pull_number: merged });
    const squashed = await opened("squash", { "e.txt": "e\n" });
    await client.rest.pulls.merge({ ...CHURN, pull_number: squashed, merge_method: "squash" });
    assert.equal(await repository.file("d.txt"), "d\n");
    assert.equal(await repository.file("e.txt"), "e\n");
    const [one, two] = [await get(merged), await get(squashed)];
    assert.ok(one.merged && two.merged);
    assert.equal(two.merge_commit_sha, await repository.branch("main"));
    const { data: of } = await client.rest.repos.listPullRequestsAssociatedWithCommit({
      ...CHURN,
      commit_sha: two.merge_commit_sha ?? "",
    });
    assert.deepEqual(
      of.map(({ number }) => number),
      [squashed],
    );
  });

  it("follows the branches: new commits, a merge by hand, a deleted branch", async () => {
    const number = await opened("follow", { "f.txt": "1\n" });
    const sha = await repository.commit({ branch: "follow", message: "More", files: { "f.txt": "2\n" } });
    assert.equal((await get(number)).head.sha, sha);
    await repository.deleteBranch("follow");
    assert.equal((await get(number)).state, "closed");
    const other = await opened("byhand", { "g.txt": "1\n" });
    const base = (await repository.branch("main")) ?? "";
    const tree = (await repository.git.mergedTree(base, "byhand")) ?? "";
    const environment = Object.fromEntries(
      ["AUTHOR", "COMMITTER"].flatMap((who) => [
        [`GIT_${who}_NAME`, "Bo"],
        [`GIT_${who}_EMAIL`, "bo@example.com"],
      ]),
    );
    const args = ["commit-tree", tree, "-p", base, "-p", "byhand", "-m", "Merge"];
    const merged = await repository.git.text(args, { environment });
    await client.rest.git.updateRef({ ...CHURN, ref: "heads/main", sha: merged });
    assert.equal((await get(other)).merged, true);
  });

  it("lists by state, head and base, page by page", async () => {
    for (const number of [1, 2, 3]) await opened(`page-${number}`, { [`page-${number}`]: "" });
    const all = await client.paginate(client.rest.pulls.list, { ...CHURN, state: "all", per_page: 2 });
    assert.equal(all.length, repository.state.pulls.length);
    const listed = async (filter: { head?: string; base?: string; state?: "open" | "closed" }) =>
      (await client.rest.pulls.list({ ...CHURN, ...filter })).data.map(({ head }) => head.ref);
    assert.deepEqual(await listed({ head: "acme:page-2" }), ["page-2"]);
    assert.deepEqual(await listed({ head: "other:page-2" }), []);
    assert.deepEqual(await listed({ base: "gone" }), []);
    assert.ok((await listed({ state: "closed" })).includes("merge"));
  });

  it("closes, reopens and rewrites", async () => {
    const number = await opened("rewrite", { "h.txt": "1\n" });
    const pull = { ...CHURN, pull_number: number };
    await client.rest.pulls.update({ ...pull, state: "closed", title: "New title", body: "Text" });
    assert.deepEqual(await get(number).then(({ state, title, body }) => [state, title, body]), [
      "closed",
      "New title",
      "Text",
    ]);
    await client.rest.pulls.update({ ...pull, state: "open" });
    assert.equal((await get(number)).state, "open");
  });

  it("labels, making what labels are not there, and keeps comments", async () => {
    const number = await opened("labels", { "i.txt": "1\n" });
    const issue = { ...CHURN, issue_number: number };
    await client.rest.issues.createLabel({ ...CHURN, name: "known", color: "00ff00" });
    await client.rest.issues.addLabels({ ...issue, labels: ["Known", "unknown"] });
    assert.deepEqual(
      (await get(number)).labels.map(({ name, color }) => [name, color]),
      [
        ["known", "00ff00"],
        ["unknown", "ededed"],
      ],
    );
    await client.rest.issues.removeLabel({ ...issue, name: "known" });
    await refused(client.rest.issues.removeLabel({ ...issue, name: "known" }), {
      status: 404,
      message: /Not Found/,
    });
    const { data: comment } = await client.rest.issues.createComment({ ...issue, body: "one" });
    await client.rest.issues.updateComment({ ...CHURN, comment_id: comment.id, body: "two" });
    const { data: comments } = await client.rest.issues.listComments(issue);
    assert.deepEqual(
      comments.map(({ body }) => body),
      ["two"],
    );
  });
});
