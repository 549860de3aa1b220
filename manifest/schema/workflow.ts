import { z } from "zod";
import { checkTasks } from "../rules/tasks";
import { checkTriggers } from "../rules/triggers";
import { clusterKey, newCluster } from "./cluster";
import { sizeClass } from "./compute";
import { documentation } from "./documentation";
import { COPIES_NOTHING } from "./library";
import { formerNames } from "./formerly";
import { integer, itemKey, sentence, timeout } from "./names";
import { emailNotifications, health, jobNotificationSettings, webhookNotifications } from "./notifications";
import { object } from "./object";
import { MOST_JOB_TAGS, tagMap } from "./tags";
import { task } from "./task";
import { continuous, schedule, trigger } from "./trigger";

const jobCluster = object({
  job_cluster_key: clusterKey.describe("Name by which tasks choose this cluster."),
  size: sizeClass
    .optional()
    .describe(
      "Size class: small, medium, large, gpu, or one that the stack defines. The stack says what they stand for.",
    )
    .register(documentation, { stack: ["computeSizes", "gpuProjects"] }),
  new_cluster: newCluster
    .optional()
    .describe("The cluster in full, with the Clusters API's field names.")
    .register(documentation, { stack: ["allowedNodeTypes", "allowedRuntimes", "gpuProjects"] }),
}).superRefine((value, context) => {
  if ((value.size === undefined) === (value.new_cluster === undefined)) {
    context.addIssue({
      code: "custom",
      message: "needs exactly one of `size`, e.g. small, and `new_cluster`",
    });
  }
});

const version = z.string().regex(/^\d+$/, { error: 'must be a version in quotes such as "4"' });

/** What a serverless environment is built on; it has one of these. */
const BASES = ["environment_version", "client", "base_environment"] as const;

const baseEnvironment = sentence(1024).superRefine((base, context) => {
  if (/^workspace-base-environments\/\S+$|^(?:\/Volumes\/|\$\{)\S+\.ya?ml$/.test(base)) return;
  const message = base.startsWith("/Workspace/")
    ? "is a file of the workspace, which people can change by hand: keep it in a volume"
    : "must be `workspace-base-environments/NAME`, or a `.yaml` in a volume, e.g. `/Volumes/CATALOG/SCHEMA/VOLUME/env.yaml`";
  context.addIssue({ code: "custom", message });
});

const environment = object({
  environment_key: clusterKey.describe("Name by which tasks choose this serverless environment."),
  spec: object({
    environment_version: version
      .optional()
      .describe(
        'Version of the serverless environment, in quotes, e.g. "4": it decides Python and libraries.',
      ),
    client: version.optional().describe("Older name of `environment_version`."),
    base_environment: baseEnvironment
      .optional()
      .describe(
        "Instead of a version, an environment that the workspace shares: `workspace-base-environments/NAME`, or the place of its `.yaml` in a volume.",
      )
      .register(documentation, { since: "0.2.0" }),
    dependencies: z
      .array(
        sentence(1024).refine(
          (line) => !/^\.{1,2}\/|^(?!\/|\$\{|[a-z][a-z0-9+.-]*:\/\/).*\.whl$/.test(line),
          {
            error: COPIES_NOTHING,
          },
        ),
      )
      .optional()
      .describe("Python packages, as lines of a requirements file."),
    java_dependencies: z
      .array(sentence(1024))
      .min(1, { error: "is empty: name a JAR, or remove the key" })
      .optional()
      .describe("JARs for `spark_jar_task`, by their places in volumes.")
      .register(documentation, { since: "0.2.0" }),
  })
    .superRefine((value, context) => {
      const given = BASES.filter((key) => value[key] !== undefined);
      if (given.length === 1) return;
      const message =
        given.length === 0
          ? 'says nothing of its version: add `environment_version`, e.g. "4"'
          : `has ${given.join(" and ")}, each of which says what it is built on: keep one`;
      context.addIssue({ code: "custom", path: given[1] === undefined ? [] : [given[1]], message });
    })
    .describe("Its version and its packages."),
});

const parameter = object({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,255}$/, { error: "must be letters, digits, `_`, `-` and `.`" })
    .describe("Name of the parameter: letters, digits, `_`, `-` and `.`."),
  default: z.string().describe("Value when a run gives none."),
});

/** What the platform decides for every job; a pasted job may hold these keys. */
const OWNED = {
  run_as: "Marvin runs jobs as the project's service principal: remove it",
  git_source: "Marvin sets the project's repository at the ref of `releases`: remove it",
  edit_mode: "Marvin locks jobs against edits in the UI: remove it",
  deployment: "Marvin deploys the job: remove it",
  format: "jobs have many tasks since version 2.1: remove it",
  permissions: "permissions follow from `access`: remove it",
  access_control_list: "permissions follow from `access`: remove it",
  parent_path: "Marvin keeps jobs apart by project: remove it",
  budget_policy_id: "the platform sets budgets, with `marvin:budgetPolicies`: remove it",
  usage_policy_id: "the platform sets budgets, with `marvin:budgetPolicies`: remove it",
  lifecycle:
    "a project's jobs rest or go with it: write `lifecycle` at the top; the stack says what is protected",
  job_id: "Databricks gives the id: remove it",
};

/** A job, with the Jobs API's field names. https://docs.databricks.com/api/workspace/jobs/create */
export const workflow = object(
  {
    formerly: formerNames(itemKey, "workflow")
      .describe("Keys that the workflow had, so that its job is renamed with the history of its runs.")
      .register(documentation, { drives: ["databricks.Job", "databricks.Permissions"], since: "0.2.0" }),
    name: sentence(200)
      .optional()
      .describe("Name shown in Databricks, after the project's. Default: the workflow's key."),
    description: sentence(1024).optional().describe("What the job does, shown in Databricks."),
    tags: tagMap(MOST_JOB_TAGS)
      .default({})
      .describe(
        "Tags on the job beside the project's, none of which it may change; both together at most 20, for Databricks takes 25 and Marvin adds its own.",
      ),
    schedule: schedule
      .optional()
      .describe("When the job runs by itself. Without one it is started by hand or by another job.")
      .register(documentation, { stack: ["runSchedules"] }),
    trigger: trigger
      .optional()
      .describe("What the job waits for, instead of a schedule: a period, files or tables.")
      .register(documentation, { stack: ["runSchedules"], since: "0.2.0" }),
    continuous: continuous
      .optional()
      .describe(
        "Starts the next run as soon as one has ended, instead of a schedule. Write `{}` or its keys.",
      )
      .register(documentation, { stack: ["runSchedules"], since: "0.2.0" }),
    performance_target: z
      .enum(["PERFORMANCE_OPTIMIZED", "STANDARD"])
      .optional()
      .describe(
        "For serverless tasks: STANDARD starts within minutes and costs less, PERFORMANCE_OPTIMIZED starts at once. Default: what Databricks decides.",
      )
      .register(documentation, { since: "0.2.0" }),
    parameters: z.array(parameter).default([]).describe("Job parameters, which every task can read."),
    tasks: z
      .array(task)
      .min(1, { error: "is empty: add a task" })
      .max(1000, { error: "has too many tasks: Databricks takes 1000 a job" })
      .describe("What the job does, as a list of tasks."),
    job_clusters: z
      .array(jobCluster)
      .max(100, { error: "has too many clusters: Databricks takes 100 a job" })
      .default([])
      .describe("Clusters that live as long as a run and that its tasks share, chosen by `job_cluster_key`."),
    environments: z
      .array(environment)
      .max(100, { error: "has too many environments: at most 100" })
      .default([])
      .describe("Serverless environments that tasks choose by `environment_key`."),
    timeout_seconds: timeout
      .optional()
      .describe(
        "Seconds after which a run is stopped, up to 30 days. Default: 86400, one day; none for a continuous job.",
      ),
    max_concurrent_runs: integer(1, 1000, "runs")
      .default(1)
      .describe("How many runs may be active at once, 1 to 1000."),
    queue: object({ enabled: z.boolean().describe("Whether it waits; otherwise it is skipped.") })
      .default({ enabled: true })
      .describe("Whether a run waits when another one is active. Default: it waits."),
    email_notifications: emailNotifications.describe("Default: failures go to the project's contact."),
    webhook_notifications: webhookNotifications,
    notification_settings: jobNotificationSettings,
    health,
  },
  OWNED,
)
  .superRefine((value, context) => {
    for (const fault of [...checkTriggers(value), ...checkTasks(value)])
      context.addIssue({ code: "custom", ...fault });
  })
  .register(documentation, { drives: ["databricks.Job"] });

export type Workflow = z.output<typeof workflow>;
