import assert from "node:assert/strict";
import { TryLater } from "../../../bot/failure";
import { reportOutcome } from "../../../bot/promotion/outcome";
import { makeDeployment, makeStatus } from "../../../sandbox/githubApi/deployments";
import { manifestOf, MANAGER, Promotions } from "./hosted";

describe("reportOutcome", () => {
  const promotions = new Promotions();

  /** The manager's workflow ends at a commit, with its job for prod, if it came to that. */
  async function deployed(commit: string, conclusion: string): Promise<string> {
    const { world, manager } = promotions;
    const job = await makeDeployment(world, manager, {
      ref: commit,
      environment: "prod",
      autoMerge: false,
      contexts: [],
      creator: "github-actions[bot]",
    });
    makeStatus(world, manager, job, { state: "in_progress", creator: "github-actions[bot]" });
    if (conclusion === "success" || conclusion === "failure")
      makeStatus(world, manager, job, { state: conclusion, creator: "github-actions[bot]" });
    return commit;
  }

  const url = (commit: string) =>
    `https://github.com/${MANAGER}/actions/runs/${parseInt(commit.slice(0, 6), 16)}`;
  const report = (commit: string, conclusion: string) =>
    reportOutcome({ commit, conclusion, url: url(commit) }, promotions.tools);

  it("tells the release that was asked for, once, and that it is in prod stays so", async () => {
    const churn = await promotions.project("churn");
    const other = await promotions.project("other", manifestOf("other", "releases:\n  prod: v0.1.0\n"));
    await churn.release("v1.0.0");
    await churn.request("v1.0.0");
    await churn.promote("v1.0.0");
    const commit = await churn.merge("v1.0.0");
    assert.equal((await churn.promote("v1.0.0")).kind, "report");
    assert.match(
      churn.answers("v1.0.0").at(-1) ?? "",
      /^in_progress Merged by pull request 1, and being deployed/,
    );
    await deployed(commit, "success");
    assert.deepEqual(await report(commit, "success"), [
      { project: "churn", tag: "v1.0.0", state: "success" },
    ]);
    assert.equal(churn.answers("v1.0.0").at(-1), "success v1.0.0 is deployed to prod");
    assert.equal(churn.deployments("v1.0.0")[0]?.statuses.at(-1)?.logUrl, url(commit));
    assert.deepEqual(other.deployments("v0.1.0"), []);
    const since = promotions.world.requests.length;
    for (const conclusion of ["success", "failure", "cancelled"])
      assert.deepEqual(await report(commit, conclusion), []);
    assert.equal((await churn.promote("v1.0.0")).kind, "nothing");
    assert.deepEqual(promotions.writes(since), []);
  });

  it("makes a place for the outcome where nobody asked, once", async () => {
    const quiet = await promotions.project("quiet");
    const pinned = await quiet.release("v1.0.0");
    await quiet.promote("v1.0.0");
    const commit = await deployed(await quiet.merge("v1.0.0"), "success");
    for (let i = 0; i < 2; i++) await report(commit, "success");
    const [made, ...more] = quiet.deployments("v1.0.0");
    assert.deepEqual([made?.sha, made?.environment, made?.creator, more], [pinned, "prod", "app[bot]", []]);
    assert.deepEqual(quiet.answers("v1.0.0"), ["success v1.0.0 is deployed to prod"]);
  });

  it("names the pinned commit where the tag was moved since", async () => {
    const slid = await promotions.project("slid");
    const pinned = await slid.release("v1.0.0");
    await slid.promote("v1.0.0");
    const commit = await deployed(await slid.merge("v1.0.0"), "success");
    await slid.repository.commit({ message: "Other", files: { "main.py": "other\n" } });
    await slid.repository.tag("v1.0.0");
    for (let i = 0; i < 2; i++) await report(commit, "success");
    assert.deepEqual(
      slid.repository.state.deployments.map(({ sha, ref, statuses }) => [sha, ref, statuses.length]),
      [[pinned, pinned, 1]],
    );
  });

  it("tells of a failure, and of the later deployment that makes it good", async () => {
    const failing = await promotions.project("failing");
    await failing.release("v1.0.0");
    await failing.request("v1.0.0");
    await failing.promote("v1.0.0");
    const first = await deployed(await failing.merge("v1.0.0"), "failure");
    for (let i = 0; i < 2; i++) await report(first, "failure");
    const said = ["failure The deployment of v1.0.0 to prod failed: see its log"];
    assert.deepEqual(failing.answers("v1.0.0").slice(-1), said);
    assert.equal((await failing.promote("v1.0.0")).kind, "nothing");
    const fix = await promotions.manager.commit({ message: "Fix", files: { "README.md": "Fixed\n" } });
    await deployed(fix, "success");
    await report(fix, "success");
    assert.deepEqual(failing.answers("v1.0.0").slice(-2), [...said, "success v1.0.0 is deployed to prod"]);
    // The first is heard of again, and late.
    assert.deepEqual(await report(first, "failure"), []);
  });

  it("leaves a cancelled run to the one that took its place", async () => {
    const [one, two] = [await promotions.project("one"), await promotions.project("two")];
    for (const project of [one, two]) {
      await project.release("v1.0.0");
      await project.promote("v1.0.0");
    }
    const first = await one.merge("v1.0.0");
    assert.deepEqual(await report(first, "cancelled"), []);
    const second = await deployed(await two.merge("v1.0.0"), "success");
    assert.deepEqual(
      (await report(second, "success")).map(({ project }) => project),
      ["one", "two"],
    );
  });

  it("tells of a line that people changed by hand, and of nothing else in a manifest", async () => {
    const hand = await promotions.project("hand");
    await hand.release("v1.0.0");
    const set = (releases: string, more = "") =>
      promotions.edit("hand", `${manifestOf("hand", releases)}${more}`);
    const first = await deployed(await set("releases:\n  prod: v1.0.0\n"), "success");
    assert.deepEqual(await report(first, "success"), [{ project: "hand", tag: "v1.0.0", state: "success" }]);
    const second = await deployed(await set("releases:\n  prod: v1.0.0\n", "tags: { a: b }\n"), "success");
    assert.deepEqual(await report(second, "success"), []);
    const third = await deployed(await set(`releases:\n  prod: ${"a".repeat(40)}\n`), "success");
    assert.deepEqual(await report(third, "success"), []);
    const fourth = await deployed(await set("releases: {\n"), "failure");
    assert.deepEqual(await report(fourth, "failure"), []);
  });

  it("tells the others where one cannot be told now, or at all", async () => {
    const [a, b, c] = [
      await promotions.project("a-down"),
      await promotions.project("b-archived"),
      await promotions.project("c-well"),
    ];
    for (const project of [a, b, c]) {
      await project.release("v1.0.0");
      await project.promote("v1.0.0");
    }
    await a.merge("v1.0.0");
    await b.merge("v1.0.0");
    const commit = await deployed(await c.merge("v1.0.0"), "success");
    b.repository.state.archived = true;
    promotions.world.faults.add({ path: /a-down\/deployments$/, answer: { status: 503 }, times: 4 });
    await assert.rejects(report(commit, "success"), TryLater);
    promotions.world.faults.clear();
    assert.deepEqual(
      [a, b, c].map((project) => project.answers("v1.0.0").length),
      [0, 0, 1],
    );
    assert.ok(promotions.logged.some((line) => /cannot be told.*b-archived.*403/.test(line)));
    await report(commit, "success");
    assert.deepEqual(
      [a, b, c].map((project) => project.answers("v1.0.0").length),
      [1, 0, 1],
    );
  });
});
