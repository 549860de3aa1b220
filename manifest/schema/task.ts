import { z } from "zod";
import { clusterKey, newCluster } from "./cluster";
import { documentation } from "./documentation";
import { libraries } from "./library";
import { integer, sentence, timeout } from "./names";
import { emailNotifications, health, taskNotificationSettings, webhookNotifications } from "./notifications";
import { object } from "./object";
import { kinds } from "./taskKinds";

/** Task keys: letters, digits, `_` and `-`, 100 at most. https://docs.databricks.com/api/workspace/jobs/create */
export const taskKey = clusterKey;

const common = {
  task_key: taskKey.describe("Name of the task, unique in its workflow."),
  description: sentence(1000).optional().describe("What the task does, shown in Databricks."),
  run_if: z
    .enum([
      "ALL_SUCCESS",
      "ALL_DONE",
      "NONE_FAILED",
      "AT_LEAST_ONE_SUCCESS",
      "ALL_FAILED",
      "AT_LEAST_ONE_FAILED",
    ])
    .optional()
    .describe("How the tasks that it depends on must have ended. Default: `ALL_SUCCESS`."),
  job_cluster_key: clusterKey
    .optional()
    .describe("The job cluster that runs the task, by its key in `job_clusters`."),
  new_cluster: newCluster.optional().describe("A cluster of the task's own. Prefer `job_clusters`."),
  environment_key: clusterKey
    .optional()
    .describe("The serverless environment that runs the task, by its key in `environments`."),
  compute: object({
    hardware_accelerator: z.enum(["GPU_1xA10", "GPU_8xH100"]).describe("GPU_1xA10 or GPU_8xH100."),
  })
    .optional()
    .describe("Graphics processors of serverless compute, where the workspace offers them.")
    .register(documentation, { since: "0.2.0" }),
  libraries,
  max_retries: integer(0, 100, "retries", [
    -1,
    "is -1, which retries for ever, whatever it costs: write a number up to 100",
  ])
    .optional()
    .describe("How often a failed task is tried again, 0 to 100. Default: not."),
  min_retry_interval_millis: integer(0, 86_400_000, "milliseconds")
    .optional()
    .describe("Milliseconds between the start of a failed attempt and the next one. Default: at once."),
  retry_on_timeout: z
    .boolean()
    .optional()
    .describe("Whether a task that ran out of time is tried again too."),
  timeout_seconds: timeout
    .optional()
    .describe(
      "Seconds after which an attempt is stopped, up to 30 days. Default: no bound but the workflow's.",
    ),
  disable_auto_optimization: z
    .boolean()
    .optional()
    .describe("On serverless: no tuning by Databricks, which includes retries that nobody asked for."),
  email_notifications: emailNotifications.describe("Who gets a mail about this task, by event."),
  webhook_notifications: webhookNotifications,
  notification_settings: taskNotificationSettings,
  health,
};

const refusedTaskKeys = {
  existing_cluster_id:
    "a job on a cluster that people use cannot be repeated: name a cluster of `job_clusters` by `job_cluster_key`, or remove it to run serverless",
  spark_submit_task: "Databricks retires spark-submit tasks: use `spark_python_task` or `spark_jar_task`",
  dbt_cloud_task: "dbt Cloud runs what is not in the repository: use `dbt_task`",
  dbt_platform_task: "the dbt platform runs what is not in the repository: use `dbt_task`",
  power_bi_task: "Power BI is not offered: let its own schedule read the tables",
  clean_rooms_notebook_task:
    "clean rooms are not offered: run a notebook of the repository by `notebook_task`",
  gen_ai_compute_task: "is not offered: use `notebook_task` or `spark_python_task` on a `gpu` cluster",
  ai_runtime_task: "is not offered: use `notebook_task` or `spark_python_task` on a `gpu` cluster",
  python_operator_task: "is not offered: use `spark_python_task` or `python_wheel_task`",
  run_as: "tasks run as the project's service principal: remove it",
  compute_key: "is not offered: name a cluster by `job_cluster_key` or an environment by `environment_key`",
  disabled: "is not offered: remove the task, or remove this key",
};

const nestedTask = object(
  { ...common, ...kinds },
  { ...refusedTaskKeys, for_each_task: "loops cannot be nested: use another task" },
);

export const task = object(
  {
    ...common,
    depends_on: z
      .array(
        object({
          task_key: taskKey.describe("Key of the task that must end first."),
          outcome: z
            .enum(["true", "false"])
            .optional()
            .describe("For a condition task: the outcome after which this task runs."),
        }),
      )
      .optional()
      .describe("Tasks that must end before this one starts."),
    ...kinds,
    for_each_task: object({
      inputs: z
        .string({
          error: `must be text that holds a JSON list: put quotes around it, e.g. '["arts", "law"]'`,
        })
        .refine((inputs) => inputs.includes("{{") || isJsonList(inputs), {
          error: `must be a JSON list in quotes, e.g. '["arts", "law"]', or a reference such as "{{tasks.KEY.values.NAME}}"`,
        })
        .describe("A JSON list, or a reference to a task value that holds one."),
      concurrency: integer(1, 100, "runs at a time")
        .optional()
        .describe("How many inputs are worked on at once, 1 to 100."),
      task: nestedTask.describe("The task that runs for each input, which it reads as `{{input}}`."),
    })
      .optional()
      .describe("Runs one task for each input of a list."),
  },
  refusedTaskKeys,
);

function isJsonList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

export type NestedTask = z.output<typeof nestedTask>;
export type Task = z.output<typeof task>;
