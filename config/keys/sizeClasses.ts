import { z } from "zod";
import { gpuMisfit } from "../../manifest/rules/machines";
import { sizeClass as sizeClassName } from "../../manifest/schema/compute";
import { POOL_ID, POOL_ID_FORM } from "../../manifest/schema/instancePool";

const pool = z.string().regex(POOL_ID, { error: POOL_ID_FORM });

const sizeClass = z
  .strictObject({
    nodeTypeId: z
      .string()
      .min(1)
      .optional()
      .describe("Instance type of driver and workers. Left out, `instancePoolId` decides."),
    driverNodeTypeId: z
      .string()
      .min(1)
      .optional()
      .describe("Instance type of the driver. Default: as the workers."),
    instancePoolId: pool
      .optional()
      .describe(
        "Instance pool that the machines come from, instead of `nodeTypeId`: `${marvin.pools.NAME}` of `instancePools`, or the id of another.",
      ),
    driverInstancePoolId: pool
      .optional()
      .describe(
        "Instance pool that the driver comes from, e.g. one on demand where the workers' is spot. Default: as the workers.",
      ),
    sparkVersion: z.string().min(1).describe("Databricks Runtime; an ML runtime brings MLflow."),
    minWorkers: z
      .int()
      .min(0)
      .describe("Workers at the start. With none at most, one machine is driver and worker."),
    maxWorkers: z
      .int()
      .min(0)
      .describe("Workers that the cluster may grow to, up to `maxWorkers` of the stack."),
    spot: z
      .boolean()
      .optional()
      .describe(
        "Whether workers are spare machines, cheaper and taken back at any time, with a fall-back to ordinary ones. The driver is always ordinary. Default: false.",
      ),
  })
  .superRefine((value, context) => {
    for (const [path, message] of misfits(value)) context.addIssue({ code: "custom", path, message });
  });

export type ComputeSize = z.output<typeof sizeClass>;

function misfits(size: ComputeSize): [string[], string][] {
  const { nodeTypeId, driverNodeTypeId, instancePoolId, driverInstancePoolId } = size;
  const { sparkVersion, minWorkers, maxWorkers, spot } = size;
  const faults: [string[], string][] = [];
  if (minWorkers > maxWorkers) faults.push([[], "minWorkers is larger than maxWorkers"]);
  if ((nodeTypeId === undefined) === (instancePoolId === undefined)) {
    faults.push([[], "needs exactly one of nodeTypeId and instancePoolId"]);
  }
  if (driverInstancePoolId !== undefined && instancePoolId === undefined) {
    faults.push([["driverInstancePoolId"], "works beside a pool for the workers: give instancePoolId"]);
  }
  if (instancePoolId !== undefined) {
    if (driverNodeTypeId !== undefined) faults.push([["driverNodeTypeId"], "a pool says it: remove it"]);
    if (spot) faults.push([["spot"], "the pool says whether its machines are spare ones: remove it"]);
  }
  if (maxWorkers === 0) {
    if (spot)
      faults.push([["spot"], "a single machine is the driver, an ordinary one: add workers or remove it"]);
    if (driverInstancePoolId !== undefined && instancePoolId !== undefined) {
      faults.push([
        ["driverInstancePoolId"],
        "a single machine is the driver: give its pool as instancePoolId",
      ]);
    }
    if (driverNodeTypeId !== undefined) {
      faults.push([["driverNodeTypeId"], "a single machine is the driver: give its type as nodeTypeId"]);
    }
  }
  const misfit = nodeTypeId === undefined ? undefined : gpuMisfit(nodeTypeId, sparkVersion);
  if (misfit !== undefined) faults.push([["sparkVersion"], misfit]);
  return faults;
}

const CPU_RUNTIME = "17.3.x-cpu-ml-scala2.13";
const GPU_RUNTIME = "17.3.x-gpu-ml-scala2.13";

/** Size classes on AWS. No workers means one machine that is driver and worker. */
const DEFAULT_SIZES: Readonly<Record<string, ComputeSize>> = {
  small: { nodeTypeId: "m6id.xlarge", sparkVersion: CPU_RUNTIME, minWorkers: 0, maxWorkers: 0 },
  medium: { nodeTypeId: "m6id.2xlarge", sparkVersion: CPU_RUNTIME, minWorkers: 1, maxWorkers: 4 },
  large: { nodeTypeId: "r6id.4xlarge", sparkVersion: CPU_RUNTIME, minWorkers: 2, maxWorkers: 8 },
  gpu: { nodeTypeId: "g5.2xlarge", sparkVersion: GPU_RUNTIME, minWorkers: 0, maxWorkers: 0 },
};

/** The classes of a stack by name: those that it defines, and of Marvin's own those that it leaves as they are. */
export const computeSizes = z
  .record(sizeClassName, sizeClass)
  .default({})
  .transform((sizes): Readonly<Record<string, ComputeSize>> => ({ ...DEFAULT_SIZES, ...sizes }))
  .describe(
    "What the manifest's size classes stand for on this stack's cloud, by names of your own. Of `small`, `medium`, `large` and `gpu`, one that is left out stays as it is on AWS.",
  );
