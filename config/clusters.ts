import { stepsOf } from "../manifest/rules/steps";
import type { Workflow } from "../manifest/schema/workflow";

export type Cluster = NonNullable<Workflow["tasks"][number]["new_cluster"]>;

/** Every cluster that a workflow describes in full, with its path in the workflow. */
export function clustersOf(workflow: Workflow): [PropertyKey[], Cluster][] {
  const shared = workflow.job_clusters.map(
    ({ new_cluster: cluster }, index) => [["job_clusters", index], cluster] as const,
  );
  const own = stepsOf(workflow.tasks).map(({ step, path }) => [path, step.new_cluster] as const);
  return [...shared, ...own].flatMap(([path, cluster]) =>
    cluster === undefined ? [] : [[[...path, "new_cluster"], cluster] as [PropertyKey[], Cluster]],
  );
}
