import { z } from "zod";
import { documentation } from "./documentation";
import { catalogObject, sentence } from "./names";
import { object } from "./object";

/** An object in the main schema, or after the key of a further schema and a period. */
const sharedName = z
  .string()
  .max(511, { error: "is too long: at most 511 characters" })
  .regex(/^(?:[a-z_][a-z0-9_]*\.)?[a-z_][a-z0-9_]*$/, {
    error:
      "must be a name in the main schema, e.g. `forecasts`, or `KEY.name` with the key of one in data.schemas",
  });

const names = (kind: string) => z.array(sharedName).default([]).describe(kind);

const share = object(
  {
    comment: sentence(1024)
      .optional()
      .describe("What is shared and why, shown to recipients.")
      .register(documentation, { drives: ["databricks.Share"] }),
    recipients: z
      .array(z.string().regex(/^[^./\s\p{Cc}]{1,255}$/u, { error: "must be the name of a recipient" }))
      .min(1, { error: "is empty: name who reads the share, or remove it" })
      .describe("Who reads the share: names of recipients that the platform offers.")
      .register(documentation, { drives: ["databricks.Grant"], stack: ["shareRecipients"] }),
    schemas: z
      .array(catalogObject)
      .default([])
      .describe("Schemas with all tables that they hold now and later: keys in `data.schemas`."),
    tables: names(
      "Single tables, which must be there: `name` in the main schema, or `KEY.name` in a further one.",
    ),
    views: names("Single views, named in the same way."),
    materialized_views: names("Single materialized views, named in the same way."),
    streaming_tables: names("Single streaming tables, named in the same way."),
    volumes: names("Single volumes of `data`, named in the same way."),
  },
  {
    name: "the share is named PROJECT_KEY_ENVIRONMENT: remove it",
    objects: "name what is shared under `schemas`, `tables`, `views` or `volumes`",
    object: "name what is shared under `schemas`, `tables`, `views` or `volumes`",
    owner: "whoever runs Pulumi owns the share: remove it",
    grants: "name who reads the share under `recipients`",
    models: "models are not shared: remove it",
    functions: "functions are not shared: remove it",
    notebooks: "notebooks are not shared, for what runs is in Git: remove it",
    tokens: "recipients with tokens are not offered, for whoever has one can read: remove it",
  },
).superRefine((value, context) => {
  const lists = ["schemas", "tables", "views", "materialized_views", "streaming_tables", "volumes"] as const;
  if (lists.some((list) => value[list].length > 0)) return;
  context.addIssue({
    code: "custom",
    path: [],
    message: "shares nothing: name `schemas`, `tables`, `views` or `volumes`",
  });
});

/** Delta Sharing: what readers outside the organisation's metastore get. */
export const shares = z
  .record(
    z
      .string()
      .max(60, { error: "is too long: at most 60 characters" })
      .regex(/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/, {
        error:
          "must be lower-case letters, digits and single underscores, beginning with a letter, e.g. `partners`",
      }),
    share,
  )
  .default({})
  .describe(
    "Delta Sharing with readers outside, by key: each a share named PROJECT_KEY_ENVIRONMENT, read-only. Share in one environment, usually under `environments.prod`.",
  )
  .register(documentation, { drives: ["databricks.Share", "databricks.Grant"], since: "0.2.0" });
