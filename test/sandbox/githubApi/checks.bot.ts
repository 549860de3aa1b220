import assert from "node:assert/strict";
import type { GitHub } from "../../../bot/github/client";
import { makeCheckRun } from "../../../sandbox/githubApi/checks";
import type { Repository } from "../../../sandbox/githubApi/repository";
import { hostGitHub } from "./github";
import { refused } from "./refused";

const CHURN = { owner: "acme", repo: "churn" };

describe("checks at the GitHub on loopback", () => {
  const hosted = hostGitHub();
  let client: GitHub;
  let repository: Repository;
  let sha: string;

  before(async () => {
    repository = await hosted.github.world.create({ name: "churn" });
    sha = await repository.commit({ message: "Begin", files: { "a.txt": "1\n" } });
    client = await hosted.client();
  });

  it("lists the latest run of each name, or all", async () => {
    const { world } = hosted.github;
    await makeCheckRun(world, repository, { name: "stage-e2e", at: "main", conclusion: "failure" });
    await makeCheckRun(world, repository, { name: "stage-e2e", at: "main", conclusion: "success" });
    await makeCheckRun(world, repository, { name: "check", at: "main", status: "in_progress" });
    const listed = async (query: object) => {
      const { data } = await client.rest.checks.listForRef({ ...CHURN, ref: "main", ...query });
      assert.equal(data.total_count, data.check_runs.length);
      return data.check_runs.map(({ name, status, conclusion }) => `${name} ${status} ${conclusion}`);
    };
    const [running, passed, failed] = [
      "check in_progress null",
      "stage-e2e completed success",
      "stage-e2e completed failure",
    ];
    assert.deepEqual(await listed({}), [running, passed]);
    assert.deepEqual(await listed({ filter: "all" }), [running, passed, failed]);
    assert.deepEqual(await listed({ check_name: "stage-e2e" }), [passed]);
    assert.deepEqual(await listed({ status: "in_progress" }), [running]);
    const { data: suites } = await client.rest.checks.listSuitesForRef({ ...CHURN, ref: sha });
    assert.deepEqual(
      suites.check_suites.map(({ status, conclusion, app }) => [status, conclusion, app?.slug]),
      [["in_progress", null, "github-actions"]],
    );
  });

  it("lets an App write its own, which end with a conclusion", async () => {
    const { data: run } = await client.rest.checks.create({ ...CHURN, name: "own", head_sha: sha });
    assert.deepEqual([run.status, run.app?.slug], ["queued", "app"]);
    const check = { ...CHURN, check_run_id: run.id };
    await client.rest.checks.update({ ...check, conclusion: "neutral" });
    const { data: ended } = await client.rest.checks.get(check);
    assert.deepEqual([ended.status, ended.conclusion], ["completed", "neutral"]);
    await refused(client.rest.checks.listForRef({ ...CHURN, ref: "gone" }), {
      status: 422,
      message: /No commit found for SHA: gone/,
    });
  });

  it("combines the latest statuses of all contexts", async () => {
    const state = async () =>
      (await client.rest.repos.getCombinedStatusForRef({ ...CHURN, ref: "main" })).data.state;
    const set = (context: string, value: "failure" | "pending" | "success") =>
      client.rest.repos.createCommitStatus({ ...CHURN, sha, state: value, context });
    assert.equal(await state(), "pending");
    await set("one", "failure");
    await set("two", "pending");
    assert.equal(await state(), "failure");
    await set("one", "success");
    assert.equal(await state(), "pending");
    await set("two", "success");
    assert.equal(await state(), "success");
    const { data: all } = await client.rest.repos.listCommitStatusesForRef({ ...CHURN, ref: "main" });
    assert.deepEqual(
      all.map(({ context, state: each }) => `${context} ${each}`),
      ["two success", "one success", "two pending", "one failure"],
    );
  });
});
