import { z } from "zod";
import { cronFault } from "../rules/cron";
import { timeZoneFault } from "../rules/timeZone";
import { documentation } from "./documentation";
import { integer, qualifiedName, withReferences } from "./names";
import { object } from "./object";

const pauseStatus = z
  .enum(["PAUSED", "UNPAUSED"])
  .optional()
  .describe("Default: what the stack says; usually jobs run by themselves in prod only.")
  .register(documentation, { stack: ["runSchedules"] });

export const schedule = object({
  quartz_cron_expression: z
    .string()
    .superRefine((expression, context) => {
      const message = cronFault(expression);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .describe(
      "Quartz cron: second minute hour day-of-month month day-of-week, e.g. `0 30 6 * * ?` for 06:30 every day.",
    ),
  timezone_id: z
    .string()
    .superRefine((zone, context) => {
      const message = timeZoneFault(zone);
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .describe("IANA time zone, e.g. `Europe/Zurich`."),
  pause_status: pauseStatus,
});

/** Both kinds of event wait at least a minute. https://docs.databricks.com/api/workspace/jobs/create */
const waits = {
  min_time_between_triggers_seconds: integer(60, 2_592_000, "seconds")
    .optional()
    .describe("Least time between two runs, 60 seconds or more. Default: none."),
  wait_after_last_change_seconds: integer(60, 2_592_000, "seconds")
    .optional()
    .describe("Time without further changes before a run starts, 60 seconds or more. Default: none."),
};

const periodic = object({
  interval: integer(1, 1000, "units of time").describe("How many units lie between two runs."),
  unit: z.enum(["HOURS", "DAYS", "WEEKS"]).describe("Unit of time: HOURS, DAYS or WEEKS."),
});

const fileArrival = object({
  url: z
    .string()
    .superRefine((url, context) => {
      const message = /^(?:\/Volumes\/[^/]|\$\{resources\.|(?:s3|abfss|gs):\/\/[^/])/.test(url)
        ? url.endsWith("/")
          ? undefined
          : "must end with a slash: a folder is watched, not a file"
        : "must be a folder in a volume, e.g. `${resources.volumes.landing.volume_path}/`, or in an external location";
      if (message !== undefined) context.addIssue({ code: "custom", message });
    })
    .describe(
      "Folder that is watched, with a slash at its end: in a volume, e.g. `${resources.volumes.landing.volume_path}/`, or in an external location.",
    ),
  ...waits,
});

const tableUpdate = object({
  table_names: z
    .array(withReferences(qualifiedName(3, 3, "${marvin.catalog}.${marvin.schema}.events")))
    .min(1, { error: "is empty: name a table" })
    .max(10, { error: "has too many tables: Databricks watches 10 a job" })
    .describe(
      "Tables that are watched, at most 10, as `catalog.schema.table`, e.g. `${marvin.catalog}.${marvin.schema}.events`.",
    ),
  condition: z
    .enum(["ANY_UPDATED", "ALL_UPDATED"])
    .default("ANY_UPDATED")
    .describe("Whether one changed table is enough, or all must have changed."),
  ...waits,
});

export const trigger = object(
  {
    periodic: periodic.optional().describe("Runs the job every so many hours, days or weeks."),
    file_arrival: fileArrival.optional().describe("Runs the job when files arrive."),
    table_update: tableUpdate.optional().describe("Runs the job when tables have changed."),
    pause_status: pauseStatus,
  },
  {
    table: "is the older `table_update`: use that",
    model: "triggers by models are not offered: start the job from the one that registers the model",
  },
).superRefine((value, context) => {
  const kinds = (["periodic", "file_arrival", "table_update"] as const).filter(
    (kind) => value[kind] !== undefined,
  );
  if (kinds.length === 1) return;
  const message =
    kinds.length === 0
      ? "does not say what it waits for: add `periodic`, `file_arrival` or `table_update`"
      : `waits for ${kinds.length} things (${kinds.join(", ")}): keep one, for a job has one trigger`;
  context.addIssue({ code: "custom", path: kinds[1] === undefined ? [] : [kinds[1]], message });
});

export const continuous = object({
  pause_status: pauseStatus,
  task_retry_mode: z
    .enum(["NEVER", "ON_FAILURE"])
    .optional()
    .describe(
      "Whether a failed task is tried again while others still run. Default: what Databricks decides.",
    ),
});
