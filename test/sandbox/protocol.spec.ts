import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { aws } from "../../sandbox/aws";
import { databricks } from "../../sandbox/databricks";
import { github } from "../../sandbox/github";
import { UNKNOWN } from "../../sandbox/value";
import { Sandbox, type Client } from "./client";

const repository = "github:index/repository:Repository";
const environment = "github:index/repositoryEnvironment:RepositoryEnvironment";

describe("a provider server", () => {
  let sandbox: Sandbox;
  let client: Client;

  beforeEach(async () => {
    sandbox = await Sandbox.start(github);
    client = await sandbox.connect({ owner: "acme" });
  });
  afterEach(() => sandbox.stop());

  it("answers the version of the installed package, so that the engine does not warn", async () => {
    const manifest = readFileSync(require.resolve("@pulumi/github/package.json"), "utf8");
    const { version } = JSON.parse(manifest) as { version: string };
    assert.equal(await client.version(), version);
  });

  it("tells every fault of a resource at once, each with its property", async () => {
    const failures = await client.check(repository, {
      name: "no spaces",
      visibility: "secret",
      hasIssues: "yes",
      hasWikis: true,
      template: { owner: "acme" },
    });
    const properties = failures.map((failure) => failure.split(":")[0]);
    assert.deepEqual(properties.sort(), [
      "hasIssues",
      "hasWikis",
      "name",
      "template.repository",
      "visibility",
    ]);
  });

  it("leaves what is not known yet unjudged", async () => {
    assert.deepEqual(await client.check(repository, { name: UNKNOWN, visibility: UNKNOWN }), []);
  });

  it("refuses what it does not know by name, and says where to teach it", async () => {
    assert.deepEqual(await client.check("github:index/teamMembers:TeamMembers", {}), [
      ": the local cloud does not know github:index/teamMembers:TeamMembers yet; see sandbox/github.ts",
    ]);
    await assert.rejects(
      client.invoke("github:index/getTeam:getTeam", {}),
      /does not know github:index\/getTeam:getTeam/,
    );
  });

  it("says in a preview what it will know only later, and writes nothing", async () => {
    const planned = await client.preview(repository, "repo", { name: "churn", visibility: "private" });
    assert.equal(planned["name"], "churn");
    assert.equal(planned["visibility"], "private");
    assert.equal(planned["repoId"], UNKNOWN);
    assert.equal(planned["fullName"], UNKNOWN);
    assert.equal(existsSync(sandbox.stateFile), false);
  });

  it("keeps in a preview of a change what the change does not touch", async () => {
    const { id, outputs } = await client.create(repository, "repo", { name: "churn" });
    const described = await client.update(repository, "repo", id, { name: "churn", description: "x" }, true);
    assert.equal(described["repoId"], outputs["repoId"]);
    assert.equal(described["fullName"], "acme/churn");
    const renamed = await client.update(repository, "repo", id, { name: "attrition" }, true);
    assert.equal(renamed["fullName"], UNKNOWN);
    assert.equal(renamed["repoId"], outputs["repoId"]);
  });

  it("makes, reads, changes and deletes; a second deletion is harmless", async () => {
    const { id, outputs } = await client.create(repository, "repo", { name: "churn" });
    assert.equal(outputs["htmlUrl"], "https://github.com/acme/churn");
    assert.deepEqual(await client.read(repository, id), { inputs: { name: "churn" }, outputs });
    const changed = await client.update(repository, "repo", id, { name: "churn", hasWiki: true });
    assert.equal(changed["hasWiki"], true);
    assert.equal(changed["repoId"], outputs["repoId"]);
    await client.remove(repository, "repo", id);
    await client.remove(repository, "repo", id);
    assert.equal(await client.read(repository, id), undefined);
  });

  it("names each change by its path, and what it replaces", async () => {
    const olds = {
      repository: "churn",
      environment: "prod",
      deploymentBranchPolicy: { protectedBranches: true },
    };
    const news = { repository: "churn", environment: "stage", waitTimer: 5, deploymentBranchPolicy: {} };
    const diff = await client.diff(environment, "env", "churn:prod", olds, news);
    assert.deepEqual(diff.changes.sort(), [
      "deploymentBranchPolicy.protectedBranches",
      "environment",
      "waitTimer",
    ]);
    assert.deepEqual(diff.replaces, ["environment"]);
  });

  it("sees no change in a new order where the service keeps none", async () => {
    const diff = await client.diff(repository, "r", "churn", { topics: ["a", "b"] }, { topics: ["b", "a"] });
    assert.deepEqual(diff.changes, []);
  });

  it("gives the same ids to the same resources in the same world", async () => {
    const first = await client.create(repository, "repo", { name: "churn" });
    const other = await Sandbox.start(github);
    const second = await (
      await other.connect({ owner: "acme" })
    ).create(repository, "repo", { name: "churn" });
    other.stop();
    assert.equal(first.outputs["repoId"], second.outputs["repoId"]);
  });

  it("gives a new id to what is made again", async () => {
    const first = await client.create(repository, "repo", { name: "churn" });
    await client.remove(repository, "repo", first.id);
    const second = await client.create(repository, "repo", { name: "churn" });
    assert.notEqual(first.outputs["repoId"], second.outputs["repoId"]);
  });
});

describe("the servers of databricks and aws", () => {
  let sandbox: Sandbox;
  afterEach(() => sandbox.stop());

  it("tells the account's provider from a workspace's", async () => {
    sandbox = await Sandbox.start(databricks);
    const account = await sandbox.connect({ host: "https://accounts.cloud.databricks.com", accountId: "a" });
    const workspace = await sandbox.connect({ host: "https://dev.cloud.databricks.com" });
    const directory = "databricks:index/directory:Directory";
    const assignment = "databricks:index/mwsPermissionAssignment:MwsPermissionAssignment";
    const assigned = { workspaceId: "1", principalId: "2", permissions: ["USER"] };
    assert.match(
      (await account.check(directory, { path: "/Shared/x" })).join(),
      /give it the workspace's provider/,
    );
    assert.match(
      (await workspace.check(assignment, assigned)).join(),
      /give it the provider that has accountId/,
    );
    assert.deepEqual(await workspace.check(directory, { path: "/Shared/x" }), []);
    assert.deepEqual(await account.check(assignment, assigned), []);
  });

  it("do not know all of aws, and say so", async () => {
    sandbox = await Sandbox.start(aws);
    const client = await sandbox.connect({ region: "eu-central-1" });
    assert.match(
      (await client.check("aws:ec2/instance:Instance", {})).join(),
      /does not know aws:ec2\/instance:Instance yet/,
    );
  });
});
