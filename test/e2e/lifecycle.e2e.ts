import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { changes, LocalCloud } from "./localCloud";

const manifest = (name: string, more = "") => `name: ${name}
description: A project of the test ${name}.
owner: data-platform
contact: ${name}@example.edu
workflows:
  score:
    tasks:
      - task_key: score
        notebook_task: { notebook_path: notebooks/score }
experiments:
  training: {}
models:
  ranker: {}
${more}`;

describe("the life of projects on the engine", () => {
  let cloud: LocalCloud;
  beforeEach(() => {
    cloud = new LocalCloud({ churn: manifest("churn") });
  });
  afterEach(() => cloud.dispose());

  it("onboards a project without touching the others, even one whose name it begins with", async () => {
    await cloud.up("dev");
    cloud.write("churn-eu", manifest("churn-eu", "data: { reads: { projects: [churn] } }\n"));
    const steps = changes(await cloud.up("dev"));
    assert.ok(steps.length > 20);
    for (const step of steps) assert.match(step, /^create \S+ churn-eu(?:\/|$)/);
  });

  it("changes nothing but jobs when a release changes", async () => {
    cloud.write("churn", manifest("churn", "releases: { prod: v1.0.0 }\n"));
    await cloud.up("dev");
    await cloud.up("prod");
    cloud.write("churn", manifest("churn", "releases: { prod: v1.1.0 }\n"));
    assert.deepEqual(changes(await cloud.up("dev")), []);
    assert.deepEqual(changes(await cloud.up("prod")), ["update databricks:Job churn/workflows/score"]);
  });

  it("changes nothing but jobs when a file changes in its commit alone, and nothing of other projects", async () => {
    const commit = () => {
      const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.edu"];
      execFileSync("git", ["init", "--quiet"], { cwd: cloud.folder });
      execFileSync("git", ["add", "."], { cwd: cloud.folder });
      execFileSync("git", [...identity, "commit", "--quiet", "--message", "test"], { cwd: cloud.folder });
    };
    cloud.write("other", manifest("other", "compute: { interactive: { size: small } }\n"));
    commit();
    await cloud.up("dev");
    cloud.write("other", `# A comment.\n${manifest("other", "compute: { interactive: { size: small } }\n")}`);
    commit();
    assert.deepEqual(changes(await cloud.up("dev")), ["update databricks:Job other/workflows/score"]);
  });

  it("meets protection when a project's file is removed, and keeps all of it", async () => {
    await cloud.up("dev");
    const before = (await cloud.state("dev")).length;
    cloud.remove("churn");
    // An update without a preview would delete what is not protected before it comes to what is.
    await assert.rejects(cloud.preview("dev"), /protect/);
    assert.equal((await cloud.state("dev")).length, before);
  });

  it("is destroyed where nothing is protected, twice without harm", async () => {
    cloud.configure("dev", "marvin:protect: [repository]", "marvin:protect: []");
    await cloud.up("dev");
    assert.ok(changes(await cloud.destroy("dev")).every((step) => step.startsWith("delete ")));
    assert.deepEqual(await cloud.state("dev"), []);
    assert.deepEqual(changes(await cloud.destroy("dev")), []);
  });

  it("refuses to take a mistyped name in marvin:projects for the removal of all that is there", async () => {
    cloud.configure("dev", "marvin:protect: [repository]", "marvin:projects: [chrun]");
    await assert.rejects(cloud.preview("dev"), /marvin:projects names chrun, and there is no such project/);
  });

  it("leaves in place what the stack retains, and forgets it", async () => {
    cloud.configure(
      "dev",
      "marvin:protect: [repository]",
      "marvin:protect: []\n  marvin:retainOnDelete: [schema, model]",
    );
    await cloud.up("dev");
    await cloud.destroy("dev");
    assert.deepEqual(await cloud.state("dev"), []);
    const left = cloud.world();
    assert.ok(left.includes("Schema") && left.includes("RegisteredModel"), left.join());
    assert.ok(!left.includes("Job") && !left.includes("MlflowExperiment"), left.join());
  });

  it("protects what the stack names and nothing else", async () => {
    cloud.configure(
      "prod",
      "marvin:protect: [schema, volume, bucket, experiment, model, secrets]",
      "marvin:protect: [model]",
    );
    cloud.write("churn", manifest("churn", "data: { volumes: { landing: {} } }\n"));
    await cloud.up("dev");
    await cloud.up("prod");
    const kept = (await cloud.state("prod")).filter(({ protect }) => protect === true);
    assert.deepEqual(
      kept.map(({ type }) => type),
      ["databricks:index/registeredModel:RegisteredModel"],
    );
  });

  it("refuses to update stage before the repositories exist, in one sentence, and has made nothing", async () => {
    cloud.write("grades", manifest("grades"));
    await cloud.preview("stage");
    await assert.rejects(cloud.up("stage"), (error: Error) => {
      assert.match(
        error.message,
        /the repositories example-university\/churn, example-university\/grades do not exist yet: update the stack/,
      );
      assert.doesNotMatch(error.message, /at .*\.ts:\d+|404/);
      return true;
    });
    const made = (await cloud.state("stage")).map(({ type }) => type);
    assert.deepEqual(
      made.filter((type) => !type.startsWith("pulumi:")),
      [],
    );
  });

  it("keeps what was made when a call fails, and completes it in the next run", async () => {
    await cloud.start({
      calls: [{ on: "create", type: "databricks:index/job:Job", nth: 1, fail: "503 try later" }],
    });
    await assert.rejects(cloud.up("dev"), /503/);
    await cloud.start();
    const made = (await cloud.up("dev")).filter(({ op }) => op === "create").map(({ type }) => type);
    assert.ok(made.includes("databricks:Job"));
    assert.ok(!made.includes("github:Repository"), "made in the first run");
    assert.deepEqual(changes(await cloud.preview("dev")), []);
  });

  it("reports every fault of the manifests as one list, without a stack trace", async () => {
    cloud.write("broken", "name: broken\nownr: x\n");
    await assert.rejects(cloud.preview("dev"), (error: Error) => {
      assert.match(error.message, /broken\.yaml:2:1 ownr: unknown key: did you mean `owner`\?/);
      assert.doesNotMatch(error.message, /\n\s+at /);
      return true;
    });
  });
});
