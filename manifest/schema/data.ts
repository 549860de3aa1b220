import { z } from "zod";
import { catalogObject, projectName, qualifiedName, sentence } from "./names";
import { object } from "./object";

const reads = object({
  projects: z
    .array(projectName)
    .default([])
    .describe("Other projects of this repository whose schema this project reads."),
  schemas: z
    .array(qualifiedName(1, 2, "reference.students"))
    .default([])
    .describe("Schemas that are read whole: `schema` in the environment's catalog, or `catalog.schema`."),
  tables: z
    .array(qualifiedName(2, 3, "finance.invoices"))
    .default([])
    .describe(
      "Single tables or views: `schema.table` in the environment's catalog, or `catalog.schema.table`.",
    ),
});

const volume = object({
  comment: sentence(1024).optional().describe("What the volume holds."),
});

export const data = object({
  schema: catalogObject
    .optional()
    .describe(
      "The project's Unity Catalog schema. Default: the project's name with `_` for `-`. A change replaces the schema.",
    ),
  comment: sentence(1024).optional().describe("What the schema holds, shown in Catalog Explorer."),
  volumes: z.record(catalogObject, volume).default({}).describe("Managed volumes for files, by name."),
  reads: reads
    .prefault({})
    .describe(
      "Data of others that the project's service principal may read. People get access from the data's owner.",
    ),
});
