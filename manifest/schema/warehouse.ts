import { z } from "zod";
import { documentation } from "./documentation";
import { integer, itemKey } from "./names";
import { object } from "./object";

/** Sizes of a warehouse's clusters, the smallest first. https://docs.databricks.com/api/workspace/warehouses/create */
export const WAREHOUSE_SIZES = [
  "2X-Small",
  "X-Small",
  "Small",
  "Medium",
  "Large",
  "X-Large",
  "2X-Large",
  "3X-Large",
  "4X-Large",
  "5X-Large",
] as const;

const warehouse = object(
  {
    cluster_size: z
      .enum(WAREHOUSE_SIZES)
      .default("2X-Small")
      .describe("Size of each cluster, from `2X-Small` to `5X-Large`; each step about doubles the cost."),
    min_num_clusters: integer(1, 30, "clusters").default(1).describe("Clusters while it runs, 1 to 30."),
    max_num_clusters: integer(1, 40, "clusters")
      .default(1)
      .describe("Clusters that it may grow to when many ask at once, 1 to 40."),
    auto_stop_mins: integer(10, 10_080, "minutes", [
      0,
      "is 0, which never stops it, whatever it costs: write minutes from 10 on",
    ])
      .default(10)
      .describe("Minutes without a query after which it stops, 10 to 10080."),
    enable_serverless_compute: z
      .boolean()
      .default(true)
      .describe("Whether it runs serverless, and so starts in seconds. Where the workspace has none: false."),
    warehouse_type: z.enum(["PRO", "CLASSIC"]).default("PRO").describe("PRO or CLASSIC; serverless is PRO."),
    enable_photon: z
      .boolean()
      .default(true)
      .describe("Whether queries run on Photon. Serverless always does."),
    spot_instance_policy: z
      .enum(["COST_OPTIMIZED", "RELIABILITY_OPTIMIZED"])
      .default("COST_OPTIMIZED")
      .describe("Without serverless: spot machines (COST_OPTIMIZED), or on demand (RELIABILITY_OPTIMIZED)."),
    channel: z
      .enum(["CHANNEL_NAME_CURRENT", "CHANNEL_NAME_PREVIEW"])
      .default("CHANNEL_NAME_CURRENT")
      .describe("Version of Databricks SQL: the current one, or the next one to try."),
  },
  {
    name: "the key above names it: remove it",
    size: "is `cluster_size` here",
    tags: "carries the project's tags: set `tags` at the top",
    permissions: "follow from `access`: remove it",
    instance_profile_arn: "reaches data past Unity Catalog: remove it, and use an external location",
    creator_name: "can only be read: remove it",
  },
).superRefine((value, context) => {
  const fault = (key: string, message: string) => context.addIssue({ code: "custom", path: [key], message });
  if (value.min_num_clusters > value.max_num_clusters) {
    fault(
      "min_num_clusters",
      `is more than max_num_clusters (${value.max_num_clusters}): raise that, or lower this`,
    );
  }
  if (!value.enable_serverless_compute) return;
  if (value.warehouse_type === "CLASSIC") {
    fault(
      "warehouse_type",
      "is for warehouses on machines of your own: add `enable_serverless_compute: false`, or remove it",
    );
  }
  if (!value.enable_photon) {
    fault(
      "enable_photon",
      "cannot be off for serverless: remove it, or add `enable_serverless_compute: false`",
    );
  }
});

/** SQL warehouses of the project, in each environment. */
export const warehouses = z
  .record(itemKey, warehouse)
  .default({})
  .describe(
    "SQL warehouses by key, for SQL, dbt and dashboard tasks and for people; a task names one as `${resources.sql_warehouses.KEY.id}`.",
  )
  .register(documentation, {
    drives: ["databricks.SqlEndpoint", "databricks.Permissions"],
    stack: ["maxWarehouseSize", "maxWarehouseClusters"],
    since: "0.2.0",
  });
