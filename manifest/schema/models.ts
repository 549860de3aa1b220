import { z } from "zod";
import { documentation } from "./documentation";
import { catalogObject, sentence } from "./names";
import { object } from "./object";

const DECLARED = "Marvin gives the model to the environment's service principal, whose jobs";

const model = object(
  {
    comment: sentence(1024)
      .optional()
      .describe("What the model predicts, shown in Catalog Explorer; at most 1,024 characters.")
      .register(documentation, { drives: ["databricks.RegisteredModel"] }),
  },
  {
    aliases: `${DECLARED} move aliases such as \`champion\` with every training: remove it`,
    owner: `${DECLARED} register versions: remove it`,
    name: "the key above is the model's name: remove it",
    formerly:
      "a model cannot be renamed, as its versions live under its name: declare a new one beside it, and move on",
    catalog_name: "models live in the environment's catalog: remove it",
    schema_name: "models live in the project's own schema: remove it",
    storage_location: "Unity Catalog keeps the model's files beside the schema: remove it",
    grants: "grants follow from `access`: remove it",
    versions: "jobs register versions; an endpoint pins one under `serving`: remove it",
  },
);

/** Models by name, which is also their name in Unity Catalog. */
export const models = z
  .record(catalogObject, model)
  .default({})
  .describe(
    "Models registered in Unity Catalog, by name. Their versions and aliases belong to the jobs. A new name makes a new model.",
  )
  .register(documentation, {
    drives: ["databricks.RegisteredModel", "databricks.Grant"],
    since: "0.1.0",
    stack: ["protect", "retainOnDelete"],
  });
