import { z } from "zod";
import { checkMachines } from "../rules/clusterMachines";
import { awsAttributes, azureAttributes, gcpAttributes } from "./cloudAttributes";
import { documentation } from "./documentation";
import { initScripts } from "./initScript";
import { poolId } from "./instancePool";
import { integer, sentence } from "./names";
import { object } from "./object";
import { tagMap } from "./tags";

export const sparkConf = z
  .record(z.string().min(1), z.string())
  .optional()
  .describe("Spark's settings by name, as text. Secrets by reference: `{{secrets/SCOPE/KEY}}`.");

export const sparkEnvVars = z
  .record(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, {
      error: "must be a variable's name: letters, digits and `_`, not beginning with a digit",
    }),
    z.string(),
  )
  .optional()
  .describe("Environment variables by name, as text. Secrets by reference: `{{secrets/SCOPE/KEY}}`.");

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

const SINCE = { since: "0.2.0" } as const;

/** The principal of a project may attach to the pools that its clusters come from. */
const ATTACHED = { drives: ["databricks.Job", "databricks.Permissions"], stack: ["instancePools"] } as const;

const LOGS = "it needs an instance profile, which bypasses Unity Catalog: send logs to `volumes`";

/**
 * `new_cluster` in full, with the Clusters API's field names.
 * https://docs.databricks.com/api/workspace/clusters/create
 */
export const newCluster = object(
  {
    spark_version: sentence(100).describe("Databricks Runtime, e.g. `17.3.x-cpu-ml-scala2.13`."),
    node_type_id: sentence(100)
      .optional()
      .describe("Instance type of the workers, e.g. `m6id.xlarge`. Left out, `instance_pool_id` decides."),
    driver_node_type_id: sentence(100)
      .optional()
      .describe("Instance type of the driver. Default: as the workers."),
    num_workers: integer(0, 10_000, "workers")
      .optional()
      .describe("Workers beside the driver; 0 only with `is_single_node`.")
      .register(documentation, { stack: ["maxWorkers"] }),
    autoscale: autoscale
      .optional()
      .describe("Workers by load, between two bounds, instead of `num_workers`."),
    is_single_node: z
      .boolean()
      .optional()
      .describe("One machine that is driver and worker. Needs `kind: CLASSIC_PREVIEW`."),
    kind: z
      .enum(["CLASSIC_PREVIEW"])
      .optional()
      .describe("Lets Databricks fill in the details of `is_single_node` and `use_ml_runtime`."),
    use_ml_runtime: z
      .boolean()
      .optional()
      .describe("The ML variant of the runtime in `spark_version`. Needs `kind: CLASSIC_PREVIEW`."),
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
      .describe("PHOTON runs SQL and data frames faster, at a higher price; not on GPUs."),
    instance_pool_id: poolId
      .optional()
      .describe(
        "Instance pool that the machines come from, instead of `node_type_id`: `${marvin.pools.NAME}` for one of the platform's, or the id of another.",
      )
      .register(documentation, ATTACHED),
    driver_instance_pool_id: poolId
      .optional()
      .describe("Instance pool that the driver comes from, named in the same way. Default: as the workers.")
      .register(documentation, ATTACHED),
    spark_conf: sparkConf,
    spark_env_vars: sparkEnvVars,
    custom_tags: tagMap(30)
      .optional()
      .describe("Tags on the machines. Databricks takes 45; the project's and Marvin's own are among them."),
    init_scripts: initScripts.register(documentation, SINCE),
    aws_attributes: awsAttributes.optional().describe("Spot, zone and disks on AWS."),
    azure_attributes: azureAttributes.optional().describe("Spot and reservations on Azure."),
    gcp_attributes: gcpAttributes
      .optional()
      .describe("Preemptible machines, zone and disks on Google Cloud.")
      .register(documentation, SINCE),
    enable_elastic_disk: z.boolean().optional().describe("Adds disks to a machine that runs out of space."),
    enable_local_disk_encryption: z.boolean().optional().describe("Encrypts the machines' own disks."),
    apply_policy_default_values: z
      .boolean()
      .optional()
      .describe("Fills in what is left out with the defaults of the project's cluster policy.")
      .register(documentation, SINCE),
    cluster_log_conf: object(
      {
        volumes: object({
          destination: sentence(1024)
            .regex(/^(?:\/Volumes(?:\/[^/]+){3,}|\$\{resources\.volumes\..+)\/?$/, {
              error: "must be a path such as `/Volumes/CATALOG/SCHEMA/VOLUME/logs`",
            })
            .describe("Folder `/Volumes/CATALOG/SCHEMA/VOLUME/...` for the logs."),
        }).describe("A volume for the logs."),
      },
      { s3: LOGS, dbfs: "anybody may read DBFS: send logs to `volumes`" },
    )
      .optional()
      .describe("Where the logs of driver and workers are kept. Default: for 30 days in the UI."),
  },
  {
    policy_id: "Marvin sets the project's cluster policy: remove it",
    single_user_name: "the cluster belongs to the project's service principal: remove it",
    cluster_name: "job clusters are named by Databricks: remove it",
    cluster_id: "Databricks gives the id: remove it",
    docker_image: "container images are not offered: install libraries by `libraries` or `environments`",
    ssh_public_keys: "SSH access to job clusters is not offered: remove it",
    autotermination_minutes: "job clusters end with their job: remove it",
    libraries: "libraries belong to tasks: move them to `libraries` of the tasks that use the cluster",
    workload_type: "job clusters run jobs and nothing else: remove it",
    cluster_mount_infos: "mounts bypass Unity Catalog: read files through volumes",
    dependency_mode: "Databricks chooses it by the libraries and environments of the tasks: remove it",
    idempotency_token: "job clusters are made for each run: remove it",
    provider_config: "Marvin knows the workspace: remove it",
    driver_node_type_flexibility: "is not offered: use spot with fall-back, or an instance pool",
    worker_node_type_flexibility: "is not offered: use spot with fall-back, or an instance pool",
    remote_disk_throughput: "is not offered: choose an instance type with disks of its own",
    total_initial_remote_disk_size: "is not offered: choose an instance type with disks of its own",
    is_pinned: "job clusters end with their job: remove it",
  },
).superRefine((value, context) => {
  for (const { path, message } of checkMachines(value)) context.addIssue({ code: "custom", path, message });
});

/** Also the name of an environment, so that both follow one rule. Jobs API: 1 to 100 characters. */
export const clusterKey = z
  .string()
  .max(100, { error: "is too long: at most 100 characters" })
  .regex(/^[A-Za-z0-9_-]+$/, { error: "must be letters, digits, `_` and `-`" });
