import { z } from "zod";
import { documentation } from "./documentation";
import { projectName, qualifiedName } from "./names";
import { object } from "./object";

const objects = (kind: string, example: string) =>
  z
    .array(qualifiedName(2, 3, example))
    .default([])
    .describe(
      `Single ${kind}: \`schema.name\` in the environment's catalog, or \`catalog.schema.name\`. Each must be there already.`,
    );

/** The first version read schemas and tables. */
const SINCE = { since: "0.2.0" };

export const reads = object(
  {
    projects: z
      .array(projectName)
      .default([])
      .describe("Other projects of this repository whose schema this project reads."),
    schemas: z
      .array(qualifiedName(1, 2, "reference.students"))
      .default([])
      .describe("Schemas that are read whole: `schema` in the environment's catalog, or `catalog.schema`."),
    tables: objects("tables or views", "finance.invoices"),
    volumes: objects("volumes, read as files", "finance.exports").register(documentation, SINCE),
    functions: objects("functions, which may be executed", "finance.to_francs").register(
      documentation,
      SINCE,
    ),
    models: objects("registered models, whose versions may be loaded", "credit.score").register(
      documentation,
      SINCE,
    ),
    external_locations: z
      .array(qualifiedName(1, 1, "landing"))
      .default([])
      .describe("External locations by name, whose files may be read.")
      .register(documentation, SINCE),
  },
  {
    catalogs: "a whole catalog is more than a project needs: name its schemas under `schemas`",
    row_filters: "row filters belong to the table's owner: remove it",
    column_masks: "column masks belong to the table's owner: remove it",
  },
).register(documentation, { drives: ["databricks.Grant"] });

/** The lists of `data.reads` whose items are names in Unity Catalog with a schema in them. */
export const NAMED_READS = ["schemas", "tables", "volumes", "functions", "models"] as const;
