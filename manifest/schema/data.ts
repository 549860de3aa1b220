import { z } from "zod";
import { documentation } from "./documentation";
import { catalogObject, sentence } from "./names";
import { object } from "./object";
import { reads } from "./reads";

const volume = object({
  comment: sentence(1024).optional().describe("What the volume holds."),
});

export const data = object({
  schema: catalogObject
    .optional()
    .describe(
      "The project's Unity Catalog schema. Default: the project's name with `_` for `-`. A change replaces the schema.",
    )
    .register(documentation, {
      drives: [
        "databricks.Schema",
        "databricks.Volume",
        "databricks.RegisteredModel",
        "databricks.Grant",
        "databricks.ModelServing",
        "github.ActionsEnvironmentVariable",
      ],
    }),
  comment: sentence(1024)
    .optional()
    .describe("What the schema holds, shown in Catalog Explorer.")
    .register(documentation, { drives: ["databricks.Schema"] }),
  volumes: z
    .record(catalogObject, volume)
    .default({})
    .describe("Managed volumes for files, by name.")
    .register(documentation, { drives: ["databricks.Volume"] }),
  reads: reads
    .prefault({})
    .describe(
      "Data of others that the project's service principal may read. People get access from the data's owner.",
    )
    .register(documentation, { drives: ["databricks.Grant"] }),
});
