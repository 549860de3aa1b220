import { hasGpu, isGpuRuntime, isMachineLearning, isStandard, isTooOldForPhoton } from "./machines";

interface Fault {
  readonly path: PropertyKey[];
  readonly message: string;
}

/** What the rules look at of a cluster that is described in full. */
interface Cluster {
  readonly spark_version: string;
  readonly node_type_id?: string;
  readonly driver_node_type_id?: string;
  readonly instance_pool_id?: string;
  readonly driver_instance_pool_id?: string;
  readonly num_workers?: number;
  readonly autoscale?: object;
  readonly is_single_node?: boolean;
  readonly kind?: string;
  readonly use_ml_runtime?: boolean;
  readonly data_security_mode: string;
  readonly runtime_engine?: string;
  readonly spark_conf?: Readonly<Record<string, string>>;
  readonly init_scripts?: readonly { readonly workspace?: object }[];
  readonly aws_attributes?: object;
  readonly azure_attributes?: object;
  readonly gcp_attributes?: object;
  readonly enable_elastic_disk?: boolean;
}

/** What Databricks refuses only when the cluster is made: sizes, machines and runtimes that do not fit together. */
export function checkMachines(cluster: Cluster): Fault[] {
  return [...checkSize(cluster), ...checkSource(cluster), ...checkRuntime(cluster), ...checkCloud(cluster)];
}

function checkSize(cluster: Cluster): Fault[] {
  const faults: Fault[] = [];
  const { num_workers: workers, autoscale, is_single_node: single } = cluster;
  if (workers !== undefined && autoscale !== undefined) {
    faults.push({
      path: ["autoscale"],
      message: "`num_workers` and `autoscale` exclude each other: keep one",
    });
  }
  if (workers === undefined && autoscale === undefined && single !== true) {
    faults.push({
      path: [],
      message: "the cluster has no size: add `num_workers`, `autoscale` or `is_single_node: true`",
    });
  }
  if (single === true && ((workers ?? 0) > 0 || autoscale !== undefined)) {
    faults.push({
      path: ["is_single_node"],
      message: "one machine has no workers: remove this, or `num_workers` and `autoscale`",
    });
  }
  // Before `is_single_node`, a setting of Spark's made one machine of a cluster; pasted jobs still have it.
  const older = cluster.spark_conf?.["spark.databricks.cluster.profile"] === "singleNode";
  if (workers === 0 && single !== true && !older) {
    faults.push({
      path: ["num_workers"],
      message:
        "a cluster without workers does nothing: add `is_single_node: true` and `kind: CLASSIC_PREVIEW`, or workers",
    });
  }
  for (const key of ["is_single_node", "use_ml_runtime"] as const) {
    if (cluster[key] === true && cluster.kind === undefined) {
      faults.push({ path: [key], message: "works only with a kind: add `kind: CLASSIC_PREVIEW`" });
    }
  }
  return faults;
}

function checkSource(cluster: Cluster): Fault[] {
  const { node_type_id: node, instance_pool_id: pool } = cluster;
  const faults: Fault[] = [];
  if (node === undefined && pool === undefined) {
    faults.push({
      path: [],
      message: "the cluster has no machines: add `node_type_id` or `instance_pool_id`",
    });
  }
  for (const key of ["node_type_id", "driver_node_type_id"] as const) {
    if (cluster[key] !== undefined && pool !== undefined) {
      faults.push({
        path: [key],
        message: `the instance pool decides the instance type: remove \`${key}\``,
      });
    }
  }
  for (const key of [
    "aws_attributes",
    "azure_attributes",
    "gcp_attributes",
    "enable_elastic_disk",
  ] as const) {
    if (cluster[key] !== undefined && pool !== undefined) {
      faults.push({
        path: [key],
        message: `the instance pool decides about spot, zone and disks: remove \`${key}\``,
      });
    }
  }
  if (cluster.driver_instance_pool_id !== undefined && pool === undefined) {
    faults.push({
      path: ["driver_instance_pool_id"],
      message: "the driver's machine comes from a pool only if the workers' do: add `instance_pool_id`",
    });
  }
  return faults;
}

function checkRuntime(cluster: Cluster): Fault[] {
  const { spark_version: runtime, node_type_id: node, runtime_engine: engine } = cluster;
  const learning = isMachineLearning(runtime) || cluster.use_ml_runtime === true;
  const gpu = node !== undefined && hasGpu(node);
  const faults: Fault[] = [];
  if (gpu && !isGpuRuntime(runtime) && cluster.use_ml_runtime !== true) {
    faults.push({
      path: ["spark_version"],
      message: "a machine with GPUs needs a GPU runtime, e.g. `17.3.x-gpu-ml-scala2.13`",
    });
  }
  if (node !== undefined && !gpu && isGpuRuntime(runtime)) {
    faults.push({
      path: ["node_type_id"],
      message: "a GPU runtime needs machines with GPUs: choose another type, or a runtime without `gpu`",
    });
  }
  if (engine === "PHOTON" && (gpu || isGpuRuntime(runtime))) {
    faults.push({ path: ["runtime_engine"], message: "Photon does not run on GPUs: remove it" });
  } else if (engine === "PHOTON" && isTooOldForPhoton(runtime)) {
    faults.push({
      path: ["runtime_engine"],
      message: "Databricks Runtime ML runs Photon from 15.2 on: choose a newer runtime, or remove it",
    });
  }
  if (isStandard(cluster.data_security_mode)) {
    if (learning || gpu || isGpuRuntime(runtime)) {
      faults.push({
        path: ["data_security_mode"],
        message: "ML runtimes and GPUs need a dedicated cluster: remove it, or choose a runtime without `ml`",
      });
    }
    for (const [index, { workspace }] of (cluster.init_scripts ?? []).entries()) {
      if (workspace === undefined) continue;
      faults.push({
        path: ["init_scripts", index, "workspace"],
        message: "a shared cluster runs no workspace files: move the script to a volume, under `volumes`",
      });
    }
  }
  return faults;
}

function checkCloud(cluster: Cluster): Fault[] {
  const clouds = (["aws_attributes", "azure_attributes", "gcp_attributes"] as const).filter(
    (key) => cluster[key] !== undefined,
  );
  return clouds.slice(1).map((key) => ({
    path: [key],
    message: `a workspace is in one cloud: keep this or \`${clouds[0]}\``,
  }));
}
