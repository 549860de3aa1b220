import { z } from "zod";
import { WAREHOUSE_SIZES } from "../../manifest/schema/warehouse";
import { instancePools } from "./instancePools";
import { projectPattern } from "./projectPattern";
import { computeSizes } from "./sizeClasses";

/** The pattern that every text fits. */
export const ANY = "*";

const patterns = z.array(z.string().min(1));

/** Compute: what projects may ask for, and what it stands for. */
export const computeKeys = {
  runSchedules: z
    .boolean()
    .default(false)
    .describe(
      "Whether jobs run by themselves: on schedule, by triggers, for ever. Where they do not, they are started by hand or by a workflow.",
    ),
  budgetPolicies: z
    .array(
      z.strictObject({
        projects: z
          .array(projectPattern())
          .min(1, { error: "must name at least one pattern" })
          .describe("Names of the projects that it is for; `*` stands for any text."),
        id: z
          .uuid({ error: "must be a serverless budget policy's id, a UUID" })
          .describe("Id of the policy."),
      }),
    )
    .default([])
    .describe(
      "Serverless budget policies of the workspace, to which the jobs of the projects named are billed; the first that names a project counts.",
    ),
  interactiveClusters: z
    .boolean()
    .default(false)
    .describe("Whether projects get the interactive cluster that they ask for."),
  maxWorkers: z.int().min(1).max(10_000).default(20).describe("Most workers that a job cluster may have."),
  maxWarehouseSize: z
    .enum(WAREHOUSE_SIZES)
    .default("Medium")
    .describe("Largest size of a project's SQL warehouses."),
  maxWarehouseClusters: z
    .int()
    .min(1)
    .max(40)
    .default(4)
    .describe("Most clusters that a project's SQL warehouse may grow to."),
  allowedNodeTypes: patterns
    .default([ANY])
    .describe(
      "Instance types that projects may name in `new_cluster` and people in the UI, as patterns such as `m6id.*`. Those of size classes are always allowed.",
    ),
  allowedRuntimes: patterns
    .default([ANY])
    .describe(
      "Databricks Runtimes that projects may name in `new_cluster` and people in the UI, as patterns such as `17.3.x-*`. Those of size classes are always allowed.",
    ),
  gpuProjects: patterns
    .default([ANY])
    .describe(
      "Names of the projects that may use GPUs on clusters; `*` stands for any text, and an empty list allows none.",
    ),
  maxClustersPerUser: z
    .int()
    .min(1)
    .optional()
    .describe(
      "Most clusters that one person may run at a time under a project's interactive policy. Default: no limit.",
    ),
  maxDbusPerHour: z
    .number()
    .positive()
    .optional()
    .describe(
      "Most Databricks units that a cluster may use in an hour, its driver among them. Databricks counts when the cluster starts, so that no preview can tell. Default: no limit.",
    ),
  policyFamilies: z
    .strictObject({
      jobs: z
        .string()
        .min(1)
        .optional()
        .describe("Family of the policies of job clusters, e.g. `job-cluster`."),
      interactive: z
        .string()
        .min(1)
        .optional()
        .describe("Family of the policies of interactive clusters, e.g. `shared-compute`."),
    })
    .default({})
    .describe(
      "Policy families of Databricks that the projects' cluster policies inherit from, with Marvin's rules on top. Default: Marvin's rules alone.",
    ),
  computeSizes,
  instancePools,
} as const;
