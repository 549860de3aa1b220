import { z } from "zod";
import { gpuMisfit } from "../../manifest/rules/machines";
import { tagMap } from "../../manifest/schema/tags";
import { projectPattern } from "./projectPattern";

/** What a pool is where its stack says nothing else. */
const DEFAULTS = {
  minIdleInstances: 0,
  maxCapacity: 20,
  idleInstanceAutoterminationMinutes: 10,
  enableElasticDisk: true,
  users: [],
} as const;

/** GiB that a disk of a kind has at least. https://docs.databricks.com/api/workspace/instancepools/create */
const LEAST_DISK = { GENERAL_PURPOSE_SSD: 100, THROUGHPUT_OPTIMIZED_HDD: 500 } as const;

/** Tags that Databricks sets on the machines of pools. */
const TAGS_OF_POOLS = ["DatabricksInstancePoolId", "DatabricksInstancePoolCreatorId"];

const awsAttributes = z.strictObject({
  availability: z
    .enum(["ON_DEMAND", "SPOT"])
    .default("ON_DEMAND")
    .describe("Whether all machines are ordinary or all are spot, which AWS takes back at any time."),
  spotBidPricePercent: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe("Most that is paid for spot, in percent of the on-demand price. Default: 100."),
  zoneId: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Availability zone such as `eu-central-1a`; `auto` for fleet types. Default: Databricks' choice.",
    ),
});

const diskSpec = z.strictObject({
  ebsVolumeType: z
    .enum(["GENERAL_PURPOSE_SSD", "THROUGHPUT_OPTIMIZED_HDD"])
    .default("GENERAL_PURPOSE_SSD")
    .describe("Kind of the disks."),
  diskCount: z.int().min(1).max(10).describe("Disks added to each machine."),
  diskSize: z
    .int()
    .min(100)
    .max(4096)
    .describe("Size of each disk in GiB: 100 to 4096 for SSD, 500 to 4096 for HDD."),
});

const instancePool = z
  .strictObject({
    id: z
      .string()
      .regex(/^[\w-]+-pool-[\w-]+$/, {
        error: "must be a pool's id such as 0727-104344-hauls13-pool-uftxk0r6",
      })
      .optional()
      .describe(
        "Id of a pool that exists, as in all stacks of a workspace but the one that declares it. Then `projects` alone may stand beside it, and whoever made the pool lets principals attach.",
      ),
    nodeTypeId: z
      .string()
      .min(1)
      .optional()
      .describe("Instance type of every machine. Required without `id`; a change replaces the pool."),
    minIdleInstances: z
      .int()
      .min(0)
      .max(1000)
      .optional()
      .describe("Machines kept ready at all times, which cost at all times. Default: 0."),
    maxCapacity: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe("Most machines, idle and used. A cluster that may ask for more is refused. Default: 20."),
    idleInstanceAutoterminationMinutes: z
      .int()
      .min(0)
      .max(10_000)
      .optional()
      .describe("Minutes that a machine beyond `minIdleInstances` waits for the next cluster. Default: 10."),
    enableElasticDisk: z
      .boolean()
      .optional()
      .describe("Adds disks to a machine that runs out of space. A change replaces the pool. Default: true."),
    preloadedSparkVersions: z
      .array(z.string().min(1))
      .max(1, { error: "takes one runtime at most" })
      .optional()
      .describe(
        "The one Databricks Runtime that waits on idle machines, so that its clusters start sooner. A change replaces the pool. Default: none.",
      ),
    awsAttributes: awsAttributes
      .optional()
      .describe("Spot and zone on AWS. A change replaces the pool. Default: on demand."),
    diskSpec: diskSpec
      .optional()
      .describe(
        "Disks added to each machine on AWS. A change replaces the pool. Default: the machine's own.",
      ),
    customTags: tagMap(43)
      .optional()
      .describe(
        "Tags on the machines, idle ones too. A key stands in the pool or on its clusters, never on both. Default: none.",
      ),
    projects: z
      .array(projectPattern())
      .min(1)
      .default(["*"])
      .describe("Projects that may name it or a size class of it; `*` stands for any text."),
    users: z
      .array(z.string().min(1))
      .optional()
      .describe(
        "Account groups that may attach clusters beside the principals of the projects that use it, e.g. of another stack. Default: none.",
      ),
  })
  .superRefine((value, context) => {
    for (const [path, message] of misfits(value)) context.addIssue({ code: "custom", path, message });
  });

type Written = z.output<typeof instancePool>;

/** A pool that the stack declares. */
export type DeclaredPool = Omit<Written, "id" | "nodeTypeId" | keyof typeof DEFAULTS> &
  Required<Pick<Written, "nodeTypeId" | keyof typeof DEFAULTS>>;
/** A pool that exists already. */
export type ExistingPool = Required<Pick<Written, "id" | "projects">>;
export type InstancePool = DeclaredPool | ExistingPool;

function misfits(pool: Written): [string[], string][] {
  const { id, nodeTypeId, awsAttributes: aws, diskSpec: disks } = pool;
  if (id !== undefined) {
    return Object.entries(pool)
      .filter(([key, value]) => key !== "id" && key !== "projects" && value !== undefined)
      .map(([key]) => [
        [key],
        "is for pools that are made here, and one with an id exists: remove it or the id",
      ]);
  }
  const faults: [string[], string][] = [];
  if (nodeTypeId === undefined) faults.push([[], "needs nodeTypeId, or the id of a pool that exists"]);
  const most = pool.maxCapacity ?? DEFAULTS.maxCapacity;
  if ((pool.minIdleInstances ?? 0) > most) {
    faults.push([["minIdleInstances"], `is more than maxCapacity (${most}): keep fewer ready`]);
  }
  if (aws?.zoneId === "auto" && nodeTypeId !== undefined && !nodeTypeId.includes("-fleet.")) {
    faults.push([["awsAttributes", "zoneId"], "auto is for fleet types: name a zone, or remove it"]);
  }
  if (aws?.availability === "ON_DEMAND" && aws.spotBidPricePercent !== undefined) {
    faults.push([
      ["awsAttributes", "spotBidPricePercent"],
      "is for SPOT, and these are on demand: remove it",
    ]);
  }
  if (disks !== undefined && disks.diskSize < LEAST_DISK[disks.ebsVolumeType]) {
    const least = LEAST_DISK[disks.ebsVolumeType];
    faults.push([["diskSpec", "diskSize"], `is too small for this kind of disk: from ${least} to 4096 GiB`]);
  }
  for (const runtime of pool.preloadedSparkVersions ?? []) {
    const misfit = nodeTypeId === undefined ? undefined : gpuMisfit(nodeTypeId, runtime);
    if (misfit !== undefined) faults.push([["preloadedSparkVersions"], misfit]);
  }
  for (const key of Object.keys(pool.customTags ?? {})) {
    if (TAGS_OF_POOLS.includes(key))
      faults.push([["customTags", key], "Databricks sets it: choose another key"]);
  }
  return faults;
}

function complete({ id, nodeTypeId, ...pool }: Written): InstancePool {
  if (id !== undefined) return { id, projects: pool.projects };
  // A pool without a type is refused above.
  return { ...DEFAULTS, users: [...DEFAULTS.users], ...pool, nodeTypeId: nodeTypeId ?? "" };
}

/** The stack's pools by name. */
export const instancePools = z
  .record(
    z.string().regex(/^[a-z][a-z0-9_-]{0,49}$/, {
      error: "must be small letters, digits, `-` and `_`, beginning with a letter",
    }),
    instancePool,
  )
  .default({})
  .transform((pools): Readonly<Record<string, InstancePool>> =>
    Object.fromEntries(Object.entries(pools).map(([name, pool]) => [name, complete(pool)])),
  )
  .describe(
    "Instance pools of the workspace, by name: machines that wait for clusters, so that these start sooner. A manifest names one as `${marvin.pools.NAME}` in `instance_pool_id` and `driver_instance_pool_id`, a size class in `instancePoolId` and `driverInstancePoolId`. Each is declared once, and the principals of the projects that use it may attach to it, nobody else; or it has the `id` of a pool that exists.",
  );
