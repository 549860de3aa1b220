import { z } from "zod";
import { qualifiedName, sentence, withReferences } from "./names";
import { object } from "./object";
import {
  alertTask as alert_task,
  dashboardTask as dashboard_task,
  pipelineTask as pipeline_task,
  sqlTask as sql_task,
} from "./taskKindsOfData";
import { notebookPath, parameterMap, repositoryPath, source, warehouse } from "./taskSource";

/** The keys that say what a task does; a task has exactly one of them. */
export const TASK_KINDS = [
  "notebook_task",
  "python_wheel_task",
  "spark_python_task",
  "spark_jar_task",
  "sql_task",
  "dbt_task",
  "alert_task",
  "dashboard_task",
  "pipeline_task",
  "run_job_task",
  "condition_task",
  "for_each_task",
] as const;

const parameterList = z.array(z.string()).optional();

/** How runs of jobs were given values before job parameters. */
const OLDER_PARAMETERS = [
  "notebook_params",
  "python_params",
  "python_named_params",
  "jar_params",
  "spark_submit_params",
  "sql_params",
  "dbt_commands",
  "pipeline_params",
];

const JOB_ID =
  "must be `${resources.jobs.KEY.id}` for another workflow of this project, or the number of a job";

/** What each kind takes, with the Jobs API's field names. A loop is beside them, for it holds a task itself. */
export const kinds = {
  notebook_task: object({
    notebook_path: notebookPath.describe("Path of the notebook in the repository, without its extension."),
    base_parameters: parameterMap.describe("Parameters, read by `dbutils.widgets.get`."),
    warehouse_id: warehouse.optional(),
    source,
  })
    .optional()
    .describe("Runs a notebook of the repository."),
  python_wheel_task: object({
    package_name: sentence(255).describe(
      "Name of the package, as in its metadata. `libraries` or the environment installs it.",
    ),
    entry_point: sentence(255).describe(
      "Entry point of the package, or a function in its top module, that is called.",
    ),
    parameters: parameterList.describe("Arguments by position."),
    named_parameters: parameterMap.describe("Arguments by name, as `--name=value`."),
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
    .optional()
    .describe("Calls a function of a Python package."),
  spark_python_task: object({
    python_file: repositoryPath.describe("Path of the Python file in the repository."),
    parameters: parameterList.describe("Arguments on its command line."),
    source,
  })
    .optional()
    .describe("Runs a Python file of the repository."),
  spark_jar_task: object({
    main_class_name: sentence(1024).describe("Class whose `main` is called. `libraries` brings its JAR."),
    parameters: parameterList.describe("Arguments of `main`."),
  })
    .optional()
    .describe("Calls a class of a JAR."),
  sql_task,
  dbt_task: object({
    commands: z
      .array(
        sentence(4096).refine((command) => /^dbt(?:\s|$)/.test(command), {
          error: "must begin with `dbt`, e.g. `dbt run`: other programs belong into a task of another kind",
        }),
      )
      .min(1, { error: "is empty: add a command such as `dbt run`" })
      .max(10, { error: "has more than 10 commands: split the task" })
      .describe("Commands of dbt in their order, e.g. `dbt run`; 1 to 10."),
    warehouse_id: warehouse.optional(),
    project_directory: repositoryPath
      .optional()
      .describe("Folder of the dbt project in the repository. Default: its root."),
    profiles_directory: repositoryPath
      .optional()
      .describe("Folder of your own `profiles.yml` in the repository, where no `warehouse_id` is given."),
    catalog: withReferences(qualifiedName(1, 1, "analytics"))
      .optional()
      .describe(
        "Catalog that dbt writes to on a warehouse. Default: the environment's, `${marvin.catalog}`.",
      ),
    schema: withReferences(qualifiedName(1, 1, "churn"))
      .optional()
      .describe("Schema that dbt writes to on a warehouse. Default: the project's, `${marvin.schema}`."),
    source,
  })
    .optional()
    .describe("Runs dbt on a project of the repository."),
  alert_task,
  dashboard_task,
  pipeline_task,
  run_job_task: object(
    {
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
      job_parameters: parameterMap.describe("Job parameters of that run, by name."),
    },
    Object.fromEntries(
      OLDER_PARAMETERS.map((key) => [key, "is for jobs without job parameters: use `job_parameters`"]),
    ),
  )
    .optional()
    .describe("Starts another job and waits for it."),
  condition_task: object({
    left: z.string().describe("Left side, usually a reference such as `{{tasks.KEY.values.NAME}}`."),
    op: z
      .enum([
        "EQUAL_TO",
        "NOT_EQUAL",
        "GREATER_THAN",
        "GREATER_THAN_OR_EQUAL",
        "LESS_THAN",
        "LESS_THAN_OR_EQUAL",
      ])
      .describe("How both sides are compared. The first two compare text, the others numbers."),
    right: z.string().describe("Right side, as text."),
  })
    .optional()
    .describe("Compares two values; tasks that depend on it choose an `outcome`."),
};
