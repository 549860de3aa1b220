import { z } from "zod";
import { checkEndpoint } from "../rules/endpoint";
import { documentation } from "./documentation";
import { email, groupName, integer, itemKey, sentence } from "./names";
import { object } from "./object";
import { MOST_JOB_TAGS, tagMap } from "./tags";

/** https://docs.databricks.com/api/workspace/servingendpoints/create: letters, digits, hyphens and underscores. */
const entityName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, {
    error: "must be 1 to 63 letters, digits, `_` and `-`, e.g. `current`",
  })
  .describe("Name of this entry, by which routes and overrides find it, e.g. `current` or `challenger`.");

const version = z
  .string()
  .regex(/^[1-9]\d*$/, {
    error: 'must be a version\'s number in quotes, e.g. "3": an alias moves without review',
  })
  .describe(
    'Version that is served, in quotes, e.g. "3". Where an environment names none, it has no endpoint: a version that is not there cannot be served.',
  );

const environmentVariables = z
  .record(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: "must be letters, digits and `_`" }),
    z
      .string()
      .max(4096, { error: "is too long: at most 4096 characters" })
      .regex(/^(?:(?!\{\{).)*$|^\{\{secrets\/[^/{}\s]+\/[^/{}\s]+\}\}$/, {
        error: "must be plain text, or a secret alone as `{{secrets/SCOPE/KEY}}`",
      }),
  )
  .refine((variables) => Object.keys(variables).length <= 30, {
    error: "has too many variables: at most 30",
  });

const concurrency = integer(0, 1024, "requests at a time");
const throughput = integer(0, 1_000_000, "tokens a second");

/** What decides whether there is an endpoint at all, and which models its maker may read. */
const WHETHER_SERVED = {
  drives: ["databricks.ModelServing", "databricks.Permissions", "databricks.Grant"],
};

const servedEntity = object(
  {
    name: entityName,
    entity_name: z
      .string()
      .regex(
        /^(?:[a-z_][a-z0-9_]*|system\.ai\.[A-Za-z0-9_-]{1,255}|\$\{resources\.registered_models\..*\})$/,
        {
          error:
            "must be a model of this project by its key under `models`, or a foundation model such as `system.ai.llama_v3_2_3b_instruct`",
        },
      )
      .describe(
        "What is served: a model of this project, by its key under `models`, or a foundation model of Databricks, `system.ai.NAME`.",
      )
      .register(documentation, WHETHER_SERVED),
    entity_version: version.optional().register(documentation, WHETHER_SERVED),
    workload_size: z
      .enum(["Small", "Medium", "Large"])
      .optional()
      .describe(
        "Requests at a time: Small is 4, Medium 8 to 16, Large 16 to 64. Default: Small, where no concurrency is given.",
      ),
    min_provisioned_concurrency: concurrency
      .optional()
      .describe("Fewest requests at a time that are kept ready, instead of `workload_size`."),
    max_provisioned_concurrency: concurrency
      .optional()
      .describe("Most requests at a time, instead of `workload_size`."),
    workload_type: z
      .enum(["CPU", "CPU_MEDIUM", "CPU_LARGE", "GPU_SMALL", "GPU_MEDIUM", "GPU_LARGE", "GPU_XLARGE"])
      .default("CPU")
      .describe(
        "Machines that serve. Default: CPU. Which GPU types there are depends on the cloud and region.",
      ),
    scale_to_zero_enabled: z
      .boolean()
      .default(true)
      .describe(
        "Whether machines stop when nobody asks. Default: true; the first request after a rest then waits for minutes.",
      ),
    min_provisioned_throughput: throughput
      .optional()
      .describe("For a foundation model: fewest tokens a second that are kept ready."),
    max_provisioned_throughput: throughput
      .optional()
      .describe("For a foundation model: most tokens a second."),
    environment_vars: environmentVariables
      .default({})
      .describe(
        "Variables that the model's code sees, at most 30. Secrets by reference alone: `{{secrets/SCOPE/KEY}}`.",
      ),
  },
  {
    external_model:
      "models of other companies are not offered: data would leave the account, and their limits differ; ask the platform team for an endpoint that all projects share",
    instance_profile_arn: "access to AWS goes through Unity Catalog: remove it",
    model_name: "is the older `entity_name`: use that",
    model_version: "is the older `entity_version`: use that",
    provisioned_model_units: "give `max_provisioned_throughput` instead",
    burst_scaling_enabled: "is not offered: remove it",
  },
).register(documentation, { drives: ["databricks.ModelServing"] });

const route = object(
  {
    served_entity_name: entityName.describe("Name of an entry of `served_entities`."),
    traffic_percentage: integer(0, 100, "percent").describe(
      "Its part of the requests; all together make 100.",
    ),
  },
  { served_model_name: "is the older `served_entity_name`: use that" },
);

const LEGACY_CAPTURE =
  "Databricks no longer supports it since March 2026: use `ai_gateway.inference_table_config`, which writes into the project's own schema";

const config = object(
  {
    served_entities: z
      .array(servedEntity)
      .min(1, { error: "is empty: add what is served" })
      .max(10, { error: "has too many entries: Databricks takes 10 an endpoint" })
      .describe("What the endpoint serves, at most 10. In overrides, entries with the same `name` merge.")
      .register(documentation, WHETHER_SERVED),
    traffic_config: object({
      routes: z
        .array(route)
        .min(1, { error: "is empty: add a route, or remove `traffic_config`" })
        .describe("One for each served entity. In overrides, routes to the same entity merge."),
    })
      .optional()
      .describe("How requests are split. Needed where more than one is served; one alone gets them all.")
      .register(documentation, { drives: ["databricks.ModelServing"] }),
  },
  {
    served_models: "is the older `served_entities`: use that",
    auto_capture_config: LEGACY_CAPTURE,
  },
);

const rateLimit = object({
  key: z
    .enum(["endpoint", "user", "user_group", "service_principal"])
    .describe("Whom it limits: all together, each caller, or one group or principal."),
  principal: sentence(255)
    .optional()
    .describe("The group's name, the user's mail address or the service principal's application id."),
  calls: integer(0, 1_000_000, "calls").optional().describe("Most calls in the period."),
  tokens: integer(0, 1_000_000_000, "tokens")
    .optional()
    .describe("Most tokens in the period, for foundation models."),
  renewal_period: z
    .enum(["minute"])
    .default("minute")
    .describe("The period. Databricks knows minutes alone."),
});

const inferenceTable = object(
  {
    enabled: z.boolean().describe("Whether requests and answers are written down. Mind personal data."),
    table_name_prefix: z
      .string()
      .regex(/^[a-z_][a-z0-9_]{0,99}$/, {
        error: "must be 1 to 100 lower-case letters, digits and `_`, not beginning with a digit",
      })
      .optional()
      .describe(
        "First part of the table's name, which ends in `_payload`. Default: the endpoint's key. To change it, disable the table first.",
      ),
  },
  {
    catalog_name: "the table goes into the project's own schema: remove it",
    schema_name: "the table goes into the project's own schema: remove it",
  },
);

const aiGateway = object(
  {
    usage_tracking_config: object({
      enabled: z.boolean().describe("Whether calls are counted in Databricks' system tables."),
    })
      .default({ enabled: true })
      .describe("Default: calls are counted."),
    inference_table_config: inferenceTable
      .optional()
      .describe("Writes requests and answers to a table in the project's own schema. Default: none."),
    rate_limits: z
      .array(rateLimit)
      .max(20, { error: "has too many limits: Databricks takes 20 an endpoint" })
      .default([])
      .describe("Most calls a minute, at most 20 limits and 5 of them for groups. Default: none."),
  },
  {
    guardrails: "are for models of language from other companies, which are not offered: remove it",
    fallback_config: "is for models of other companies, which are not offered: remove it",
  },
);

const callers = object({
  groups: z.array(groupName).default([]).describe("Account groups that may send requests."),
  service_principals: z
    .array(z.uuid({ error: "must be the principal's application id, a UUID" }))
    .default([])
    .describe("Application ids of service principals of others that may send requests."),
});

const recipients = z.array(email).max(50, { error: "has too many addresses: at most 50" });
const AT_CREATION =
  "Set when the endpoint is made: the provider changes it only by making the endpoint anew, which Marvin does not do.";

const endpoint = object(
  {
    description: sentence(1024).optional().describe(`What the endpoint is for. ${AT_CREATION}`),
    config: config
      .describe("What is served, and how requests are split.")
      .register(documentation, WHETHER_SERVED),
    ai_gateway: aiGateway.prefault({}).describe("Limits on calls, and what is written down of them."),
    callers: callers
      .prefault({})
      .describe("Who may send requests beside the project's own groups and principal.")
      .register(documentation, { drives: ["databricks.Permissions"] }),
    route_optimized: z
      .boolean()
      .default(false)
      .describe(
        "A faster way for many requests a second, which callers reach by another address and with OAuth tokens alone. A change replaces the endpoint.",
      )
      .register(documentation, { drives: ["databricks.ModelServing", "databricks.Permissions"] }),
    tags: tagMap(MOST_JOB_TAGS).default({}).describe("Tags beside the project's, shown in billing."),
    email_notifications: object({
      on_update_failure: recipients.optional().describe("Told when an update of the endpoint fails."),
      on_update_success: recipients.optional().describe("Told when an update of the endpoint succeeds."),
    })
      .optional()
      .describe(`Default: failures go to the project's contact. ${AT_CREATION}`),
    budget_policy_id: z
      .uuid({ error: "must be a budget policy's id, a UUID" })
      .optional()
      .describe(`Budget policy that the endpoint's cost is counted under. ${AT_CREATION}`),
  },
  {
    name: "Marvin names endpoints PROJECT_KEY_ENVIRONMENT, so that no two meet in a workspace: remove it",
    permissions: "permissions follow from `access` and `callers`: remove it",
    rate_limits: "limits stand under `ai_gateway.rate_limits` now: move them there",
    auto_capture_config: LEGACY_CAPTURE,
    lifecycle: "the stack says what is protected: remove it",
    telemetry_config: "is not offered: remove it",
  },
)
  .superRefine((value, context) => {
    for (const { path, message } of checkEndpoint(value)) {
      // A copy, for zod lengthens the path it is given.
      context.addIssue({ code: "custom", path: [...path], message });
    }
  })
  .register(documentation, { drives: ["databricks.ModelServing"] });

/** Model serving endpoints by key, with the API's field names. https://docs.databricks.com/api/workspace/servingendpoints/create */
export const serving = z
  .record(itemKey, endpoint)
  .default({})
  .describe(
    "Endpoints that serve models for single requests, by key, with the API's field names as in Asset Bundles' `model_serving_endpoints`. An environment has an endpoint once it names the versions.",
  )
  .register(documentation, {
    drives: ["databricks.ModelServing", "databricks.Permissions", "databricks.Grant"],
    since: "0.2.0",
  });

export type Endpoint = z.output<typeof endpoint>;
export type ServedEntity = z.output<typeof servedEntity>;
