import { z } from "zod";
import { email, integer, sentence } from "./names";
import { object } from "./object";

const recipients = z.array(email).optional();

/** Webhooks are the ids of notification destinations; the Jobs API takes three an event. */
const webhooks = z
  .array(object({ id: sentence(100).describe("Id of the notification destination.") }))
  .max(3, { error: "has too many webhooks: at most 3 an event" })
  .optional();

export const emailNotifications = object({
  on_start: recipients,
  on_success: recipients,
  on_failure: recipients,
  on_duration_warning_threshold_exceeded: recipients,
  on_streaming_backlog_exceeded: recipients,
  no_alert_for_skipped_runs: z.boolean().optional(),
}).optional();

export const webhookNotifications = object({
  on_start: webhooks,
  on_success: webhooks,
  on_failure: webhooks,
  on_duration_warning_threshold_exceeded: webhooks,
  on_streaming_backlog_exceeded: webhooks,
}).optional();

export const jobNotificationSettings = object({
  no_alert_for_skipped_runs: z.boolean().optional(),
  no_alert_for_canceled_runs: z.boolean().optional(),
}).optional();

export const taskNotificationSettings = object({
  no_alert_for_skipped_runs: z.boolean().optional(),
  no_alert_for_canceled_runs: z.boolean().optional(),
  alert_on_last_attempt: z.boolean().optional(),
}).optional();

export const health = object({
  rules: z
    .array(
      object({
        metric: z.enum([
          "RUN_DURATION_SECONDS",
          "STREAMING_BACKLOG_BYTES",
          "STREAMING_BACKLOG_RECORDS",
          "STREAMING_BACKLOG_SECONDS",
          "STREAMING_BACKLOG_FILES",
        ]),
        op: z.enum(["GREATER_THAN"]).default("GREATER_THAN"),
        value: integer(1, 1_000_000_000_000, "units of the metric"),
      }),
    )
    .min(1, { error: "is empty: add a rule or remove the key" }),
}).optional();
