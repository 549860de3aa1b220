import { z } from "zod";
import { WAREHOUSE_SIZES } from "../../manifest/schema/warehouse";

const computeSize = z
  .strictObject({
    nodeTypeId: z.string().min(1).describe("Instance type of driver and workers."),
    sparkVersion: z.string().min(1).describe("Databricks Runtime; an ML runtime brings MLflow."),
    minWorkers: z
      .int()
      .min(0)
      .describe("Workers at the start. With none at most, one machine is driver and worker."),
    maxWorkers: z
      .int()
      .min(0)
      .describe("Workers that the cluster may grow to, up to `maxWorkers` of the stack."),
  })
  .refine(({ minWorkers, maxWorkers }) => minWorkers <= maxWorkers, {
    error: "minWorkers is larger than maxWorkers",
  });

export type ComputeSize = z.output<typeof computeSize>;

const CPU_RUNTIME = "17.3.x-cpu-ml-scala2.13";
const GPU_RUNTIME = "17.3.x-gpu-ml-scala2.13";

/** Size classes on AWS. No workers means one machine that is driver and worker. */
const DEFAULT_SIZES = {
  small: { nodeTypeId: "m6id.xlarge", sparkVersion: CPU_RUNTIME, minWorkers: 0, maxWorkers: 0 },
  medium: { nodeTypeId: "m6id.2xlarge", sparkVersion: CPU_RUNTIME, minWorkers: 1, maxWorkers: 4 },
  large: { nodeTypeId: "r6id.4xlarge", sparkVersion: CPU_RUNTIME, minWorkers: 2, maxWorkers: 8 },
  gpu: { nodeTypeId: "g5.2xlarge", sparkVersion: GPU_RUNTIME, minWorkers: 0, maxWorkers: 0 },
};

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
          .array(z.string().regex(/^[a-z0-9*-]+$/, { error: "must be a name or a pattern such as churn-*" }))
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
  computeSizes: z
    .strictObject({ small: computeSize, medium: computeSize, large: computeSize, gpu: computeSize })
    .partial()
    .default({})
    .transform((sizes) => ({ ...DEFAULT_SIZES, ...sizes }))
    .describe(
      "What the manifest's size classes stand for on this stack's cloud. A class that is left out stays as it is on AWS.",
    ),
} as const;
