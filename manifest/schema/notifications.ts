import { z } from "zod";
import { email, integer, sentence } from "./names";
import { object } from "./object";

const recipients = z.array(email).optional();

/** Webhooks are the ids of notification destinations; the Jobs API takes three an event. */
const webhooks = z
  .array(
    object({
      id: sentence(100).describe(
        "Id of the notification destination, or `${marvin.destinations.NAME}` for one of the platform's.",
      ),
    }),
  )
  .max(3, { error: "has too many webhooks: at most 3 an event" })
  .optional();

/** What happened, in words for both kinds of notification. */
const EVENTS = {
  on_start: "a run starts",
  on_success: "a run succeeds",
  on_failure: "a run fails",
  on_duration_warning_threshold_exceeded: "a run takes longer than a rule of `health` allows",
  on_streaming_backlog_exceeded: "a stream falls behind further than a rule of `health` allows",
} as const;

export type NotifiedEvent = keyof typeof EVENTS;
export const NOTIFIED_EVENTS = Object.keys(EVENTS) as NotifiedEvent[];

const told = (event: NotifiedEvent) => recipients.describe(`Who gets a mail when ${EVENTS[event]}.`);
const called = (event: NotifiedEvent) =>
  webhooks.describe(`Destinations that are called when ${EVENTS[event]}; at most 3.`);

export const emailNotifications = object({
  on_start: told("on_start"),
  on_success: told("on_success"),
  on_failure: told("on_failure"),
  on_duration_warning_threshold_exceeded: told("on_duration_warning_threshold_exceeded"),
  on_streaming_backlog_exceeded: told("on_streaming_backlog_exceeded"),
  no_alert_for_skipped_runs: z
    .boolean()
    .optional()
    .describe("No mail for runs that were skipped. Databricks prefers the key in `notification_settings`."),
}).optional();

export const webhookNotifications = object({
  on_start: called("on_start"),
  on_success: called("on_success"),
  on_failure: called("on_failure"),
  on_duration_warning_threshold_exceeded: called("on_duration_warning_threshold_exceeded"),
  on_streaming_backlog_exceeded: called("on_streaming_backlog_exceeded"),
})
  .optional()
  .describe("Notification destinations of the workspace that are called, by event.");

const quiet = {
  no_alert_for_skipped_runs: z.boolean().optional().describe("No failure notice for runs that were skipped."),
  no_alert_for_canceled_runs: z
    .boolean()
    .optional()
    .describe("No failure notice for runs that somebody cancelled."),
};

export const jobNotificationSettings = object(quiet).optional().describe("Which runs nobody is told about.");

export const taskNotificationSettings = object({
  ...quiet,
  alert_on_last_attempt: z
    .boolean()
    .optional()
    .describe("One notice when the last retry has failed, instead of one for every attempt."),
})
  .optional()
  .describe("Which runs and attempts nobody is told about.");

export const health = object({
  rules: z
    .array(
      object({
        metric: z
          .enum([
            "RUN_DURATION_SECONDS",
            "STREAMING_BACKLOG_BYTES",
            "STREAMING_BACKLOG_RECORDS",
            "STREAMING_BACKLOG_SECONDS",
            "STREAMING_BACKLOG_FILES",
          ])
          .describe("What is measured: how long the run takes, or how far its streams are behind."),
        op: z
          .enum(["GREATER_THAN"])
          .default("GREATER_THAN")
          .describe("How it is compared; there is one way."),
        value: integer(1, 1_000_000_000_000, "units of the metric").describe(
          "The bound, in the unit that the metric names.",
        ),
      }),
    )
    .min(1, { error: "is empty: add a rule or remove the key" })
    .describe("Bounds, each for one metric."),
})
  .optional()
  .describe("Bounds beyond which a notification goes out. The run goes on.");
