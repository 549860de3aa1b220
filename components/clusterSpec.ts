import type { ComputeSize } from "../config/keys/compute";
import type { Tags } from "./tags";

/** The machines of a size class, in the words of the Clusters API as the provider spells them. */
export interface ClusterSpec {
  readonly sparkVersion: string;
  readonly nodeTypeId: string;
  readonly kind?: string;
  readonly isSingleNode?: boolean;
  readonly numWorkers?: number;
  readonly autoscale?: { readonly minWorkers: number; readonly maxWorkers: number };
  readonly customTags: Tags;
}

/** One machine, a fixed number of workers or a range of them, as the size class says. */
export function clusterSpec(size: ComputeSize, tags: Tags): ClusterSpec {
  const { nodeTypeId, sparkVersion, minWorkers, maxWorkers } = size;
  const machines = { nodeTypeId, sparkVersion, customTags: tags };
  if (maxWorkers === 0) return { ...machines, kind: "CLASSIC_PREVIEW", isSingleNode: true };
  return minWorkers === maxWorkers
    ? { ...machines, numWorkers: maxWorkers }
    : { ...machines, autoscale: { minWorkers, maxWorkers } };
}
