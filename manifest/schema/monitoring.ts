import { z } from "zod";
import { cronFault } from "../rules/cron";
import { checkMonitor } from "../rules/monitor";
import { timeZoneFault } from "../rules/timeZone";
import { documentation } from "./documentation";
import { catalogObject, email, sentence } from "./names";
import { object } from "./object";

/** https://docs.databricks.com/api/workspace/qualitymonitors/create */
const GRANULARITIES = [
  "5 minutes",
  "30 minutes",
  "1 hour",
  "1 day",
  "1 week",
  "2 weeks",
  "3 weeks",
  "4 weeks",
  "1 month",
  "1 year",
] as const;

const column = z
  .string()
  .min(1, { error: "is empty: write a column's name" })
  .max(255, { error: "is too long: at most 255 characters" });

const granularities = z
  .array(z.enum(GRANULARITIES))
  .min(1, { error: "is empty: add a granularity such as `1 day`" })
  .describe(`Windows of time that rows are gathered in: ${GRANULARITIES.join(", ")}.`);

const timestamp = column.describe("Column that says when: a timestamp, or what can be turned into one.");

const timeSeries = object({ timestamp_col: timestamp, granularities });

const inferenceLog = object({
  timestamp_col: timestamp,
  granularities,
  model_id_col: column.describe("Column that says which model, or version of it, predicted."),
  prediction_col: column.describe("Column of the prediction."),
  problem_type: z
    .enum(["PROBLEM_TYPE_CLASSIFICATION", "PROBLEM_TYPE_REGRESSION"])
    .describe("What the model solves."),
  label_col: column.optional().describe("Column of what came true, for measures of quality."),
  prediction_proba_col: column.optional().describe("Column of the probabilities, for a classification."),
});

/** Checked text: the message of a rule, or nothing. */
const checked = (fault: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const message = fault(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

const schedule = object(
  {
    quartz_cron_expression: checked(cronFault).describe(
      "Quartz cron: second minute hour day-of-month month day-of-week, e.g. `0 0 6 * * ?` for 06:00 every day.",
    ),
    timezone_id: checked(timeZoneFault).describe("IANA time zone, e.g. `Europe/Zurich`."),
  },
  { pause_status: "schedules run where the stack says so, with `runSchedules`: remove it" },
);

const customMetric = object({
  name: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,254}$/, {
      error: "must be letters, digits and `_`, not beginning with a digit",
    })
    .describe("Name of the metric: its column in the output tables."),
  type: z
    .enum(["CUSTOM_METRIC_TYPE_AGGREGATE", "CUSTOM_METRIC_TYPE_DERIVED", "CUSTOM_METRIC_TYPE_DRIFT"])
    .describe("From the table's columns, from other metrics, or from a comparison in time."),
  definition: z
    .string()
    .min(1, { error: "is empty: write a SQL expression" })
    .max(8192, { error: "is too long: at most 8192 characters" })
    .describe("SQL expression, as a Jinja template: `{{input_column}}` stands for the column."),
  input_columns: z
    .array(column)
    .min(1, { error: "is empty: name columns, or `:table` for an expression of several" })
    .describe("Columns that the metric is computed for, or `:table` for an expression of several."),
  output_data_type: sentence(1024).describe(
    "Spark data type of the result, as JSON, e.g. what `T.StructField('output', T.DoubleType()).json()` prints.",
  ),
});

const recipients = object({
  email_addresses: z
    .array(email)
    .min(1, { error: "is empty: add an address, or remove it" })
    .max(5, { error: "has too many addresses: Databricks takes 5" })
    .describe("Mail addresses, at most 5. Monitors know no other destinations."),
}).optional();

const monitor = object(
  {
    table_exists: z
      .boolean()
      .default(false)
      .describe(
        "Say `true` in an environment once a job has made the table there. Until then there is no monitor: Databricks refuses one for a table that is not there.",
      ),
    snapshot: object({})
      .optional()
      .describe("Looks at the whole table each time. Write `{}`. Exactly one of the three kinds."),
    time_series: timeSeries.optional().describe("Compares windows of time. Exactly one of the three kinds."),
    inference_log: inferenceLog
      .optional()
      .describe(
        "Compares a model's predictions, and their quality, between windows of time. Exactly one of the three kinds.",
      ),
    schedule: schedule
      .optional()
      .describe(
        "When the metrics are computed, where the stack runs schedules. Default: by hand or by a job.",
      ),
    baseline_table_name: catalogObject
      .optional()
      .describe(
        "Table of the project's schema that drift is measured from, with the same columns. It exists already.",
      ),
    slicing_exprs: z
      .array(sentence(1024))
      .max(50, { error: "has too many expressions: at most 50" })
      .default([])
      .describe("SQL expressions by which rows are also looked at apart, e.g. `faculty` or `age > 30`."),
    custom_metrics: z
      .array(customMetric)
      .max(100, { error: "has too many metrics: at most 100" })
      .default([])
      .describe("Metrics beside the built-in ones. In overrides, those with the same `name` merge."),
    data_classification_config: object({
      enabled: z.boolean().describe("Whether columns with personal data are looked for."),
    })
      .optional()
      .describe("Looks for personal data in the table. Default: no."),
    notifications: object({
      on_failure: recipients.describe("Told when a refresh fails. Default: the project's contact."),
      on_new_classification_tag_detected: recipients.describe(
        "Told when personal data are found in another column. Needs `data_classification_config`.",
      ),
    })
      .optional()
      .describe(
        "Who is told. Monitors do not tell of drift: a job or a SQL alert looks at the drift table for that.",
      ),
    skip_builtin_dashboard: z
      .boolean()
      .default(false)
      .describe(
        "Whether the monitor comes without a dashboard. A change makes the monitor anew; its tables stay.",
      ),
    warehouse_id: z
      .string()
      .regex(/^[0-9a-f]{16}$/, { error: "must be a SQL warehouse's id: 16 digits and letters a to f" })
      .optional()
      .describe(
        "SQL warehouse of the dashboard. Default: the first that runs. A change makes the monitor anew; its tables stay.",
      ),
  },
  {
    table_name: "the key above is the table's name, in the project's own schema: remove it",
    output_schema_name: "metrics go into the project's own schema: remove it",
    assets_dir: "the dashboard goes into the project's folder: remove it",
    timeseries: "is named `time_series`: use that",
  },
).superRefine((value, context) => {
  for (const { path, message } of checkMonitor(value)) {
    context.addIssue({ code: "custom", path: [...path], message });
  }
});

/** Quality monitors by table. https://docs.databricks.com/api/workspace/qualitymonitors/create */
export const monitoring = object({
  tables: z
    .record(catalogObject, monitor)
    .default({})
    .describe("Monitors by the name of their table in the project's own schema; a table has one."),
})
  .prefault({})
  .describe("Quality monitors, which compute profiles and drift of tables and draw a dashboard of them.")
  .register(documentation, {
    drives: ["databricks.QualityMonitor", "databricks.Grant"],
    since: "0.2.0",
  });

export type Monitor = z.output<typeof monitor>;
export type Monitoring = z.output<typeof monitoring>;
