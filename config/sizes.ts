import { isGpuRuntime, withoutMachineLearning } from "../manifest/rules/machines";
import type { ComputeSize } from "./keys/sizeClasses";
import { matches } from "./patterns";
import type { Settings } from "./settings";

/** The size classes that a project may choose, which its policies let through whatever else they limit. */
export function classesOf(project: string, { computeSizes, gpuProjects }: Settings): ComputeSize[] {
  return Object.values(computeSizes).filter((size) => !isGpu(size) || matches(project, gpuProjects));
}

/** Instance types of a size class; none where its machines come from a pool. */
export function nodeTypesOf({ nodeTypeId, driverNodeTypeId }: ComputeSize): string[] {
  return [nodeTypeId, driverNodeTypeId].filter((type) => type !== undefined);
}

/** Runtimes of a size class: its own and, on a cluster that people share, the plain one in its place. */
export function runtimesOf({ sparkVersion }: ComputeSize): string[] {
  return [sparkVersion, withoutMachineLearning(sparkVersion)];
}

export function isGpu({ sparkVersion }: ComputeSize): boolean {
  return isGpuRuntime(sparkVersion);
}
