import { z } from "zod";
import { documentation } from "./documentation";
import { formerNames } from "./formerly";
import { catalogObject, sentence } from "./names";
import { object } from "./object";
import { reads } from "./reads";
import { shares } from "./shares";
import { externalLocations, volumes } from "./storage";
import { tagMap } from "./tags";

const furtherSchema = object(
  {
    formerly: formerNames(catalogObject, "schema")
      .describe(
        "Keys that the schema had, the first one first. Unless `name` says otherwise, the schema keeps the name that it has by the first.",
      )
      .register(documentation, {
        drives: [
          "databricks.Schema",
          "databricks.Volume",
          "databricks.Grant",
          "databricks.EntityTagAssignment",
        ],
        since: "0.2.0",
      }),
    name: catalogObject
      .optional()
      .describe(
        "Name of the schema in the environment's catalog. Default: the main schema's name, `_` and the key. A change replaces the schema.",
      )
      .register(documentation, {
        drives: [
          "databricks.Schema",
          "databricks.Volume",
          "databricks.EntityTagAssignment",
          "databricks.Grant",
          "databricks.Share",
          "databricks.Job",
        ],
      }),
    comment: sentence(1024)
      .optional()
      .describe("What the schema holds, shown in Catalog Explorer.")
      .register(documentation, { drives: ["databricks.Schema"] }),
    tags: tagMap(10)
      .default({})
      .describe(
        "Tags of this schema in Unity Catalog beside the project's, at most 10; one of the same key wins over the project's.",
      )
      .register(documentation, {
        drives: ["databricks.EntityTagAssignment"],
        since: "0.2.0",
        stack: ["catalogTags"],
      }),
    volumes: volumes
      .describe("Volumes of this schema, by name.")
      .register(documentation, { drives: ["databricks.Volume", "databricks.EntityTagAssignment"] }),
  },
  {
    catalog_name: "schemas live in the environment's catalog: remove it",
    catalog: "schemas live in the environment's catalog: remove it",
    grants: "grants follow from `access`: remove it",
    schema: "the schema's name is `name`: rename the key",
    owner: "whoever runs Pulumi owns the schema: remove it",
    models: "models live in the main schema: declare them under `models`",
  },
);

export const data = object({
  schema: catalogObject
    .optional()
    .describe(
      "The project's main schema in Unity Catalog. Default: the project's name with `_` for `-`. A change replaces the schema.",
    )
    .register(documentation, {
      drives: [
        "databricks.Schema",
        "databricks.Volume",
        "databricks.EntityTagAssignment",
        "databricks.RegisteredModel",
        "databricks.ModelServing",
        "databricks.QualityMonitor",
        "databricks.Job",
        "databricks.Share",
        "databricks.Grant",
        "github.ActionsEnvironmentVariable",
      ],
      since: "0.1.0",
    }),
  comment: sentence(1024)
    .optional()
    .describe("What the main schema holds, shown in Catalog Explorer.")
    .register(documentation, { drives: ["databricks.Schema"], since: "0.1.0" }),
  volumes: volumes.describe("Volumes of the main schema for files, by name.").register(documentation, {
    drives: ["databricks.Volume", "databricks.EntityTagAssignment"],
    since: "0.1.0",
  }),
  schemas: z
    .record(catalogObject, furtherSchema)
    .default({})
    .describe(
      "Further schemas of the project, by key, e.g. for raw and refined data. The same groups have the same rights on each.",
    )
    .register(documentation, {
      drives: [
        "databricks.Schema",
        "databricks.Volume",
        "databricks.EntityTagAssignment",
        "databricks.Grant",
      ],
      since: "0.2.0",
    }),
  external_locations: externalLocations,
  shares,
  reads: reads
    .prefault({})
    .describe(
      "Data of others that the project's service principal may read. People get access from the data's owner.",
    )
    .register(documentation, { drives: ["databricks.Grant"] }),
});
