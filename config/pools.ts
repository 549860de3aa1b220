import { platformPart } from "../manifest/rules/referable";
import { referencesOf } from "../manifest/rules/referenceText";
import type { Project } from "../manifest/schema/project";
import { clustersOf } from "./clusters";
import type { ComputeSize } from "./keys/sizeClasses";
import type { Settings } from "./settings";

/** The platform's pool that a value names by reference; none where it is the id of another. */
export function poolIn(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return referencesOf(value).flatMap(({ name }) => platformPart("pools", name) ?? [])[0];
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
