import { z } from "zod";
import { documentation } from "./documentation";
import { integer, sentence } from "./names";
import { object } from "./object";
import { tagMap } from "./tags";

const sparkMap = z.record(z.string().min(1), z.string()).optional();
const BY_REFERENCE = "by name, as text. Secrets by reference: `{{secrets/SCOPE/KEY}}`.";

const library = object({
  pypi: object({
    package: sentence(255).describe("Package and version, e.g. `lightgbm==4.6.0`."),
    repo: sentence(2048).optional().describe("Index that it comes from. Default: as the workspace has it."),
  })
    .optional()
    .describe("A Python package of an index."),
  maven: object({
    coordinates: sentence(1024).describe("`group:artifact:version`."),
    repo: sentence(2048)
      .optional()
      .describe("Repository that it comes from. Default: Maven Central and Spark Packages."),
    exclusions: z
      .array(sentence(1024))
      .optional()
      .describe("Dependencies to leave out, as `group:artifact`."),
  })
    .optional()
    .describe("A Java or Scala library."),
  whl: sentence(1024).optional().describe("Path of a Python wheel, on a volume or in the workspace."),
  jar: sentence(1024).optional().describe("Path of a JAR on a volume."),
  requirements: sentence(1024)
    .optional()
    .describe("Path of a `requirements.txt`, on a volume or in the workspace."),
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
  min_workers: integer(0, 10_000, "workers").describe("Workers that the cluster keeps, and starts with."),
  max_workers: integer(1, 10_000, "workers")
    .describe("Workers that it may grow to.")
    .register(documentation, { stack: ["maxWorkers"] }),
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
    availability: z
      .enum(["SPOT", "ON_DEMAND", "SPOT_WITH_FALLBACK"])
      .optional()
      .describe("Spot machines, which AWS may take away, with or without others in their place, or none."),
    first_on_demand: integer(0, 10_000, "nodes")
      .optional()
      .describe("How many machines are never spot, the driver first."),
    zone_id: sentence(64).optional().describe("Availability zone, e.g. `eu-central-1a`, or `auto`."),
    spot_bid_price_percent: integer(1, 10_000, "percent")
      .optional()
      .describe("Highest price for a spot machine, in percent of the normal one."),
    ebs_volume_type: z
      .enum(["GENERAL_PURPOSE_SSD", "THROUGHPUT_OPTIMIZED_HDD"])
      .optional()
      .describe("Kind of the disks that are added to each machine."),
    ebs_volume_count: integer(0, 10, "volumes")
      .optional()
      .describe("How many disks are added to each machine, up to 10."),
    ebs_volume_size: integer(1, 16_384, "GiB").optional().describe("Size of each of these disks in GiB."),
  },
  {
    instance_profile_arn:
      "instance profiles are refused, for they bypass Unity Catalog: remove it and read the data through `data.reads`",
  },
);

const azureAttributes = object({
  availability: z
    .enum(["SPOT_AZURE", "ON_DEMAND_AZURE", "SPOT_WITH_FALLBACK_AZURE"])
    .optional()
    .describe("Spot machines, which Azure may take away, with or without others in their place, or none."),
  first_on_demand: integer(0, 10_000, "nodes")
    .optional()
    .describe("How many machines are never spot, the driver first."),
  spot_bid_max_price: z
    .number()
    .min(-1, { error: "is too small: -1 (no limit) or a price" })
    .optional()
    .describe("Highest price for a spot machine in US dollars an hour; -1 for no limit."),
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
      .describe("Workers beside the driver.")
      .register(documentation, { stack: ["maxWorkers"] }),
    autoscale: autoscale
      .optional()
      .describe("Workers by load, between two bounds, instead of `num_workers`."),
    is_single_node: z.boolean().optional().describe("One machine that is driver and worker."),
    kind: z
      .enum(["CLASSIC_PREVIEW"])
      .optional()
      .describe("Lets Databricks fill in the details of `is_single_node` and `use_ml_runtime`."),
    use_ml_runtime: z.boolean().optional().describe("The ML variant of the runtime in `spark_version`."),
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
    runtime_engine: z
      .enum(["STANDARD", "PHOTON"])
      .optional()
      .describe("PHOTON runs SQL and data frames faster, at a higher price."),
    instance_pool_id: sentence(100)
      .optional()
      .describe("Pool that the machines come from, instead of `node_type_id`."),
    driver_instance_pool_id: sentence(100)
      .optional()
      .describe("Pool that the driver comes from. Default: as the workers."),
    spark_conf: sparkMap.describe(`Spark's settings ${BY_REFERENCE}`),
    spark_env_vars: sparkMap.describe(`Environment variables ${BY_REFERENCE}`),
    custom_tags: tagMap(30)
      .optional()
      .describe("Tags on the machines. Databricks takes 45; the project's and Marvin's own are among them."),
    aws_attributes: awsAttributes.optional().describe("Spot, zone and disks on AWS."),
    azure_attributes: azureAttributes.optional().describe("Spot machines on Azure."),
    enable_elastic_disk: z.boolean().optional().describe("Adds disks to a machine that runs out of space."),
    enable_local_disk_encryption: z.boolean().optional().describe("Encrypts the machines' own disks."),
    cluster_log_conf: object({
      volumes: object({
        destination: sentence(1024).describe("Folder `/Volumes/CATALOG/SCHEMA/VOLUME/...` for the logs."),
      }).describe("A volume for the logs."),
    })
      .optional()
      .describe("Where the logs of driver and workers are kept."),
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
