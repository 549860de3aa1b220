import { z } from "zod";
import { clusterKey, libraries, newCluster } from "./cluster";
import { integer, qualifiedName, sentence } from "./names";
import { emailNotifications, health, taskNotificationSettings, webhookNotifications } from "./notifications";
import { object } from "./object";

/** The keys that say what a task does; a task has exactly one of them. */
export const TASK_KINDS = [
  "notebook_task",
  "python_wheel_task",
  "spark_python_task",
  "spark_jar_task",
  "sql_task",
  "dbt_task",
  "pipeline_task",
  "run_job_task",
  "condition_task",
  "for_each_task",
] as const;

/** Task keys: letters, digits, `_` and `-`, 100 at most. https://docs.databricks.com/api/workspace/jobs/create */
export const taskKey = clusterKey;

const parameterMap = z.record(z.string().min(1), z.string()).optional();
const parameterList = z.array(z.string()).optional();

/** What runs is what is in Git, so that a run can be traced to a commit. */
const source = z
  .enum(["GIT"], {
    error: "must be `GIT`: jobs run what is committed. Move the file to the repository and remove `source`",
  })
  .default("GIT");

const repositoryPath = sentence(1024).superRefine((path, context) => {
  const message = /^(?:\.{0,2}\/|~|[A-Za-z][\w+.-]*:)/.test(path)
    ? "must be relative to the repository's root, e.g. `notebooks/train`, without a leading `/` or `./`: jobs run what is in Git"
    : path.includes("\\")
      ? "holds a backslash: separate folders by `/`"
      : path.split("/").includes("..")
        ? "leaves the repository: remove `..`"
        : undefined;
  if (message !== undefined) context.addIssue({ code: "custom", message });
});

const notebookPath = repositoryPath.superRefine((path, context) => {
  const extension = /\.(?:py|ipynb|sql|scala|r|R)$/.exec(path)?.[0];
  if (extension !== undefined) {
    context.addIssue({
      code: "custom",
      message: `must not end in \`${extension}\`: Databricks finds the notebook without it`,
    });
  }
});

const warehouse = sentence(100).describe("Id of the SQL warehouse that runs it.");

const JOB_ID =
  "must be `${resources.jobs.KEY.id}` for another workflow of this project, or the number of a job";

const kinds = {
  notebook_task: object({
    notebook_path: notebookPath.describe("Path of the notebook in the repository, without its extension."),
    base_parameters: parameterMap.describe("Parameters, read by `dbutils.widgets.get`."),
    warehouse_id: warehouse.optional(),
    source,
  }).optional(),
  python_wheel_task: object({
    package_name: sentence(255),
    entry_point: sentence(255),
    parameters: parameterList,
    named_parameters: parameterMap,
  })
    .superRefine((value, context) => {
      if (value.parameters !== undefined && value.named_parameters !== undefined) {
        context.addIssue({
          code: "custom",
          path: ["parameters"],
          message: "`parameters` and `named_parameters` exclude each other: keep one",
        });
      }
    })
    .optional(),
  spark_python_task: object({ python_file: repositoryPath, parameters: parameterList, source }).optional(),
  spark_jar_task: object({ main_class_name: sentence(1024), parameters: parameterList }).optional(),
  sql_task: object({
    warehouse_id: warehouse,
    query: object({ query_id: sentence(100) }).optional(),
    file: object({ path: repositoryPath, source }).optional(),
    parameters: parameterMap,
  })
    .superRefine((value, context) => {
      if ((value.query === undefined) === (value.file === undefined)) {
        context.addIssue({
          code: "custom",
          message: "needs exactly one of `file` (SQL in the repository) and `query`",
        });
      }
    })
    .optional(),
  dbt_task: object({
    commands: z
      .array(sentence(4096))
      .min(1, { error: "is empty: add a command such as `dbt run`" })
      .max(10, { error: "has more than 10 commands: split the task" }),
    warehouse_id: warehouse.optional(),
    project_directory: repositoryPath.optional(),
    profiles_directory: repositoryPath.optional(),
    catalog: qualifiedName(1, 1, "analytics").optional(),
    schema: qualifiedName(1, 1, "churn").optional(),
    source,
  }).optional(),
  pipeline_task: object({ pipeline_id: sentence(100), full_refresh: z.boolean().optional() }).optional(),
  run_job_task: object({
    job_id: z
      .union(
        [
          z.int().positive(),
          z.string().regex(/^\$\{resources\.jobs\.[A-Za-z0-9_-]+\.id\}$/, { error: JOB_ID }),
        ],
        {
          error: JOB_ID,
        },
      )
      .describe("`${resources.jobs.KEY.id}` for another workflow of this project, or the number of a job."),
    job_parameters: parameterMap,
  }).optional(),
  condition_task: object({
    left: z.string(),
    op: z.enum([
      "EQUAL_TO",
      "NOT_EQUAL",
      "GREATER_THAN",
      "GREATER_THAN_OR_EQUAL",
      "LESS_THAN",
      "LESS_THAN_OR_EQUAL",
    ]),
    right: z.string(),
  }).optional(),
};

const common = {
  task_key: taskKey.describe("Name of the task, unique in its workflow."),
  description: sentence(1000).optional(),
  run_if: z
    .enum([
      "ALL_SUCCESS",
      "ALL_DONE",
      "NONE_FAILED",
      "AT_LEAST_ONE_SUCCESS",
      "ALL_FAILED",
      "AT_LEAST_ONE_FAILED",
    ])
    .optional(),
  job_cluster_key: clusterKey
    .optional()
    .describe("The job cluster that runs the task, by its key in `job_clusters`."),
  new_cluster: newCluster.optional().describe("A cluster of the task's own. Prefer `job_clusters`."),
  environment_key: clusterKey
    .optional()
    .describe("The serverless environment that runs the task, by its key in `environments`."),
  libraries,
  max_retries: integer(0, 100, "retries")
    .optional()
    .describe("How often a failed task is tried again, 0 to 100. Default: not."),
  min_retry_interval_millis: integer(0, 86_400_000, "milliseconds").optional(),
  retry_on_timeout: z.boolean().optional(),
  timeout_seconds: integer(1, 2_592_000, "seconds").optional(),
  disable_auto_optimization: z.boolean().optional(),
  email_notifications: emailNotifications,
  webhook_notifications: webhookNotifications,
  notification_settings: taskNotificationSettings,
  health,
};

const refusedTaskKeys = {
  existing_cluster_id:
    "a job on a cluster that people use cannot be repeated: name a cluster of `job_clusters` by `job_cluster_key`, or remove it to run serverless",
  spark_submit_task: "Databricks retires spark-submit tasks: use `spark_python_task` or `spark_jar_task`",
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
          task_key: taskKey,
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
      concurrency: integer(1, 100, "runs at a time").optional(),
      task: nestedTask,
    }).optional(),
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
