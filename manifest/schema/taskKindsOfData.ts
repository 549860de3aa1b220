import { z } from "zod";
import { documentation } from "./documentation";
import { email, qualifiedName, sentence } from "./names";
import { object } from "./object";
import { parameterMap, repositoryPath, source, warehouse } from "./taskSource";

const SINCE = { since: "0.2.0" };

const subscription = object({
  user_name: email.optional().describe("Mail address of a user of the workspace."),
  destination_id: sentence(100).optional().describe("Id of a notification destination."),
}).superRefine((value, context) => {
  if ((value.user_name === undefined) === (value.destination_id === undefined)) {
    context.addIssue({ code: "custom", message: "needs exactly one of `user_name` and `destination_id`" });
  }
});

const subscriptions = z
  .array(subscription)
  .min(1, { error: "is empty: add somebody, or remove the key" })
  .optional()
  .describe("Who is sent the result.");

const alert = object({
  alert_id: sentence(100).describe("Id of the alert, as its address in Databricks shows it."),
  subscriptions,
  pause_subscriptions: z.boolean().optional().describe("Whether nobody is sent anything for now."),
});

/** Looks at an alert and tells its subscribers. https://docs.databricks.com/api/workspace/jobs/create */
export const alertTask = object(
  {
    alert_id: sentence(100).describe("Id of the alert, as its address in Databricks shows it."),
    warehouse_id: warehouse.optional(),
    subscribers: z
      .array(subscription)
      .min(1, { error: "is empty: add somebody, or remove the key" })
      .max(100, { error: "has too many: at most 100" })
      .optional()
      .describe("Who is told of the outcome; at most 100."),
    parameters: parameterMap.describe("Values of the alert's parameters, by name."),
  },
  { workspace_path: "is a file that people change by hand: name the alert by `alert_id`" },
)
  .optional()
  .describe("Looks at an alert that was saved in Databricks; older ones stand under `sql_task.alert`.")
  .register(documentation, SINCE);

const SQL_KINDS = ["query", "file", "alert"] as const;

/** SQL on a warehouse: a file of the repository, or what was saved in Databricks. */
export const sqlTask = object(
  {
    warehouse_id: warehouse,
    query: object({
      query_id: sentence(100).describe("Id of the query, as its address in Databricks shows it."),
    })
      .optional()
      .describe("A query that was saved in Databricks. Prefer `file`, which is reviewed."),
    file: object({ path: repositoryPath.describe("Path of the SQL file in the repository."), source })
      .optional()
      .describe("A SQL file of the repository."),
    alert: alert
      .optional()
      .describe("An alert that was saved in Databricks, whose condition is looked at.")
      .register(documentation, SINCE),
    parameters: parameterMap.describe("Values of the SQL's parameters, by name."),
  },
  { dashboard: "these older dashboards are gone from Databricks: use `dashboard_task`" },
)
  .superRefine((value, context) => {
    const given = SQL_KINDS.filter((kind) => value[kind] !== undefined);
    if (given.length === 1) return;
    const message =
      given.length === 0
        ? "needs one of `file` (SQL in the repository), `query` and `alert`"
        : `does ${given.length} things (${given.join(", ")}): split it into tasks of one each`;
    context.addIssue({ code: "custom", path: given[1] === undefined ? [] : [given[1]], message });
  })
  .optional()
  .describe("Runs SQL on a warehouse.");

/** Computes an AI/BI dashboard and sends it. https://docs.databricks.com/aws/en/jobs/dashboard */
export const dashboardTask = object({
  dashboard_id: sentence(100).describe("Id of the dashboard, as its address in Databricks shows it."),
  warehouse_id: warehouse
    .optional()
    .describe("SQL warehouse that computes it. Default: the dashboard's own."),
  filters: parameterMap.describe("Values of the dashboard's filters, by their names."),
  subscription: object({
    subscribers: z
      .array(subscription)
      .min(1, { error: "is empty: add somebody, or remove `subscription`" })
      .describe("Who is sent the dashboard."),
    custom_subject: sentence(255).optional().describe("Subject of the mail."),
    paused: z.boolean().optional().describe("Whether nobody is sent anything for now."),
  })
    .optional()
    .describe("Sends the dashboard once it is computed."),
})
  .optional()
  .describe("Computes a dashboard, and sends it to those who want it.")
  .register(documentation, SINCE);

const table = qualifiedName(1, 3, "events");
const tables = z.array(table).min(1, { error: "is empty: name a table, or remove the key" }).optional();

/** https://docs.databricks.com/api/workspace/jobs/create */
export const pipelineTask = object({
  pipeline_id: sentence(100).describe("Id of the pipeline."),
  full_refresh: z.boolean().optional().describe("Whether all tables are computed anew from their sources."),
  refresh_selection: tables
    .describe("Tables that are brought up to date; the others stay.")
    .register(documentation, SINCE),
  full_refresh_selection: tables
    .describe("Tables that are computed anew from their sources; the others stay.")
    .register(documentation, SINCE),
})
  .superRefine((value, context) => {
    const some = value.refresh_selection ?? value.full_refresh_selection;
    if (value.full_refresh !== true || some === undefined) return;
    context.addIssue({
      code: "custom",
      path: ["full_refresh"],
      message: "is for all tables, and the task names some: remove one of the two",
    });
  })
  .optional()
  .describe("Updates a declarative pipeline.");
