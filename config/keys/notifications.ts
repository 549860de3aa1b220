import { z } from "zod";
import { email } from "../../manifest/schema/names";
import { NOTIFIED_EVENTS } from "../../manifest/schema/notifications";
import { projectPattern } from "./projectPattern";

const secret = z
  .string()
  .regex(/^[A-Za-z][\w.-]*$/, { error: "must be the name of a secret under marvin-secrets:, not its value" });

const secretAlone = <const Type extends string>(type: Type) =>
  z.strictObject({ type: z.literal(type), secret });

/**
 * Where notices go. Databricks has these types alone; other services are reached by their mail addresses or by a relay
 * with a webhook. https://docs.databricks.com/api/workspace/notificationdestinations/create
 */
const destination = z.union(
  [
    z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("email"), addresses: z.array(email).min(1) }),
      secretAlone("slack"),
      secretAlone("microsoftTeams"),
      secretAlone("pagerduty"),
      secretAlone("webhook").extend({ username: secret.optional(), password: secret.optional() }),
    ]),
    z.strictObject({ id: z.uuid() }),
  ],
  {
    error:
      "must be email with addresses, slack, microsoftTeams, pagerduty or webhook with secret, or the id of one that exists",
  },
);

const route = z.strictObject({
  projects: z.array(projectPattern()).min(1).default(["*"]),
  events: z.array(z.enum(NOTIFIED_EVENTS)).min(1).default(["on_failure"]),
  destinations: z.array(z.string()).min(1),
});

/** Who hears of jobs: places outside Databricks, and what is sent there without a project's doing. */
export const notificationKeys = {
  notificationDestinations: z
    .record(
      z.string().regex(/^[a-z][a-z0-9_-]{0,49}$/, {
        error: "must be small letters, digits, `-` and `_`, beginning with a letter",
      }),
      destination,
    )
    .default({})
    .describe(
      "Places that notices of jobs go to, by name; a manifest names one as `${marvin.destinations.NAME}`. Each has a `type`: email with `addresses`; slack, microsoftTeams, webhook or pagerduty with `secret`, the name of a secret under `marvin-secrets:` that holds the webhook's address or the integration key; a webhook may have `username` and `password`, names of secrets too. Or it has the `id` of a destination that exists, as in all stacks of a workspace but one.",
    ),
  notificationRoutes: z
    .array(route)
    .default([])
    .describe(
      "What is sent where, on top of what the manifests say: each has `destinations`, `events` (on_failure if left out) and `projects` (all if left out), names or patterns. A job has at most three destinations an event.",
    ),
} as const;

export type Destination = z.output<typeof destination>;
