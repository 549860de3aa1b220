import assert from "node:assert/strict";
import { changes, LocalCloud } from "./localCloud";

const manifest = (more = "") => `name: churn
description: A project of this test.
owner: data-platform
contact: churn@example.edu
access: { owners: [success] }
data: { volumes: { landing: {} }, reads: { schemas: [reference] } }
compute: { interactive: { size: small } }
workflows:
  score:
    schedule: { quartz_cron_expression: "0 0 5 * * ?", timezone_id: Europe/Zurich, pause_status: UNPAUSED }
    tasks:
      - task_key: score
        notebook_task: { notebook_path: notebooks/score }
experiments: { training: {} }
models: { ranker: {} }
releases: { prod: v1.0.0 }
${more}`;

describe("the states of a project on the engine", () => {
  let cloud: LocalCloud;
  before(async () => {
    cloud = new LocalCloud({ churn: manifest() });
    await cloud.up("dev");
    await cloud.up("prod");
  });
  after(() => cloud.dispose());

  it("pauses: schedules rest, the interactive cluster goes, all else stays", async () => {
    cloud.write("churn", manifest("lifecycle: paused\n"));
    assert.deepEqual(changes(await cloud.up("dev")), [
      "delete databricks:Cluster churn/compute/interactive",
      "delete databricks:ClusterPolicy churn/compute/interactive-policy",
      "delete databricks:Permissions churn/compute/interactive-policy/permissions",
      "delete databricks:Permissions churn/compute/interactive/permissions",
      "update databricks:Job churn/workflows/score",
    ]);
    assert.deepEqual(changes(await cloud.up("prod")), ["update databricks:Job churn/workflows/score"]);
    assert.deepEqual(changes(await cloud.preview("prod")), []);
  });

  it("pauses one environment alone", async () => {
    cloud.write("churn", manifest("environments: { prod: { lifecycle: paused } }\n"));
    assert.deepEqual(
      changes(await cloud.up("dev")).map((line) => line.split(" ")[0]),
      ["create", "create", "create", "create", "update"],
    );
    assert.deepEqual(changes(await cloud.up("prod")), []);
  });

  it("retires: what runs and what may log in goes, what holds data stays, the repository is archived", async () => {
    cloud.write(
      "churn",
      // What GitHub refuses on an archived repository is no change, whatever the file says.
      manifest("lifecycle: retired\nrepository: { teams: { data-platform: read }, reviews: 2 }\n"),
    );
    assert.deepEqual(changes(await cloud.up("dev")), [
      "delete databricks:AccessControlRuleSet churn/principal/use",
      "delete databricks:Cluster churn/compute/interactive",
      "delete databricks:ClusterPolicy churn/compute/interactive-policy",
      "delete databricks:ClusterPolicy churn/compute/job-policy",
      "delete databricks:Grant churn/reads/ml_dev",
      "delete databricks:Grant churn/reads/ml_dev.reference",
      "delete databricks:Grant churn/schema/grants/principal",
      "delete databricks:Job churn/workflows/score",
      "delete databricks:MwsPermissionAssignment churn/principal/workspace",
      "delete databricks:Permissions churn/compute/interactive-policy/permissions",
      "delete databricks:Permissions churn/compute/interactive/permissions",
      "delete databricks:Permissions churn/compute/job-policy/permissions",
      "delete databricks:Permissions churn/workflows/score/permissions",
      "delete databricks:ServicePrincipalFederationPolicy churn/principal/github-by-id",
      "delete databricks:ServicePrincipalFederationPolicy churn/principal/github-by-name",
      "delete github:RepositoryVulnerabilityAlerts churn/repository/vulnerability-alerts",
      "delete marvin:Compute churn/compute",
      "delete marvin:ForeignReads churn/reads",
      "delete marvin:Workflow churn/workflows/score",
      "update databricks:Grant churn/models/ranker/grants/groups/success",
      "update databricks:Grant churn/schema/grants/groups/success",
      "update databricks:Permissions churn/experiments/training/permissions",
      "update databricks:Permissions churn/folder/permissions",
      "update databricks:ServicePrincipal churn/principal",
      "update github:Repository churn/repository",
    ]);
    const prod = changes(await cloud.up("prod"));
    assert.ok(prod.length > 0 && !prod.some((line) => / github:/.test(line)), prod.join("\n"));
    for (const stack of ["dev", "prod"]) {
      assert.deepEqual(changes(await cloud.preview(stack)), []);
      assert.deepEqual(
        changes(await cloud.refresh(stack)).filter((line) => !line.startsWith("refresh ")),
        [],
      );
    }
    cloud.write("churn", manifest("lifecycle: retired\n").replace("this test", "another test"));
    assert.deepEqual(
      changes(await cloud.preview("dev")),
      [],
      "GitHub takes no change of an archived repository",
    );
  });

  it("is still protected where the stack protects: its file cannot be removed in passing", async () => {
    const kept = (await cloud.state("prod"))
      .filter(({ protect }) => protect === true)
      .map(({ type }) => type);
    assert.deepEqual(kept.sort(), [
      "databricks:index/mlflowExperiment:MlflowExperiment",
      "databricks:index/registeredModel:RegisteredModel",
      "databricks:index/schema:Schema",
      "databricks:index/volume:Volume",
    ]);
    cloud.remove("churn");
    const failure: unknown = await cloud.preview("prod").then(
      () => undefined,
      (error: unknown) => error,
    );
    assert.match(String(failure), /cannot be deleted\s+because it is protected/);
  });

  it("comes back from retirement, with the same data and the same principal", async () => {
    const ids = async () =>
      (await cloud.state("prod"))
        .filter(({ type }) => /Schema|Volume|Experiment|RegisteredModel|ServicePrincipal$/.test(type))
        .map(({ urn, id }) => `${urn} ${id}`)
        .sort();
    const before = await ids();
    cloud.write("churn", manifest());
    for (const stack of ["dev", "prod"]) {
      const lines = changes(await cloud.up(stack));
      assert.ok(
        lines.every((line) => /^(?:create|update) /.test(line)),
        lines.join("\n"),
      );
      assert.deepEqual(changes(await cloud.preview(stack)), []);
    }
    assert.deepEqual(await ids(), before);
  });
});
