import type { CheckedProject } from "../manifest/check";
import { formatPath } from "../manifest/fault";
import type { Workflow } from "../manifest/schema/workflow";
import type { Settings } from "./settings";

/**
 * What the stack's cluster policies would refuse when a cluster starts: said at preview, as
 * `projects/x.yaml path: what, and what to do`, one line a fault.
 */
export function beyondLimits({ file, environments }: CheckedProject, settings: Settings): string[] {
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
  const own = workflow.tasks.flatMap((task, index) => [
    [["tasks", index], task.new_cluster] as const,
    [["tasks", index, "for_each_task", "task"], task.for_each_task?.task.new_cluster] as const,
  ]);
  return [...shared, ...own].flatMap(([path, cluster]) =>
    cluster === undefined ? [] : [[[...path, "new_cluster"], cluster] as [PropertyKey[], Cluster]],
  );
}
