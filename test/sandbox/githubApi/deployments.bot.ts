import assert from "node:assert/strict";
import type { GitHub } from "../../../bot/github/client";
import { makeCheckRun } from "../../../sandbox/githubApi/checks";
import { makeDeployment, makeStatus } from "../../../sandbox/githubApi/deployments";
import type { Repository } from "../../../sandbox/githubApi/repository";
import { hostGitHub } from "./github";
import { refused } from "./refused";

const CHURN = { owner: "acme", repo: "churn" };

describe("deployments at the GitHub on loopback", () => {
  const hosted = hostGitHub();
  let client: GitHub;
  let repository: Repository;
  let first: string;

  before(async () => {
    repository = await hosted.github.world.create({ name: "churn" });
    first = await repository.commit({ message: "Begin", files: { "a.txt": "1\n" } });
    await repository.tag("v1.0.0");
    client = await hosted.client();
  });

  const wanted = { ...CHURN, ref: "v1.0.0", task: "promote", environment: "prod" };
  const freely = { ...wanted, auto_merge: false, required_contexts: [] };

  it("makes one for a tag and finds it by what it is of", async () => {
    const { data } = await client.rest.repos.createDeployment(freely);
    assert.ok("sha" in data);
    assert.deepEqual([data.sha, data.production_environment], [first, false]);
    const found = async (filter: object) =>
      (await client.rest.repos.listDeployments({ ...CHURN, ...filter })).data.map(({ id }) => id);
    assert.deepEqual(await found({ ref: "v1.0.0", task: "promote", environment: "prod" }), [data.id]);
    for (const other of [
      { ref: "main" },
      { task: "deploy" },
      { environment: "stage" },
      { sha: "0".repeat(40) },
    ])
      assert.deepEqual(await found(other), []);
  });

  it("refuses what is not there, behind or untested", async () => {
    await refused(client.rest.repos.createDeployment({ ...freely, ref: "v9.0.0" }), {
      status: 422,
      message: /No ref found for: v9\.0\.0/,
    });
    const run = await makeCheckRun(hosted.github.world, repository, { name: "check", at: "v1.0.0" });
    await refused(client.rest.repos.createDeployment({ ...wanted, auto_merge: false }), {
      status: 409,
      message: /Commit status checks failed/,
    });
    run.conclusion = "success";
    await client.rest.repos.createDeployment({ ...wanted, auto_merge: false });
    await repository.commit({ message: "More", files: { "a.txt": "2\n" } });
    await refused(client.rest.repos.createDeployment({ ...wanted, required_contexts: [] }), {
      status: 409,
      message: /Conflict merging main into v1\.0\.0/,
    });
  });

  it("keeps statuses, the newest first", async () => {
    const { id } = await makeDeployment(hosted.github.world, repository, {
      ref: "main",
      task: "promote",
      environment: "prod",
      creator: "github-actions[bot]",
    });
    const at = { ...CHURN, deployment_id: id };
    await client.rest.repos.createDeploymentStatus({ ...at, state: "queued" });
    await client.rest.repos.createDeploymentStatus({
      ...at,
      state: "failure",
      description: "no",
      log_url: "https://example.com/1",
    });
    const { data: statuses } = await client.rest.repos.listDeploymentStatuses(at);
    assert.deepEqual(
      statuses.map(({ state, description, log_url: log, target_url: target }) => [
        state,
        description,
        log,
        target,
      ]),
      [
        ["failure", "no", "https://example.com/1", "https://example.com/1"],
        ["queued", "", "", ""],
      ],
    );
    await refused(
      client.rest.repos.createDeploymentStatus({ ...at, state: "success", description: "x".repeat(141) }),
      {
        status: 422,
        message: /description is too long/,
      },
    );
    const { data: deployment } = await client.rest.repos.getDeployment(at);
    assert.equal(deployment.creator?.login, "github-actions[bot]");
  });

  it("ends an earlier success in an environment that is not production", async () => {
    const { world } = hosted.github;
    const made = (production: boolean) =>
      makeDeployment(world, repository, { ref: "main", environment: "try", production, creator: "ada" });
    const states = async (deployment_id: number) =>
      (await client.rest.repos.listDeploymentStatuses({ ...CHURN, deployment_id })).data.map(
        ({ state }) => state,
      );
    const [one, production, two] = [await made(false), await made(true), await made(false)];
    for (const deployment of [one, production, two])
      makeStatus(world, repository, deployment, { state: "success", creator: "ada" });
    assert.deepEqual(await states(one.id), ["inactive", "success"]);
    assert.deepEqual(await states(production.id), ["success"]);
    assert.deepEqual(await states(two.id), ["success"]);
  });
});
