import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { References } from "../../components/references";
import { Workflow } from "../../components/workflow";
import { workflow as manifest } from "../../manifest/schema/workflow";
import { declare, fixedReferences, granteesWith, PRINCIPAL, settingsWith, valueOf } from "./declare";

const TAGS = { commit: "c0ffee", project: "churn", owner: "student-success", environment: "dev" };
const NOTEBOOK = { task_key: "score", notebook_task: { notebook_path: "notebooks/score" } };

/** What the specs' workflows refer to. */
function declaredReferences(): References {
  const references = fixedReferences();
  references.declare("jobs", "train", { id: pulumi.output("4711") });
  references.declare("volumes", "landing", { volume_path: pulumi.output("/Volumes/ml_dev/churn/landing") });
  references.declarePlatform("destinations", { chat: "id of chat", oncall: pulumi.output("id of oncall") });
  return references;
}

const declareWith = (workflow: object, changes: Record<string, string> = {}, ref = "main") =>
  declare(
    () =>
      new Workflow("churn/workflows/score", {
        project: "churn",
        key: "score",
        workflow: manifest.parse(workflow),
        ref,
        contact: "churn@example.edu",
        tags: TAGS,
        policyId: "policy",
        references: declaredReferences(),
        grantees: granteesWith({ members: [{ group: "deans", role: "readers" }] }),
        settings: settingsWith(changes),
      }),
  );

const jobOf = async (workflow: object, changes: Record<string, string> = {}, ref = "main") =>
  (await declareWith(workflow, changes, ref)).program.inputs("databricks:Job", "churn/workflows/score");

describe("Workflow", () => {
  it("adds what the platform owns to a job of one notebook", async () => {
    assert.deepEqual(await jobOf({ tasks: [NOTEBOOK] }), {
      name: "[dev] churn score",
      tags: TAGS,
      editMode: "UI_LOCKED",
      gitSource: { url: "https://github.com/example-university/churn", provider: "gitHub", branch: "main" },
      runAs: { servicePrincipalName: PRINCIPAL },
      parameters: [],
      tasks: [{ taskKey: "score", notebookTask: { notebookPath: "notebooks/score", source: "GIT" } }],
      jobClusters: [],
      environments: [],
      timeoutSeconds: 86_400,
      maxConcurrentRuns: 1,
      queue: { enabled: true },
      emailNotifications: { onFailures: ["churn@example.edu"] },
    });
  });

  it("runs the commit of a pinned release, and says its tag", async () => {
    const commit = "0123456789abcdef0123456789abcdef01234567";
    const job = await jobOf({ tasks: [NOTEBOOK], tags: { team: "a" } }, {}, `v1.2.0@${commit}`);
    assert.deepEqual(job["gitSource"], {
      url: "https://github.com/example-university/churn",
      provider: "gitHub",
      commit,
    });
    assert.deepEqual(job["tags"], { ...TAGS, team: "a", release: "v1.2.0" });
  });

  for (const [ref, expected] of [
    ["v1.2.0", { tag: "v1.2.0" }],
    ["0123456789abcdef0123456789abcdef01234567", { commit: "0123456789abcdef0123456789abcdef01234567" }],
    ["feature/x", { branch: "feature/x" }],
  ] as const) {
    it(`runs ${ref} as a ${Object.keys(expected)[0]}`, async () => {
      const { gitSource } = await jobOf({ tasks: [NOTEBOOK] }, {}, ref);
      assert.deepEqual(gitSource, {
        url: "https://github.com/example-university/churn",
        provider: "gitHub",
        ...expected,
      });
    });
  }

  const SCHEDULE = { quartz_cron_expression: "0 0 5 * * ?", timezone_id: "UTC" };
  for (const [schedule, runSchedules, pauseStatus] of [
    [SCHEDULE, "false", "PAUSED"],
    [SCHEDULE, "true", "UNPAUSED"],
    [{ ...SCHEDULE, pause_status: "PAUSED" }, "true", "PAUSED"],
    [{ ...SCHEDULE, pause_status: "UNPAUSED" }, "false", "UNPAUSED"],
  ] as const) {
    it(`has a schedule that is ${pauseStatus} when ${JSON.stringify(schedule)} meets runSchedules: ${runSchedules}`, async () => {
      const job = await jobOf({ schedule, tasks: [NOTEBOOK] }, { runSchedules });
      assert.deepEqual(job["schedule"], {
        quartzCronExpression: "0 0 5 * * ?",
        timezoneId: "UTC",
        pauseStatus,
      });
    });
  }

  it("puts every cluster under the policy and the tags, by size or in full", async () => {
    const { jobClusters } = await jobOf({
      tasks: [
        { ...NOTEBOOK, job_cluster_key: "a" },
        { task_key: "b", notebook_task: { notebook_path: "b" }, job_cluster_key: "b" },
      ],
      job_clusters: [
        { job_cluster_key: "a", size: "small" },
        {
          job_cluster_key: "b",
          new_cluster: {
            spark_version: "17.3.x-scala2.13",
            node_type_id: "i3.xlarge",
            num_workers: 2,
            spark_conf: { "spark.sql.shuffle.partitions": "8" },
            custom_tags: { team: "x" },
          },
        },
      ],
    });
    assert.deepEqual(jobClusters, [
      {
        jobClusterKey: "a",
        newCluster: {
          nodeTypeId: "m6id.xlarge",
          sparkVersion: "17.3.x-cpu-ml-scala2.13",
          kind: "CLASSIC_PREVIEW",
          isSingleNode: true,
          customTags: TAGS,
          policyId: "policy",
          dataSecurityMode: "SINGLE_USER",
        },
      },
      {
        jobClusterKey: "b",
        newCluster: {
          sparkVersion: "17.3.x-scala2.13",
          nodeTypeId: "i3.xlarge",
          numWorkers: 2,
          dataSecurityMode: "SINGLE_USER",
          sparkConf: { "spark.sql.shuffle.partitions": "8" },
          customTags: { team: "x", ...TAGS },
          policyId: "policy",
        },
      },
    ]);
  });

  it("passes every kind of task on in the provider's words", async () => {
    const { tasks } = await jobOf({
      environments: [{ environment_key: "env", spec: { environment_version: "4", dependencies: ["x==1"] } }],
      job_clusters: [{ job_cluster_key: "c", size: "small" }],
      tasks: [
        {
          task_key: "wheel",
          environment_key: "env",
          python_wheel_task: { package_name: "p", entry_point: "e", named_parameters: { a_b: "1" } },
        },
        {
          task_key: "file",
          environment_key: "env",
          spark_python_task: { python_file: "src/main.py", parameters: ["--x"] },
        },
        {
          task_key: "jar",
          job_cluster_key: "c",
          libraries: [{ maven: { coordinates: "g:a:1" } }],
          spark_jar_task: { main_class_name: "edu.Main" },
        },
        {
          task_key: "sql",
          sql_task: { warehouse_id: "w", file: { path: "sql/q.sql" }, parameters: { a_b: "1" } },
        },
        { task_key: "pipeline", pipeline_task: { pipeline_id: "p1", full_refresh: true } },
        {
          task_key: "other",
          run_job_task: { job_id: "${resources.jobs.train.id}", job_parameters: { a_b: "1" } },
        },
        { task_key: "foreign", run_job_task: { job_id: 99 } },
        { task_key: "if", condition_task: { left: "1", op: "EQUAL_TO", right: "1" } },
        {
          task_key: "loop",
          depends_on: [{ task_key: "if", outcome: "true" }],
          run_if: "ALL_SUCCESS",
          for_each_task: {
            inputs: "[1]",
            concurrency: 2,
            task: {
              task_key: "each",
              max_retries: 1,
              notebook_task: { notebook_path: "n", base_parameters: { a_b: "1" } },
            },
          },
        },
      ],
    });
    const inAnyOrder = [
      {
        taskKey: "wheel",
        environmentKey: "env",
        pythonWheelTask: { packageName: "p", entryPoint: "e", namedParameters: { a_b: "1" } },
      },
      {
        taskKey: "file",
        environmentKey: "env",
        sparkPythonTask: { pythonFile: "src/main.py", parameters: ["--x"], source: "GIT" },
      },
      {
        taskKey: "jar",
        jobClusterKey: "c",
        libraries: [{ maven: { coordinates: "g:a:1" } }],
        sparkJarTask: { mainClassName: "edu.Main" },
      },
      {
        taskKey: "sql",
        sqlTask: { warehouseId: "w", file: { path: "sql/q.sql", source: "GIT" }, parameters: { a_b: "1" } },
      },
      { taskKey: "pipeline", pipelineTask: { pipelineId: "p1", fullRefresh: true } },
      { taskKey: "other", runJobTask: { jobId: 4711, jobParameters: { a_b: "1" } } },
      { taskKey: "foreign", runJobTask: { jobId: 99 } },
      { taskKey: "if", conditionTask: { left: "1", op: "EQUAL_TO", right: "1" } },
      {
        taskKey: "loop",
        dependsOns: [{ taskKey: "if", outcome: "true" }],
        runIf: "ALL_SUCCESS",
        forEachTask: {
          inputs: "[1]",
          concurrency: 2,
          task: {
            taskKey: "each",
            maxRetries: 1,
            notebookTask: { notebookPath: "n", source: "GIT", baseParameters: { a_b: "1" } },
          },
        },
      },
    ];
    assert.deepEqual(
      tasks,
      inAnyOrder.sort((a, b) => (a.taskKey < b.taskKey ? -1 : 1)),
    );
  });

  it("sorts what the service sorts, so that order alone is no change", async () => {
    const notebook = { notebook_task: { notebook_path: "n" } };
    const { tasks, webhookNotifications } = await jobOf({
      tasks: [
        { task_key: "c", depends_on: [{ task_key: "b" }, { task_key: "a" }], ...notebook },
        { task_key: "b", ...notebook },
        { task_key: "a", ...notebook, webhook_notifications: { on_start: [{ id: "2" }, { id: "1" }] } },
      ],
      webhook_notifications: { on_failure: [{ id: "z" }, { id: "y" }] },
    });
    const notebookTask = { notebookPath: "n", source: "GIT" };
    assert.deepEqual(tasks, [
      { taskKey: "a", notebookTask, webhookNotifications: { onStarts: [{ id: "1" }, { id: "2" }] } },
      { taskKey: "b", notebookTask },
      { taskKey: "c", dependsOns: [{ taskKey: "a" }, { taskKey: "b" }], notebookTask },
    ]);
    assert.deepEqual(webhookNotifications, { onFailures: [{ id: "y" }, { id: "z" }] });
  });

  it("leaves the workflow's own notifications as they are", async () => {
    const job = await jobOf({
      tasks: [NOTEBOOK],
      email_notifications: { on_start: ["a@example.edu"] },
      webhook_notifications: { on_failure: [{ id: "w1" }] },
      health: { rules: [{ metric: "RUN_DURATION_SECONDS", value: 3600 }] },
    });
    assert.deepEqual(job["emailNotifications"], { onStarts: ["a@example.edu"] });
    assert.deepEqual(job["webhookNotifications"], { onFailures: [{ id: "w1" }] });
    assert.deepEqual(job["health"], {
      rules: [{ metric: "RUN_DURATION_SECONDS", op: "GREATER_THAN", value: 3600 }],
    });
  });

  it("lets readers look at runs, and tells the job's address", async () => {
    const { program, result } = await declareWith({ tasks: [NOTEBOOK] });
    assert.deepEqual(program.inputs("databricks:Permissions", "churn/workflows/score/permissions"), {
      jobId: "1001",
      accessControls: [
        { servicePrincipalName: PRINCIPAL, permissionLevel: "CAN_MANAGE_RUN" },
        { groupName: "deans", permissionLevel: "CAN_VIEW" },
      ],
    });
    assert.equal(await valueOf(result.url), "https://dev.cloud.databricks.com/jobs/1001");
  });

  it("resolves references in texts, and starts other jobs by their numbers", async () => {
    const { tasks, parameters } = await jobOf({
      parameters: [{ name: "catalog", default: "${marvin.catalog}" }],
      tasks: [
        {
          task_key: "score",
          notebook_task: {
            notebook_path: "notebooks/score",
            base_parameters: { files: "${resources.volumes.landing.volume_path}/raw" },
          },
        },
        { task_key: "train", run_job_task: { job_id: "${resources.jobs.train.id}" } },
      ],
    });
    assert.deepEqual(parameters, [{ name: "catalog", default: "ml_dev" }]);
    const [score, train] = tasks as Record<string, Record<string, unknown>>[];
    assert.deepEqual(score?.["notebookTask"]?.["baseParameters"], {
      files: "/Volumes/ml_dev/churn/landing/raw",
    });
    assert.equal(train?.["runJobTask"]?.["jobId"], 4711);
  });

  const TRIGGERS = {
    trigger: {
      file_arrival: {
        url: "${resources.volumes.landing.volume_path}/",
        min_time_between_triggers_seconds: 60,
      },
    },
    continuous: { task_retry_mode: "ON_FAILURE" },
  };
  for (const [runSchedules, pauseStatus] of [
    ["true", "UNPAUSED"],
    ["false", "PAUSED"],
  ] as const) {
    it(`starts by itself where the stack says so: ${pauseStatus}`, async () => {
      const arrival = await jobOf({ tasks: [NOTEBOOK], trigger: TRIGGERS.trigger }, { runSchedules });
      assert.deepEqual(arrival["trigger"], {
        fileArrival: { url: "/Volumes/ml_dev/churn/landing/", minTimeBetweenTriggersSeconds: 60 },
        pauseStatus,
      });
      const stream = await jobOf({ tasks: [NOTEBOOK], continuous: TRIGGERS.continuous }, { runSchedules });
      assert.deepEqual(stream["continuous"], { taskRetryMode: "ON_FAILURE", pauseStatus });
    });
  }

  it("lets a run that never ends take its time, and starts it anew when it changes", async () => {
    const stream = await jobOf({ tasks: [NOTEBOOK], continuous: TRIGGERS.continuous });
    assert.equal(stream["controlRunState"], true);
    assert.equal(stream["timeoutSeconds"], undefined);
    const bounded = { tasks: [NOTEBOOK], continuous: TRIGGERS.continuous, timeout_seconds: 7200 };
    assert.equal((await jobOf(bounded))["timeoutSeconds"], 7200);
    assert.equal((await jobOf({ tasks: [NOTEBOOK] }))["controlRunState"], undefined);
  });

  it("lets dbt write where the project does, on a warehouse that the service writes the profile for", async () => {
    const dbt = { commands: ["dbt run"], warehouse_id: "w" };
    const { tasks } = await jobOf({
      tasks: [
        { task_key: "a", environment_key: "e", dbt_task: dbt },
        { task_key: "b", environment_key: "e", dbt_task: { ...dbt, schema: "${marvin.schema}_marts" } },
        { task_key: "c", environment_key: "e", dbt_task: { commands: ["dbt run"], profiles_directory: "p" } },
      ],
      environments: [{ environment_key: "e", spec: { base_environment: "/Volumes/a/b/c/env.yaml" } }],
    });
    const common = { commands: ["dbt run"], source: "GIT" };
    const own = { catalog: "ml_dev", schema: "churn" };
    assert.deepEqual(
      (tasks as { dbtTask: object }[]).map(({ dbtTask }) => dbtTask),
      [
        { ...common, ...own, warehouseId: "w" },
        { ...common, ...own, warehouseId: "w", schema: "churn_marts" },
        { ...common, profilesDirectory: "p" },
      ],
    );
  });

  it("rests where the manifest says so, whatever the stack says", async () => {
    const trigger = { periodic: { interval: 1, unit: "DAYS" }, pause_status: "PAUSED" };
    const job = await jobOf({ tasks: [NOTEBOOK], trigger }, { runSchedules: "true" });
    assert.deepEqual(job["trigger"], { periodic: { interval: 1, unit: "DAYS" }, pauseStatus: "PAUSED" });
  });

  it("tells the platform's destinations too, each once, in the order of their ids", async () => {
    const notificationDestinations = JSON.stringify({
      oncall: { id: "00000000-0000-4000-8000-000000000001" },
      chat: { id: "00000000-0000-4000-8000-000000000002" },
    });
    const notificationRoutes = JSON.stringify([
      { destinations: ["oncall", "chat"] },
      { destinations: ["chat"], events: ["on_failure", "on_success"], projects: ["chu*"] },
      { destinations: ["oncall"], events: ["on_start"], projects: ["other"] },
    ]);
    const own = {
      on_failure: [{ id: "99" }, { id: "${marvin.destinations.chat}" }],
      on_start: [{ id: "1" }],
    };
    const { webhookNotifications } = await jobOf(
      { tasks: [NOTEBOOK], webhook_notifications: own },
      { notificationDestinations, notificationRoutes },
    );
    assert.deepEqual(webhookNotifications, {
      onStarts: [{ id: "1" }],
      onSuccesses: [{ id: "id of chat" }],
      onFailures: [{ id: "99" }, { id: "id of chat" }, { id: "id of oncall" }],
    });
  });

  it("is billed to the first budget policy that names its project", async () => {
    const [first, second] = ["11111111-2222-4333-8444-555555555555", "11111111-2222-4333-8444-666666666666"];
    const budgetPolicies = JSON.stringify([
      { projects: ["other-*"], id: second },
      { projects: ["chu*"], id: first },
      { projects: ["*"], id: second },
    ]);
    assert.equal((await jobOf({ tasks: [NOTEBOOK] }, { budgetPolicies }))["budgetPolicyId"], first);
  });

  it("spells tasks of data as the provider does", async () => {
    const subscribers = [{ user_name: "dean@example.edu" }, { destination_id: "d1" }];
    const { tasks } = await jobOf({
      tasks: [
        {
          task_key: "board",
          dashboard_task: {
            dashboard_id: "d",
            filters: { a_b: "x" },
            subscription: { subscribers, paused: false },
          },
        },
        { ...NOTEBOOK, compute: { hardware_accelerator: "GPU_1xA10" } },
        {
          task_key: "some",
          pipeline_task: { pipeline_id: "p", refresh_selection: ["a"], full_refresh_selection: ["b"] },
        },
        {
          task_key: "warn",
          sql_task: { warehouse_id: "w", alert: { alert_id: "a", subscriptions: subscribers } },
        },
        {
          task_key: "warn_again",
          alert_task: { alert_id: "a", warehouse_id: "w", subscribers, parameters: { a_b: "x" } },
        },
      ],
    });
    const told = [{ userName: "dean@example.edu" }, { destinationId: "d1" }];
    assert.deepEqual(tasks, [
      {
        taskKey: "board",
        dashboardTask: {
          dashboardId: "d",
          filters: { a_b: "x" },
          subscription: { subscribers: told, paused: false },
        },
      },
      {
        taskKey: "score",
        notebookTask: { notebookPath: "notebooks/score", source: "GIT" },
        compute: { hardwareAccelerator: "GPU_1xA10" },
      },
      {
        taskKey: "some",
        pipelineTask: { pipelineId: "p", refreshSelections: ["a"], fullRefreshSelections: ["b"] },
      },
      { taskKey: "warn", sqlTask: { warehouseId: "w", alert: { alertId: "a", subscriptions: told } } },
      {
        taskKey: "warn_again",
        alertTask: { alertId: "a", warehouseId: "w", subscribers: told, parameters: { a_b: "x" } },
      },
    ]);
  });

  it("spells a cluster's scripts and disks as the provider does", async () => {
    const cluster = {
      spark_version: "17.3.x-scala2.13",
      node_type_id: "m5.xlarge",
      num_workers: 1,
      init_scripts: [
        { volumes: { destination: "${resources.volumes.landing.volume_path}/setup.sh" } },
        { s3: { destination: "s3://scripts/setup.sh", region: "eu-central-1" } },
      ],
      aws_attributes: { availability: "SPOT_WITH_FALLBACK", first_on_demand: 1, ebs_volume_iops: 3000 },
      apply_policy_default_values: true,
    };
    const { jobClusters } = await jobOf({
      tasks: [{ ...NOTEBOOK, job_cluster_key: "main" }],
      job_clusters: [{ job_cluster_key: "main", new_cluster: cluster }],
    });
    assert.deepEqual(jobClusters, [
      {
        jobClusterKey: "main",
        newCluster: {
          sparkVersion: "17.3.x-scala2.13",
          nodeTypeId: "m5.xlarge",
          numWorkers: 1,
          dataSecurityMode: "SINGLE_USER",
          initScripts: [
            { volumes: { destination: "/Volumes/ml_dev/churn/landing/setup.sh" } },
            { s3: { destination: "s3://scripts/setup.sh", region: "eu-central-1" } },
          ],
          awsAttributes: { availability: "SPOT_WITH_FALLBACK", firstOnDemand: 1, ebsVolumeIops: 3000 },
          applyPolicyDefaultValues: true,
          policyId: "policy",
          customTags: TAGS,
        },
      },
    ]);
  });
});
