import { z } from "zod";
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
    ),
  comment: sentence(1024).optional().describe("What the schema holds, shown in Catalog Explorer."),
  volumes: z.record(catalogObject, volume).default({}).describe("Managed volumes for files, by name."),
  reads: reads
    .prefault({})
    .describe(
      "Data of others that the project's service principal may read. People get access from the data's owner.",
    ),
});
