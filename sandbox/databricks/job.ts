import type { Fault, Kind, Need, Rule, Settings, Surroundings } from "../kind";
import { atMost, atMostOne, between, distinct, each, exactlyOne, length, matching, oneOf } from "../rules";
import { at, list, text, show, type Props } from "../value";
import { clusterNeeds, clusterRules, workspace } from "./compute";
import { policyNeeds } from "./policy";
import { triggerRules } from "./trigger";

// prettier-ignore
const taskTypes = [
  "aiRuntimeTask", "alertTask", "cleanRoomsNotebookTask", "conditionTask", "dashboardTask", "dbtCloudTask",
  "dbtPlatformTask", "dbtTask", "forEachTask", "genAiComputeTask", "notebookTask", "pipelineTask", "powerBiTask",
  "pythonOperatorTask", "pythonWheelTask", "runJobTask", "sparkJarTask", "sparkPythonTask", "sparkSubmitTask", "sqlTask",
];

const computeKeys = ["existingClusterId", "newCluster", "jobClusterKey", "environmentKey"];

// prettier-ignore
const gitProviders = [
  "gitHub", "gitHubEnterprise", "gitLab", "gitLabEnterpriseEdition", "bitbucketCloud", "bitbucketServer",
  "azureDevOpsServices", "awsCodeCommit",
];

/** Tasks as they stand in the job and inside a loop. */
const everyTask = ["tasks.*", "tasks.*.forEachTask.task"];

/** https://docs.databricks.com/api/workspace/jobs/create and https://docs.databricks.com/aws/en/resources/limits */
const rules: readonly Rule[] = [
  length("name", 1, 4096),
  length("description", 0, 27_700),
  atMost("tasks", 1000),
  atMost("tags", 25),
  between("maxConcurrentRuns", 0, 1000),
  ({ tasks }) =>
    tasks === undefined
      ? [{ property: "tasks", reason: "is missing; a job without tasks does nothing" }]
      : [],
  each(
    "tasks",
    ({ value }) => Array.isArray(value) && value.length === 0 && "is empty; a job without tasks does nothing",
  ),
  distinct("tasks.*.taskKey"),
  distinct("jobClusters.*.jobClusterKey"),
  distinct("environments.*.environmentKey"),
  distinct("parameters.*.name"),
  atMostOne("", ["schedule", "continuous", "trigger"]),
  oneOf("editMode", ["UI_LOCKED", "EDITABLE"]),
  oneOf("format", ["SINGLE_TASK", "MULTI_TASK"]),
  oneOf("performanceTarget", ["PERFORMANCE_OPTIMIZED", "STANDARD"]),
  ...["schedule", "continuous", "trigger"].map((key) => oneOf(`${key}.pauseStatus`, ["PAUSED", "UNPAUSED"])),
  ...triggerRules,
  oneOf("gitSource.provider", gitProviders),
  exactlyOne("gitSource", ["branch", "tag", "commit"]),
  atMostOne("runAs", ["groupName", "servicePrincipalName", "userName"]),
  ...everyTask.flatMap((task) => [
    matching(`${task}.taskKey`, /^[\w-]{1,100}$/, "use 1 to 100 letters, digits, hyphens and underscores"),
    exactlyOne(task, taskTypes),
    atMostOne(task, computeKeys),
    oneOf(`${task}.runIf`, [
      "ALL_SUCCESS",
      "ALL_DONE",
      "NONE_FAILED",
      "AT_LEAST_ONE_SUCCESS",
      "ALL_FAILED",
      "AT_LEAST_ONE_FAILED",
    ]),
    ...["notebookTask", "sparkPythonTask", "dbtTask"].map((type) =>
      oneOf(`${task}.${type}.source`, ["WORKSPACE", "GIT"]),
    ),
    declared(`${task}.jobClusterKey`, "jobClusters.*.jobClusterKey", "no job cluster"),
    declared(`${task}.environmentKey`, "environments.*.environmentKey", "no environment"),
    ...clusterRules(`${task}.newCluster`),
    oneOf(`${task}.compute.hardwareAccelerator`, ["GPU_1xA10", "GPU_8xH100"]),
    atMostOne(`${task}.dbtTask`, ["profilesDirectory", "warehouseId"]),
    between(`${task}.forEachTask.concurrency`, 1, 100),
  ]),
  ({ controlRunState, continuous }) =>
    controlRunState === true && continuous === undefined
      ? [{ property: "controlRunState", reason: "is for continuous jobs only" }]
      : [],
  ...clusterRules("jobClusters.*.newCluster"),
  declared("tasks.*.dependsOns.*.taskKey", "tasks.*.taskKey", "no task"),
  cycles,
  gitWithoutSource,
  // https://docs.databricks.com/aws/en/jobs/notifications: three destinations for each event.
  ...["webhookNotifications.*", "tasks.*.webhookNotifications.*"].map((event) => atMost(event, 3)),
];

export const jobKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/job:Job": {
    docs: "https://docs.databricks.com/api/workspace/jobs/create",
    level: "workspace",
    required: ["name"],
    replacedBy: [],
    unordered: ["jobClusters", "environments", "parameters"],
    rules,
    computed: {
      url: ({ stamp, settings }) => `${settings["host"] ?? ""}/#job/${stamp.number}`,
      format: () => "MULTI_TASK",
      runAs: () => ({ userName: "deployer@local-cloud" }),
    },
    id: ({ stamp }) => String(stamp.number),
    claims: ({ stamp }) => [{ thing: `job ${stamp.number}` }],
    needs: ({ inputs, settings }, world) => [
      ...runsAs(inputs, world),
      ...["jobClusters.*", ...everyTask].flatMap((holder) => [
        ...clusterNeeds({ inputs, settings }, `${holder}.newCluster`),
        ...policyNeeds(inputs, `${holder}.newCluster`, world),
      ]),
      ...warehouses(inputs, settings),
      ...everyTask.flatMap((task) => [
        ...needed(inputs, `${task}.existingClusterId`, "cluster", "Cluster"),
        ...needed(inputs, `${task}.runJobTask.jobId`, "job", "Job"),
      ]),
    ],
  },
};

/** https://docs.databricks.com/aws/en/jobs/privileges: who sets run_as must be a user of the service principal. */
function runsAs(inputs: Props, world: Surroundings): Need[] {
  const principal = text(inputs["runAs"], "servicePrincipalName");
  const user = text(inputs["runAs"], "userName");
  if (user !== undefined) {
    const refusal = `POST /api/2.2/jobs/create: 400 INVALID_PARAMETER_VALUE: User ${user} does not exist`;
    return [{ thing: `user ${user.toLowerCase()}`, refusal, assumed: true }];
  }
  if (principal === undefined) return [];
  const off = world.holder(`service principal ${principal}`)?.["active"] === false;
  return [
    ...(off
      ? [
          {
            thing: `the active service principal ${principal}`,
            refusal: `POST /api/2.2/jobs/create: 400 INVALID_PARAMETER_VALUE: Service principal ${principal} is inactive`,
          },
        ]
      : []),
    {
      thing: `service principal ${principal}`,
      refusal: `POST /api/2.2/jobs/create: 400 INVALID_PARAMETER_VALUE: Service principal ${principal} does not exist`,
    },
    {
      thing: `users of service principal ${principal}`,
      refusal: `POST /api/2.2/jobs/create: 403 PERMISSION_DENIED: run_as needs the role servicePrincipal.user on ${principal}; make the job depend on the rule set that grants it`,
    },
  ];
}

/** Warehouses of the workspace that others may have made. */
function warehouses(inputs: Props, settings: Settings): Need[] {
  return everyTask
    .flatMap((task) => ["sqlTask", "dbtTask"].flatMap((type) => at(inputs, `${task}.${type}.warehouseId`)))
    .map(({ value }) => ({
      thing: `warehouse ${show(value)} in ${workspace(inputs, settings)}`,
      refusal: `POST /api/2.2/jobs/create: 400 INVALID_PARAMETER_VALUE: SQL warehouse ${show(value)} does not exist`,
      assumed: true,
    }));
}

function needed(inputs: Props, pattern: string, type: string, name: string): Need[] {
  return at(inputs, pattern).map(({ value }) => ({
    thing: `${type} ${show(value)}`,
    refusal: `POST /api/2.2/jobs/create: 400 INVALID_PARAMETER_VALUE: ${name} ${show(value)} does not exist`,
  }));
}

/** Every key that is used is one that is declared. */
function declared(used: string, declaration: string, what: string): Rule {
  return (inputs) => {
    const keys = at(inputs, declaration).map(({ value }) => show(value));
    return each(used, ({ value }) =>
      keys.includes(show(value))
        ? undefined
        : `there is ${what} "${show(value)}"; declared are: ${keys.join(", ") || "none"}`,
    )(inputs);
  };
}

function cycles(inputs: Props): Fault[] {
  const waiting = new Map(
    list(inputs, "tasks").map((task, i) => {
      const needs = at(task, "dependsOns.*.taskKey").map(({ value }) => show(value));
      return [text(task, "taskKey") ?? `#${i}`, { i, needs: new Set(needs) }];
    }),
  );
  // What waits for nothing can run; when nothing more can run, the rest wait for one another.
  for (let ran = true; ran;) {
    ran = false;
    for (const [key, { needs }] of waiting) {
      if ([...needs].some((need) => waiting.has(need))) continue;
      waiting.delete(key);
      ran = true;
    }
  }
  const [first] = waiting.values();
  if (!first) return [];
  const reason = `depends on itself in a circle: ${[...waiting.keys()].join(", ")}`;
  return [{ property: `tasks[${first.i}].dependsOns`, reason }];
}

function gitWithoutSource(inputs: Props): Fault[] {
  if (inputs["gitSource"] !== undefined) return [];
  return everyTask
    .flatMap((task) => at(inputs, `${task}.*.source`))
    .filter(({ value }) => value === "GIT")
    .map(({ path }) => ({
      property: path,
      reason: "is GIT, and the job has no gitSource; give the job one",
    }));
}
