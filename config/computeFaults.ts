import type { CheckedProject } from "../manifest/check";
import { formatPath } from "../manifest/fault";
import { stepsOf } from "../manifest/rules/steps";
import { WAREHOUSE_SIZES } from "../manifest/schema/warehouse";
import type { Workflow } from "../manifest/schema/workflow";
import type { Settings } from "./settings";

/** What of a project's compute is beyond the stack's limits, as `projects/x.yaml path: what, and what to do`. */
export function computeFaults(project: CheckedProject, settings: Settings): string[] {
  return [...tooManyWorkers(project, settings), ...tooLargeWarehouses(project, settings)];
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

function tooManyWorkers({ file, environments }: CheckedProject, settings: Settings): string[] {
  const { workflows } = environments[settings.environment];
  return Object.entries(workflows).flatMap(([key, workflow]) =>
    clustersOf(workflow).flatMap(([path, cluster]) => {
      const asked = cluster.autoscale?.max_workers ?? cluster.num_workers ?? 0;
      if (asked <= settings.maxWorkers) return [];
      const place = formatPath(["workflows", key, ...path]);
      return [
        `${file} ${place}: asks for ${asked} workers and ${settings.environment} allows ${settings.maxWorkers}: ask for fewer, or raise marvin:maxWorkers`,
      ];
    }),
  );
}

type Cluster = NonNullable<Workflow["tasks"][number]["new_cluster"]>;

function clustersOf(workflow: Workflow): [PropertyKey[], Cluster][] {
  const shared = workflow.job_clusters.map(
    ({ new_cluster: cluster }, index) => [["job_clusters", index], cluster] as const,
  );
  const own = stepsOf(workflow.tasks).map(({ step, path }) => [path, step.new_cluster] as const);
  return [...shared, ...own].flatMap(([path, cluster]) =>
    cluster === undefined ? [] : [[[...path, "new_cluster"], cluster] as [PropertyKey[], Cluster]],
  );
}
