import { cloudOf } from "../config/clouds";
import type { ComputeSize } from "../config/keys/sizeClasses";
import type { Settings } from "../config/settings";
import type { Tags } from "./tags";

/** The machines of a size class, in the words of the Clusters API as the provider spells them. */
export interface ClusterSpec {
  readonly sparkVersion: string;
  readonly nodeTypeId?: string;
  readonly driverNodeTypeId?: string;
  readonly instancePoolId?: string;
  readonly driverInstancePoolId?: string;
  readonly kind?: string;
  readonly isSingleNode?: boolean;
  readonly numWorkers?: number;
  readonly autoscale?: { readonly minWorkers: number; readonly maxWorkers: number };
  readonly awsAttributes?: { readonly availability: string; readonly firstOnDemand: number };
  readonly azureAttributes?: { readonly availability: string; readonly firstOnDemand: number };
  readonly gcpAttributes?: { readonly availability: string };
  readonly customTags: Tags;
}

/** The size class of a name. That the stack has it is checked before anything is declared. */
export function sizeClassOf(name: string, { computeSizes }: Settings): ComputeSize {
  const size = computeSizes[name];
  if (size === undefined) throw new Error(`no size class ${name}: config/computeFaults.ts lets none through`);
  return size;
}

/** One machine, a fixed number of workers or a range of them, as the size class says; its pools are still references. */
export function clusterSpec(size: ComputeSize, tags: Tags, databricksHost: string): ClusterSpec {
  const { minWorkers, maxWorkers, spot, sparkVersion, nodeTypeId, driverNodeTypeId } = size;
  const { instancePoolId, driverInstancePoolId } = size;
  const machines = {
    sparkVersion,
    ...(nodeTypeId !== undefined && { nodeTypeId }),
    ...(driverNodeTypeId !== undefined && { driverNodeTypeId }),
    ...(instancePoolId !== undefined && { instancePoolId }),
    ...(driverInstancePoolId !== undefined && { driverInstancePoolId }),
    ...(spot && spareMachines(databricksHost)),
    customTags: tags,
  };
  if (maxWorkers === 0) return { ...machines, kind: "CLASSIC_PREVIEW", isSingleNode: true };
  return minWorkers === maxWorkers
    ? { ...machines, numWorkers: maxWorkers }
    : { ...machines, autoscale: { minWorkers, maxWorkers } };
}

/** Spare workers with a fall-back, each cloud by its own name. The first machine, on AWS and Azure, is the driver. */
function spareMachines(databricksHost: string): Partial<ClusterSpec> {
  switch (cloudOf(databricksHost)) {
    case "AWS":
      return { awsAttributes: { availability: "SPOT_WITH_FALLBACK", firstOnDemand: 1 } };
    case "Azure":
      return { azureAttributes: { availability: "SPOT_WITH_FALLBACK_AZURE", firstOnDemand: 1 } };
    case "Google Cloud":
      return { gcpAttributes: { availability: "PREEMPTIBLE_WITH_FALLBACK_GCP" } };
  }
}
