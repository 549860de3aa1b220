import type { CheckedProject } from "../manifest/check";
import { formatPath } from "../manifest/fault";
import { hasGpu, isGpuRuntime } from "../manifest/rules/machines";
import { closest } from "../manifest/schema/closest";
import { WAREHOUSE_SIZES } from "../manifest/schema/warehouse";
import { clustersOf, type Cluster } from "./clusters";
import { matches } from "./patterns";
import type { Settings } from "./settings";
import { classesOf, isGpu, nodeTypesOf, runtimesOf } from "./sizes";

/** What of a project's compute is beyond the stack's limits, as `projects/x.yaml path: what, and what to do`. */
export function computeFaults(project: CheckedProject, settings: Settings): string[] {
  return [
    ...unfitSizes(project, settings),
    ...unfitClusters(project, settings),
    ...tooLargeWarehouses(project, settings),
  ];
}

function tooLargeWarehouses({ file, environments }: CheckedProject, settings: Settings): string[] {
  const { environment, maxWarehouseSize, maxWarehouseClusters } = settings;
  const { warehouses } = environments[environment].compute;
  return Object.entries(warehouses).flatMap(([key, { cluster_size: size, max_num_clusters: clusters }]) => {
    const place = `${file} compute.warehouses.${key}`;
    return [
      ...(WAREHOUSE_SIZES.indexOf(size) > WAREHOUSE_SIZES.indexOf(maxWarehouseSize)
        ? [
            `${place}.cluster_size: is ${size} and ${environment} allows ${maxWarehouseSize}: choose a smaller one, or raise marvin:maxWarehouseSize`,
          ]
        : []),
      ...(clusters > maxWarehouseClusters
        ? [
            `${place}.max_num_clusters: is ${clusters} and ${environment} allows ${maxWarehouseClusters}: ask for fewer, or raise marvin:maxWarehouseClusters`,
          ]
        : []),
    ];
  });
}

function unfitClusters({ file, environments, name }: CheckedProject, settings: Settings): string[] {
  const { workflows } = environments[settings.environment];
  return Object.entries(workflows).flatMap(([key, workflow]) =>
    clustersOf(workflow).flatMap(([path, cluster]) => {
      const place = `${file} ${formatPath(["workflows", key, ...path])}`;
      return clusterFaults(cluster, name, settings).map(([at, message]) => `${place}${at}: ${message}`);
    }),
  );
}

function clusterFaults(cluster: Cluster, project: string, settings: Settings): [string, string][] {
  const { environment, maxWorkers, allowedNodeTypes, allowedRuntimes } = settings;
  const { spark_version: runtime, node_type_id: machine, driver_node_type_id: driver } = cluster;
  const classes = classesOf(project, settings);
  const faults: [string, string][] = [];
  const asked = cluster.autoscale?.max_workers ?? cluster.num_workers ?? 0;
  if (asked > maxWorkers) {
    faults.push([
      "",
      `asks for ${asked} workers and ${environment} allows ${maxWorkers}: ask for fewer, or raise marvin:maxWorkers`,
    ]);
  }
  const ofClasses = classes.flatMap(nodeTypesOf);
  for (const [key, type] of Object.entries({ node_type_id: machine, driver_node_type_id: driver })) {
    if (type === undefined || ofClasses.includes(type) || matches(type, allowedNodeTypes)) continue;
    faults.push([
      `.${key}`,
      `${type} is not allowed in ${environment}, which takes ${listed(allowedNodeTypes)}: choose one of these or a \`size\`, or extend marvin:allowedNodeTypes`,
    ]);
  }
  if (!classes.flatMap(runtimesOf).includes(runtime) && !matches(runtime, allowedRuntimes)) {
    faults.push([
      ".spark_version",
      `${runtime} is not allowed in ${environment}, which takes ${listed(allowedRuntimes)}: choose one of these or a \`size\`, or extend marvin:allowedRuntimes`,
    ]);
  }
  const gpu = isGpuRuntime(runtime) || [machine, driver].some((type) => type !== undefined && hasGpu(type));
  if (gpu && !matches(project, settings.gpuProjects)) faults.push(["", noGpu(environment)]);
  return faults;
}

function noGpu(environment: string): string {
  return `has GPUs, which ${environment} does not give this project: choose machines without, or extend marvin:gpuProjects`;
}

function listed(names: readonly string[]): string {
  return names.join(", ") || "those of size classes alone";
}

function unfitSizes({ file, environments, name }: CheckedProject, settings: Settings): string[] {
  const { environment, computeSizes } = settings;
  const { workflows, compute } = environments[environment];
  const named = Object.entries(workflows).flatMap(([key, { job_clusters: clusters }]) =>
    clusters.map(
      ({ size }, index) =>
        [["workflows", key, "job_clusters", index, "size"], size] as [PropertyKey[], string?],
    ),
  );
  const path = ["compute", "interactive", "size"];
  const { interactive } = compute;
  const faults = [...named, [path, interactive?.size] as const].flatMap(([place, size]) => {
    if (size === undefined) return [];
    const found = computeSizes[size];
    const at = `${file} ${formatPath(place)}`;
    if (found === undefined) {
      const near = closest(size, Object.keys(computeSizes));
      const hint = near === undefined ? "" : ` (did you mean ${near}?)`;
      return [
        `${at}: ${environment} has no size class ${size}${hint}: choose one of ${Object.keys(computeSizes).join(", ")}, or define it in marvin:computeSizes`,
      ];
    }
    return isGpu(found) && !matches(name, settings.gpuProjects) ? [`${at}: ${noGpu(environment)}`] : [];
  });
  const size = interactive && computeSizes[interactive.size];
  // The schema knows `gpu` by its name; other classes with GPUs are the stack's.
  if (size && isGpu(size) && interactive.size !== "gpu" && interactive.dedicated_to === undefined) {
    faults.push(
      `${file} ${formatPath(path)}: ${interactive.size} has GPUs in ${environment}, and a cluster with GPUs cannot be shared between groups: add \`dedicated_to\` with the group that has it to itself`,
    );
  }
  return faults;
}
