import assert from "node:assert/strict";
import { changes, LocalCloud } from "./localCloud";

const manifest = (train = "", more = "") => `name: churn
description: A project of the test of jobs.
owner: data-science
contact: churn@example.edu
releases: { dev: main }
data: { volumes: { landing: {} } }
compute: { warehouses: { marts: {} } }
experiments: { training: {} }
models: { churn: {} }
workflows:
  nightly:
    schedule: { quartz_cron_expression: "0 0 3 * * ?", timezone_id: UTC }
    webhook_notifications: { on_failure: [{ id: "\${marvin.destinations.desk}" }] }
    tasks:
      - task_key: each
        for_each_task: { inputs: "[1, 2]", task: { task_key: one, notebook_task: { notebook_path: notebooks/one } } }
      - task_key: enough
        depends_on: [{ task_key: each }]
        condition_task: { left: "{{tasks.each.values.n}}", op: GREATER_THAN, right: "0" }
      - task_key: retrain
        depends_on: [{ task_key: enough, outcome: "true" }]
        run_job_task: { job_id: "\${resources.jobs.train.id}" }
      - task_key: marts
        environment_key: default
        dbt_task: { commands: [dbt run], warehouse_id: "\${resources.sql_warehouses.marts.id}" }
    environments: [{ environment_key: default, spec: { environment_version: "4" } }]
  train:
    trigger: { file_arrival: { url: "\${resources.volumes.landing.volume_path}/" } }
    parameters: [{ name: experiment, default: "\${resources.experiments.training.name}" }]
    tasks:
      - task_key: fit
        job_cluster_key: main
        notebook_task: { notebook_path: notebooks/fit }
    job_clusters: [{ job_cluster_key: main, size: small }]
${train.replace(/^(?=.)/gm, "    ")}
${more}`;

const SERVED = `serving:
  risk:
    config: { served_entities: [{ name: current, entity_name: churn, entity_version: "VERSION" }] }
monitoring:
  tables:
    predictions: { snapshot: {}, table_exists: true }`;

describe("a project's jobs on the engine", () => {
  let cloud: LocalCloud;
  before(() => {
    cloud = new LocalCloud({ churn: manifest() });
    cloud.configure(
      "dev",
      "marvin:protect: [repository]",
      `marvin:protect: []
  marvin:notificationDestinations: { desk: { type: email, addresses: [desk@example.edu] }, all: { type: email, addresses: [all@example.edu] } }
  marvin:notificationRoutes: [{ destinations: [all] }]`,
    );
  });
  after(() => cloud.dispose());

  it("start each other and call what the stack declares, in whatever order they are written", async () => {
    await cloud.up("dev");
    await cloud.refresh("dev");
    assert.deepEqual(changes(await cloud.preview("dev")), []);
    const state = await cloud.state("dev");
    const idOf = (name: string) =>
      state.find(({ urn, id }) => urn.endsWith(`::${name}`) && id !== undefined)?.id;
    const inputs = state.find(({ urn }) => urn.endsWith("Job::churn/workflows/nightly"))?.inputs as {
      tasks: { taskKey: string; runJobTask?: { jobId: number } }[];
      webhookNotifications: { onFailures: { id: string }[] };
    };
    const started = inputs.tasks.find(({ taskKey }) => taskKey === "retrain")?.runJobTask?.jobId;
    assert.equal(String(started), idOf("churn/workflows/train"));
    assert.deepEqual(
      inputs.webhookNotifications.onFailures.map(({ id }) => id),
      [idOf("platform:notifications/all"), idOf("platform:notifications/desk")].sort(),
    );
  });

  it("change alone when their lines change, and keep their numbers", async () => {
    cloud.write("churn", manifest("max_concurrent_runs: 2"));
    assert.deepEqual(changes(await cloud.up("dev")), ["update databricks:Job churn/workflows/train"]);
  });

  it("stay as they are when a destination that they call gets another address", async () => {
    cloud.configure("dev", "all@example.edu", "others@example.edu");
    assert.deepEqual(changes(await cloud.up("dev")), [
      "update databricks:NotificationDestination platform:notifications/all",
    ]);
    assert.deepEqual(changes(await cloud.preview("dev")), []);
  });

  it("stand beside an endpoint and a monitor, which come with their words and go with them", async () => {
    const with1 = SERVED.replace("VERSION", "1");
    cloud.write("churn", manifest("max_concurrent_runs: 2", with1));
    assert.deepEqual(changes(await cloud.up("dev")), [
      "create databricks:Grant churn/models/churn/grants/deployer",
      "create databricks:Grant churn/monitoring/grants/predictions",
      "create databricks:ModelServing churn/serving/risk",
      "create databricks:Permissions churn/serving/risk/permissions",
      "create databricks:QualityMonitor churn/monitoring/tables/predictions",
      "create marvin:ServingEndpoint churn/serving/risk",
    ]);
    assert.deepEqual(changes(await cloud.preview("dev")), []);
    cloud.write("churn", manifest("max_concurrent_runs: 2", SERVED.replace("VERSION", "2")));
    assert.deepEqual(changes(await cloud.up("dev")), ["update databricks:ModelServing churn/serving/risk"]);
    cloud.write("churn", manifest("max_concurrent_runs: 2"));
    const gone = changes(await cloud.up("dev"));
    assert.ok(gone.every((one) => one.startsWith("delete ")) && gone.length === 6, gone.join("\n"));
  });

  it("go with their project, and nothing stays in the local cloud", async () => {
    await cloud.destroy("dev");
    assert.deepEqual(await cloud.state("dev"), []);
    const left = cloud.world();
    for (const type of ["Job", "ModelServing", "QualityMonitor", "NotificationDestination", "SqlEndpoint"]) {
      assert.ok(!left.includes(type), type);
    }
  });
});
