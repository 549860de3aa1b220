import { z } from "zod";
import { documentation } from "./documentation";
import { initScripts } from "./initScript";
import { libraries } from "./library";
import { groupName, integer } from "./names";
import { object } from "./object";
import { warehouses } from "./warehouse";

/**
 * Name of a size class. Which there are, and what they stand for (node type, workers, runtime), is the platform's
 * decision, kept in stack config.
 */
export const sizeClass = z.string().regex(/^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/, {
  error:
    "must be the name of a size class, in lower case: small, medium, large, gpu, or one that the stack defines",
});

const interactive = object({
  size: sizeClass
    .default("small")
    .describe("Size class of the cluster: small, medium, large, gpu, or one that the stack defines.")
    .register(documentation, { drives: ["databricks.Cluster"], stack: ["computeSizes"] }),
  autotermination_minutes: integer(10, 1440, "minutes")
    .default(30)
    .describe("Minutes without use after which the cluster stops, 10 to 1440.")
    .register(documentation, { drives: ["databricks.Cluster", "databricks.ClusterPolicy"] }),
  dedicated_to: groupName
    .optional()
    .describe("Group that has the cluster to itself. Needed for `gpu`, which shared clusters do not offer.")
    .register(documentation, { drives: ["databricks.Cluster"] }),
  libraries: libraries
    .describe(
      "Libraries on the cluster, e.g. the project's own wheel while it is worked on: `whl: ${resources.volumes.KEY.volume_path}/NAME`.",
    )
    .register(documentation, { drives: ["databricks.Cluster"], since: "0.2.0" }),
  init_scripts: initScripts.register(documentation, { drives: ["databricks.Cluster"], since: "0.2.0" }),
}).superRefine((value, context) => {
  if (value.size === "gpu" && value.dedicated_to === undefined) {
    context.addIssue({
      code: "custom",
      path: ["size"],
      message:
        "a gpu cluster cannot be shared between groups: add `dedicated_to` with the group that has it to itself",
    });
  }
});

export const compute = object({
  interactive: interactive
    .optional()
    .describe("A cluster for notebooks, where the stack offers one (usually dev only).")
    .register(documentation, { stack: ["interactiveClusters"] }),
  warehouses,
});
