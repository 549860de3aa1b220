import type { CheckedProject } from "../manifest/check";
import { formatPath } from "../manifest/fault";
import { hasGpu, isGpuRuntime } from "../manifest/rules/machines";
import { platformPart } from "../manifest/rules/referable";
import { referencesBelow } from "../manifest/rules/references";
import { closest } from "../manifest/schema/closest";
import { cloudOf } from "./clouds";
import { clustersOf, type Cluster } from "./clusters";
import type { DeclaredPool, InstancePool } from "./keys/instancePools";
import type { ComputeSize } from "./keys/sizeClasses";
import { matches } from "./patterns";
import { poolIn, poolsOfSize } from "./pools";
import type { Settings } from "./settings";

/** A fault with its path in the project. */
type Found = readonly [path: readonly PropertyKey[], message: string];

/** What of a project's use of instance pools does not fit the stack, as `projects/x.yaml path: what, and what to do`. */
export function poolFaults({ file, name, environments }: CheckedProject, settings: Settings): string[] {
  const project = environments[settings.environment];
  const found: Found[] = [...unknownPools(project, settings)];
  for (const [key, workflow] of Object.entries(project.workflows)) {
    const tags = Object.keys({ ...project.tags, ...workflow.tags });
    for (const [path, cluster] of clustersOf(workflow)) {
      for (const [at, message] of clusterFaults(cluster, name, tags, settings)) {
        found.push([["workflows", key, ...path, ...at], message]);
      }
    }
    for (const [index, { size }] of workflow.job_clusters.entries()) {
      const path = ["workflows", key, "job_clusters", index, "size"];
      found.push(...sizeFaults(size, name, tags, settings).map((message): Found => [path, message]));
    }
  }
  const { interactive } = project.compute;
  const notebooks = sizeFaults(interactive?.size, name, Object.keys(project.tags), settings);
  found.push(...notebooks.map((message): Found => [["compute", "interactive", "size"], message]));
  return found.map(([path, message]) => `${file} ${formatPath([...path])}: ${message}`);
}

function* unknownPools(project: unknown, { environment, instancePools }: Settings): Generator<Found> {
  const known = Object.keys(instancePools);
  for (const { name, path } of referencesBelow(project)) {
    const pool = platformPart("pools", name);
    if (pool === undefined || known.includes(pool)) continue;
    const near = closest(pool, known);
    const hint = near === undefined ? "" : ` (did you mean ${near}?)`;
    yield [
      path,
      `there is no pool \`${pool}\` in ${environment}${hint}: marvin:instancePools has ${known.join(", ") || "none"}`,
    ];
  }
}

function clusterFaults(
  cluster: Cluster,
  project: string,
  tags: readonly string[],
  settings: Settings,
): Found[] {
  const { instance_pool_id: workers, driver_instance_pool_id: driver, spark_version: runtime } = cluster;
  const all = [...tags, ...Object.keys(cluster.custom_tags ?? {})];
  return Object.entries({ instance_pool_id: workers, driver_instance_pool_id: driver }).flatMap(
    ([key, value]) => {
      const name = poolIn(value);
      const pool = name === undefined ? undefined : settings.instancePools[name];
      if (name === undefined || pool === undefined) return [];
      const asked = key === "instance_pool_id" ? machinesOf(cluster) : 1;
      return [
        ...notForProject(name, pool, project, settings),
        ...("id" in pool
          ? []
          : [
              ...tooMany(name, pool, asked),
              ...ofOtherKind(name, pool, runtime),
              ...withoutGpu(name, pool, project, settings),
              ...twiceTagged(name, pool, all),
            ]),
      ].map((message): Found => [[key], message]);
    },
  );
}

/** Machines that a cluster takes from the pool of its workers, its driver among them unless that has another. */
function machinesOf({ autoscale, num_workers: fixed, ...cluster }: Cluster): number {
  const { instance_pool_id: workers, driver_instance_pool_id: driver = workers } = cluster;
  return (autoscale?.max_workers ?? fixed ?? 0) + (driver === workers ? 1 : 0);
}

function sizeFaults(
  size: string | undefined,
  project: string,
  tags: readonly string[],
  settings: Settings,
): string[] {
  const found = size === undefined ? undefined : settings.computeSizes[size];
  return [...new Set(poolsOfSize(found))].flatMap((name) => {
    const pool = settings.instancePools[name];
    if (pool === undefined) return [];
    return [
      ...notForProject(name, pool, project, settings),
      ...("id" in pool ? [] : twiceTagged(name, pool, tags)),
    ];
  });
}

function notForProject(
  name: string,
  pool: InstancePool,
  project: string,
  { environment }: Settings,
): string[] {
  if (matches(project, pool.projects)) return [];
  return [
    `the pool ${name} is not for this project in ${environment}: choose other machines, or extend \`projects\` of marvin:instancePools.${name}`,
  ];
}

function withoutGpu(
  name: string,
  { nodeTypeId }: DeclaredPool,
  project: string,
  { environment, gpuProjects }: Settings,
): string[] {
  if (!hasGpu(nodeTypeId) || matches(project, gpuProjects)) return [];
  return [
    `the pool ${name} has GPUs, which ${environment} does not give this project: choose another, or extend marvin:gpuProjects`,
  ];
}

function ofOtherKind(name: string, { nodeTypeId }: DeclaredPool, runtime: string): string[] {
  if (hasGpu(nodeTypeId) === isGpuRuntime(runtime)) return [];
  return [
    hasGpu(nodeTypeId)
      ? `the machines of the pool ${name} have GPUs (${nodeTypeId}) and need a GPU runtime, e.g. 17.3.x-gpu-ml-scala2.13`
      : `the machines of the pool ${name} have no GPUs (${nodeTypeId}), which the runtime ${runtime} needs`,
  ];
}

function tooMany(name: string, { maxCapacity }: DeclaredPool, asked: number): string[] {
  if (asked <= maxCapacity) return [];
  return [
    `the cluster may take ${asked} machines and the pool ${name} has ${maxCapacity}: ask for fewer workers, or raise \`maxCapacity\` of marvin:instancePools.${name}`,
  ];
}

/** Databricks refuses a cluster with a tag that its pool has too. */
function twiceTagged(name: string, { customTags = {} }: DeclaredPool, tags: readonly string[]): string[] {
  const twice = [...new Set(tags)].filter((key) => Object.hasOwn(customTags, key));
  if (twice.length === 0) return [];
  return [
    `the cluster and the pool ${name} both have the tag ${twice.join(", ")}: remove it from one of them, the project's and the workflow's \`tags\` among them`,
  ];
}

interface Pools {
  readonly instancePools: Readonly<Record<string, InstancePool>>;
  readonly computeSizes: Readonly<Record<string, ComputeSize>>;
  readonly databricksHost: string;
}

/** What does not fit together in a stack's own pools and size classes, by key of the stack. */
export function poolConfigFaults({
  instancePools,
  computeSizes,
  databricksHost,
}: Pools): [string[], string][] {
  const known = Object.keys(instancePools);
  const cloud = cloudOf(databricksHost);
  const elsewhere = Object.entries(instancePools).flatMap(([name, pool]) =>
    (["awsAttributes", "diskSpec"] as const)
      .filter((key) => cloud !== "AWS" && !("id" in pool) && pool[key] !== undefined)
      .map((key): [string[], string] => [
        ["instancePools", name, key],
        `is for AWS, and the workspace is on ${cloud}: remove it`,
      ]),
  );
  const classes = Object.entries(computeSizes).flatMap(([key, size]) => {
    const used = Object.entries({
      instancePoolId: size.instancePoolId,
      driverInstancePoolId: size.driverInstancePoolId,
    });
    return used.flatMap(([input, value]): [string[], string][] => {
      const name = poolIn(value);
      if (name === undefined) return [];
      const pool = instancePools[name];
      const path = ["computeSizes", key, input];
      if (pool === undefined) {
        return [[path, `\`${name}\` is not among marvin:instancePools (${known.join(", ") || "none"})`]];
      }
      if ("id" in pool) return [];
      const asked =
        input === "instancePoolId" ? size.maxWorkers + (size.driverInstancePoolId === undefined ? 1 : 0) : 1;
      return [...tooMany(name, pool, asked), ...ofOtherKind(name, pool, size.sparkVersion)].map((message) => [
        path,
        message,
      ]);
    });
  });
  return [...elsewhere, ...classes];
}
