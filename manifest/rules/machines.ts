/**
 * Instance types with GPUs, by the names of their families.
 * https://docs.databricks.com/aws/en/compute/gpu lists those of AWS, its sister pages those of Azure and GCP.
 */
const GPU_MACHINES = [/^(?:g\d\w*|gr\d\w*|p\d\w*)\./, /^Standard_N[CDV]/i, /^(?:a2|a3|g2|g4)-/];

export function hasGpu(nodeType: string): boolean {
  return GPU_MACHINES.some((family) => family.test(nodeType));
}

/** `17.3.x-cpu-ml-scala2.13` */
export function isMachineLearning(sparkVersion: string): boolean {
  return /-ml-/.test(sparkVersion);
}

/** `17.3.x-gpu-ml-scala2.13` */
export function isGpuRuntime(sparkVersion: string): boolean {
  return /-gpu-/.test(sparkVersion);
}

/** What a stack that defines machines is told where one of machine and runtime has GPUs, and the other has not. */
export function gpuMisfit(nodeType: string, sparkVersion: string): string | undefined {
  if (hasGpu(nodeType) === isGpuRuntime(sparkVersion)) return undefined;
  return hasGpu(nodeType)
    ? "a machine with GPUs needs a GPU runtime, e.g. 17.3.x-gpu-ml-scala2.13"
    : "a GPU runtime needs machines with GPUs";
}

/** The plain runtime of the same version: `17.3.x-scala2.13`. */
export function withoutMachineLearning(sparkVersion: string): string {
  return sparkVersion.replace(/-(?:cpu|gpu)-ml-/, "-");
}

/** Databricks Runtime ML runs Photon from 15.2 on. https://docs.databricks.com/aws/en/compute/photon */
export function isTooOldForPhoton(sparkVersion: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(sparkVersion) ?? [];
  if (!isMachineLearning(sparkVersion) || major === undefined || minor === undefined) return false;
  return Number(major) < 15 || (Number(major) === 15 && Number(minor) < 2);
}

const STANDARD_MODES = ["USER_ISOLATION", "DATA_SECURITY_MODE_STANDARD"];

/** Whether several people share the cluster, kept apart from each other, and by that give some things up. */
export function isStandard(accessMode: string): boolean {
  return STANDARD_MODES.includes(accessMode);
}
