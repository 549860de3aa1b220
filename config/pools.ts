import { poolOf } from "../manifest/rules/referable";
import { referencesOf } from "../manifest/rules/referenceText";
import { stepsOf } from "../manifest/rules/steps";
import type { Project } from "../manifest/schema/project";
import type { Workflow } from "../manifest/schema/workflow";
import type { ComputeSize } from "./keys/sizeClasses";
import type { Settings } from "./settings";

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

/** The platform's pool that a value names by reference; none where it is the id of another. */
export function poolIn(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return referencesOf(value).flatMap(({ name }) => poolOf(name) ?? [])[0];
}

/** The platform's pools that the machines of a size class come from. */
export function poolsOfSize(size: ComputeSize | undefined): string[] {
  return [poolIn(size?.instancePoolId), poolIn(size?.driverInstancePoolId)].filter(
    (pool) => pool !== undefined,
  );
}

/** The platform's pools that a project's clusters come from in the stack, as far as there are any clusters. */
export function poolsOf(project: Project, settings: Settings): Set<string> {
  const { environment, computeSizes, interactiveClusters } = settings;
  // Without a release there are no jobs yet.
  const workflows = project.releases[environment] === undefined ? [] : Object.values(project.workflows);
  const described = workflows.flatMap(clustersOf).flatMap(([, cluster]) => {
    const { instance_pool_id: workers, driver_instance_pool_id: driver } = cluster;
    return [poolIn(workers), poolIn(driver)].filter((pool) => pool !== undefined);
  });
  const sizes = [
    ...workflows.flatMap(({ job_clusters: clusters }) => clusters.flatMap(({ size }) => size ?? [])),
    ...(interactiveClusters && project.compute.interactive ? [project.compute.interactive.size] : []),
  ];
  return new Set([...described, ...sizes.flatMap((size) => poolsOfSize(computeSizes[size]))]);
}
