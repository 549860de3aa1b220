import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { databricks } from "../../sandbox/databricks";
import { github } from "../../sandbox/github";
import { Sandbox, urnOf } from "./client";

const repository = "github:index/repository:Repository";
const ruleset = "github:index/repositoryRuleset:RepositoryRuleset";
const schema = "databricks:index/schema:Schema";
const grants = "databricks:index/grants:Grants";
const grant = "databricks:index/grant:Grant";

const rules = {
  repository: "churn",
  name: "default",
  target: "branch",
  enforcement: "active",
  conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
  rules: { deletion: true },
};

describe("the world", () => {
  const sandboxes: Sandbox[] = [];
  const start = async (...args: Parameters<typeof Sandbox.start>) => {
    const sandbox = await Sandbox.start(...args);
    sandboxes.push(sandbox);
    return sandbox;
  };
  const onGithub = async () => (await start(github)).connect({ owner: "acme" });
  const onDatabricks = async () =>
    (await start(databricks)).connect({ host: "https://dev.cloud.databricks.com" });
  afterEach(() => sandboxes.splice(0).forEach((sandbox) => sandbox.stop()));

  it("lasts from one process to the next, and leaves no half-written file", async () => {
    const first = await start(github);
    const { id } = await (
      await first.connect({ owner: "acme" })
    ).create(repository, "repo", { name: "churn" });
    first.stop();
    const second = await start(github, { stateFile: first.stateFile });
    const read = await (await second.connect({ owner: "acme" })).read(repository, id);
    assert.equal(read?.inputs["name"], "churn");
    assert.deepEqual(readdirSync(dirname(first.stateFile)), ["world.json"]);
  });

  it("holds every object of many made at once", async () => {
    const sandbox = await start(github);
    const client = await sandbox.connect({ owner: "acme" });
    const names = Array.from({ length: 50 }, (_, i) => `project-${i}`);
    await Promise.all(names.map((name) => client.create(repository, name, { name })));
    const { objects } = JSON.parse(readFileSync(sandbox.stateFile, "utf8")) as { objects: unknown[] };
    assert.equal(objects.length, 50);
  });

  it("is written by one process at a time", async () => {
    const first = await start(github);
    const second = await start(github, { stateFile: first.stateFile });
    await (await first.connect({ owner: "acme" })).create(repository, "a", { name: "a" });
    first.stop();
    // Both are this process, so the lock of another living one stands in for the first's.
    writeFileSync(`${first.stateFile}.lock`, String(process.ppid));
    const client = await second.connect({ owner: "acme" });
    await assert.rejects(client.create(repository, "b", { name: "b" }), /is changing this local cloud/);
    writeFileSync(`${first.stateFile}.lock`, "999999999");
    await client.create(repository, "b", { name: "b" });
    assert.ok(await client.read(repository, "a"), "what the first one made was read again");
  });

  it("refuses a name that is taken, and names both resources", async () => {
    const client = await onGithub();
    await client.create(repository, "one", { name: "churn" });
    await assert.rejects(client.create(repository, "two", { name: "Churn" }), (error: Error) => {
      assert.match(error.message, /^POST .*\/orgs\/acme\/repos: 422 .*name already exists on this account/);
      assert.ok(
        error.message.includes(urnOf(repository, "one")) && error.message.includes(urnOf(repository, "two")),
      );
      return true;
    });
  });

  it("shows the same in a preview, also for two resources that are both new", async () => {
    const client = await onDatabricks();
    await client.preview(grants, "all", { schema: "main.churn", grants: [] });
    await assert.rejects(
      client.preview(grant, "one", { schema: "main.churn", principal: "team", privileges: ["SELECT"] }),
      /only one resource may manage grants on schema main\.churn: they overwrite each other/,
    );
  });

  it("lets the stacks share a world, and still fight in it", async () => {
    const sandbox = await start(github);
    const dev = await sandbox.connect({ owner: "acme" }, "dev");
    const prod = await sandbox.connect({ owner: "acme" }, "prod");
    await dev.create(repository, "repo", { name: "churn" });
    await assert.rejects(
      prod.create(repository, "repo", { name: "churn" }),
      /urn:pulumi:prod.* and urn:pulumi:dev/,
    );
    await prod.create(ruleset, "rules", rules);
  });

  it("lets one principal's grants stand beside another's, and not beside everybody's", async () => {
    const client = await onDatabricks();
    await client.create(grant, "a", { schema: "main.churn", principal: "a", privileges: ["SELECT"] });
    await client.create(grant, "b", { schema: "main.churn", principal: "b", privileges: ["SELECT"] });
    await assert.rejects(
      client.create(grant, "a2", { schema: "main.churn", principal: "a", privileges: ["MODIFY"] }),
      /only one resource may manage/,
    );
    await assert.rejects(
      client.create(grants, "all", { schema: "main.churn", grants: [] }),
      /only one resource/,
    );
  });

  it("refuses what refers to nothing", async () => {
    const client = await onGithub();
    await assert.rejects(client.create(ruleset, "rules", rules), /repos\/acme\/churn: 404 Not Found/);
  });

  it("shows what was just made only after a while, where the service is eventually consistent", async () => {
    const sandbox = await start(github, { faults: { lag: [{ type: "*:Repository", calls: 2 }] } });
    const client = await sandbox.connect({ owner: "acme" });
    await client.create(repository, "churn", { name: "churn" });
    for (let i = 0; i < 2; i++) await assert.rejects(client.create(ruleset, "rules", rules), /404 Not Found/);
    await client.create(ruleset, "rules", rules);
  });

  it("holds no more than a service takes, and says which page says so", async () => {
    const client = await onGithub();
    await client.create(repository, "churn", { name: "churn" });
    const inDev = { repository: "churn", environment: "dev" };
    await client.create("github:index/repositoryEnvironment:RepositoryEnvironment", "dev", inDev);
    const type = "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable";
    const make = (n: number) => client.create(type, `v${n}`, { ...inDev, variableName: `V${n}`, value: "x" });
    for (let n = 1; n <= 100; n++) await make(n);
    await assert.rejects(
      make(101),
      /has 100 variables.*\(https:\/\/docs\.github\.com\/en\/rest\/actions\/variables\)/,
    );
  });

  it("takes away with an object what lives inside it", async () => {
    const client = await onGithub();
    const { id } = await client.create(repository, "repo", { name: "churn" });
    const inner = await client.create(ruleset, "rules", rules);
    await client.remove(repository, "repo", id);
    assert.equal(await client.read(ruleset, inner.id), undefined);
    await client.remove(ruleset, "rules", inner.id);
  });

  it("archives instead of deleting when asked to, and keeps the name", async () => {
    const client = await onGithub();
    const { id } = await client.create(repository, "repo", { name: "churn", archiveOnDestroy: true });
    await client.remove(repository, "repo", id);
    await client.remove(repository, "repo", id);
    assert.equal(await client.read(repository, id), undefined);
    await assert.rejects(client.create(repository, "repo", { name: "churn" }), /name already exists/);
    const found = await client.invoke("github:index/getRepository:getRepository", { fullName: "acme/churn" });
    assert.equal(found["archived"], true);
  });

  it("says that something was made before what holds it", async () => {
    const client = await onDatabricks();
    await client.create(grant, "early", { schema: "main.churn", principal: "a", privileges: ["SELECT"] });
    await assert.rejects(
      client.create(schema, "schema", { catalogName: "main", name: "churn" }),
      /grants on schema main\.churn was made before schema main\.churn.*make it depend on it/,
    );
  });

  it("deletes first when the new object needs the old one's name, and only then", async () => {
    const client = await onGithub();
    await client.create(repository, "repo", { name: "churn" });
    const environment = "github:index/repositoryEnvironment:RepositoryEnvironment";
    const olds = { repository: "churn", environment: "dev" };
    const { id } = await client.create(environment, "dev", olds);
    const moved = await client.diff(environment, "dev", id, olds, { ...olds, environment: "stage" });
    assert.deepEqual([moved.replaces, moved.deletesFirst], [["environment"], false]);

    const volumes = await onDatabricks();
    const volume = "databricks:index/volume:Volume";
    const managed = { catalogName: "main", schemaName: "churn", name: "raw", volumeType: "MANAGED" };
    await volumes.create(schema, "schema", { catalogName: "main", name: "churn" });
    const made = await volumes.create(volume, "raw", managed);
    const external = { ...managed, volumeType: "EXTERNAL", storageLocation: "s3://x" };
    const changed = await volumes.diff(volume, "raw", made.id, managed, external);
    assert.deepEqual([changed.replaces, changed.deletesFirst], [["volumeType", "storageLocation"], true]);
  });

  it("answers each connection for the provider that it configured", async () => {
    const sandbox = await start(databricks);
    const directory = "databricks:index/directory:Directory";
    const dev = await sandbox.connect({ host: "https://dev.cloud.databricks.com" });
    const prod = await sandbox.connect({ host: "https://prod.cloud.databricks.com" });
    await dev.create(directory, "dev", { path: "/Shared/churn" });
    await prod.create(directory, "prod", { path: "/Shared/churn" });
    await assert.rejects(
      dev.create(directory, "again", { path: "/Workspace/Shared/churn/" }),
      /RESOURCE_ALREADY_EXISTS/,
    );
  });
});
