import { z } from "zod";
import { documentation } from "./documentation";
import { integer, sentence } from "./names";
import { object } from "./object";
import { tagMap } from "./tags";

const sparkMap = z.record(z.string().min(1), z.string()).optional();

const library = object({
  pypi: object({ package: sentence(255), repo: sentence(2048).optional() }).optional(),
  maven: object({
    coordinates: sentence(1024),
    repo: sentence(2048).optional(),
    exclusions: z.array(sentence(1024)).optional(),
  }).optional(),
  whl: sentence(1024).optional(),
  jar: sentence(1024).optional(),
  requirements: sentence(1024).optional(),
}).superRefine((value, context) => {
  if (Object.values(value).filter((kind) => kind !== undefined).length !== 1) {
    context.addIssue({
      code: "custom",
      message:
        "a library is exactly one of pypi, maven, whl, jar, requirements: write one item for each library",
    });
  }
});

export const libraries = z.array(library).optional().describe("Libraries installed on the task's cluster.");

const autoscale = object({
  min_workers: integer(0, 10_000, "workers"),
  max_workers: integer(1, 10_000, "workers").register(documentation, { stack: ["maxWorkers"] }),
}).superRefine((value, context) => {
  if (value.min_workers > value.max_workers) {
    context.addIssue({
      code: "custom",
      path: ["min_workers"],
      message: "is larger than `max_workers`: swap them",
    });
  }
});

const awsAttributes = object(
  {
    availability: z.enum(["SPOT", "ON_DEMAND", "SPOT_WITH_FALLBACK"]).optional(),
    first_on_demand: integer(0, 10_000, "nodes").optional(),
    zone_id: sentence(64).optional(),
    spot_bid_price_percent: integer(1, 10_000, "percent").optional(),
    ebs_volume_type: z.enum(["GENERAL_PURPOSE_SSD", "THROUGHPUT_OPTIMIZED_HDD"]).optional(),
    ebs_volume_count: integer(0, 10, "volumes").optional(),
    ebs_volume_size: integer(1, 16_384, "GiB").optional(),
  },
  {
    instance_profile_arn:
      "instance profiles are refused, for they bypass Unity Catalog: remove it and read the data through `data.reads`",
  },
);

const azureAttributes = object({
  availability: z.enum(["SPOT_AZURE", "ON_DEMAND_AZURE", "SPOT_WITH_FALLBACK_AZURE"]).optional(),
  first_on_demand: integer(0, 10_000, "nodes").optional(),
  spot_bid_max_price: z.number().min(-1, { error: "is too small: -1 (no limit) or a price" }).optional(),
});

/**
 * `new_cluster` in full, with the Clusters API's field names.
 * https://docs.databricks.com/api/workspace/clusters/create
 */
export const newCluster = object(
  {
    spark_version: sentence(100).describe("Databricks Runtime, e.g. `17.3.x-cpu-ml-scala2.13`."),
    node_type_id: sentence(100).optional().describe("Instance type of the workers."),
    driver_node_type_id: sentence(100)
      .optional()
      .describe("Instance type of the driver. Default: as the workers."),
    num_workers: integer(0, 10_000, "workers")
      .optional()
      .register(documentation, { stack: ["maxWorkers"] }),
    autoscale: autoscale.optional(),
    is_single_node: z.boolean().optional(),
    kind: z.enum(["CLASSIC_PREVIEW"]).optional(),
    use_ml_runtime: z.boolean().optional(),
    data_security_mode: z
      .enum([
        "SINGLE_USER",
        "DATA_SECURITY_MODE_DEDICATED",
        "USER_ISOLATION",
        "DATA_SECURITY_MODE_STANDARD",
        "DATA_SECURITY_MODE_AUTO",
      ])
      .default("SINGLE_USER")
      .describe(
        "Access mode. Default: dedicated to the project's service principal, which ML runtimes need.",
      ),
    runtime_engine: z.enum(["STANDARD", "PHOTON"]).optional(),
    instance_pool_id: sentence(100).optional(),
    driver_instance_pool_id: sentence(100).optional(),
    spark_conf: sparkMap,
    spark_env_vars: sparkMap,
    custom_tags: tagMap(30)
      .optional()
      .describe("Tags on the machines. Databricks takes 45; the project's and Marvin's own are among them."),
    aws_attributes: awsAttributes.optional(),
    azure_attributes: azureAttributes.optional(),
    enable_elastic_disk: z.boolean().optional(),
    enable_local_disk_encryption: z.boolean().optional(),
    cluster_log_conf: object({ volumes: object({ destination: sentence(1024) }) }).optional(),
  },
  {
    policy_id: "Marvin sets the project's cluster policy: remove it",
    single_user_name: "the cluster belongs to the project's service principal: remove it",
    cluster_name: "job clusters are named by Databricks: remove it",
    docker_image: "container images are not offered: install libraries by `libraries` or `environments`",
    ssh_public_keys: "SSH access to job clusters is not offered: remove it",
    init_scripts: "init scripts are not offered yet: install libraries by `libraries` or `environments`",
  },
).superRefine((value, context) => {
  const sized = [value.num_workers, value.autoscale].filter((size) => size !== undefined).length;
  if (sized > 1) {
    context.addIssue({
      code: "custom",
      path: ["autoscale"],
      message: "`num_workers` and `autoscale` exclude each other: keep one",
    });
  }
  if (sized === 0 && value.is_single_node !== true) {
    context.addIssue({
      code: "custom",
      message: "the cluster has no size: add `num_workers`, `autoscale` or `is_single_node: true`",
    });
  }
  if (value.node_type_id === undefined && value.instance_pool_id === undefined) {
    context.addIssue({
      code: "custom",
      message: "the cluster has no machines: add `node_type_id` or `instance_pool_id`",
    });
  }
  if (value.node_type_id !== undefined && value.instance_pool_id !== undefined) {
    context.addIssue({
      code: "custom",
      path: ["node_type_id"],
      message: "the instance pool decides the instance type: remove `node_type_id`",
    });
  }
});

/** Also the name of an environment, so that both follow one rule. Jobs API: 1 to 100 characters. */
export const clusterKey = z
  .string()
  .max(100, { error: "is too long: at most 100 characters" })
  .regex(/^[A-Za-z0-9_-]+$/, { error: "must be letters, digits, `_` and `-`" });
