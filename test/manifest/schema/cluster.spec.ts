import assert from "node:assert/strict";
import { faultsIn, task } from "../manifests";

const NOTEBOOK = "notebook_task: { notebook_path: notebooks/train }";

/** A task on a cluster of its own. */
function cluster(lines: string): string {
  return task(`new_cluster: { spark_version: 17.3.x-scala2.13, ${lines} }\n${NOTEBOOK}`);
}

const refused: readonly [string, string, string[]][] = [
  [
    "a size by two keys",
    cluster("node_type_id: m5.large, num_workers: 1, autoscale: { min_workers: 1, max_workers: 2 }"),
    [
      "9:97 workflows.train.tasks[0].new_cluster.autoscale: `num_workers` and `autoscale` exclude each other: keep one",
    ],
  ],
  [
    "an autoscale upside down",
    cluster("node_type_id: m5.large, autoscale: { min_workers: 3, max_workers: 2 }"),
    [
      "9:94 workflows.train.tasks[0].new_cluster.autoscale.min_workers: is larger than `max_workers`: swap them",
    ],
  ],
  [
    "no machines",
    cluster("num_workers: 1"),
    [
      "9:9 workflows.train.tasks[0].new_cluster: the cluster has no machines: add `node_type_id` or `instance_pool_id`",
    ],
  ],
  [
    "a pool and a node type",
    cluster("node_type_id: m5.large, num_workers: 1, instance_pool_id: 0727-104344-hauls13-pool-uftxk0r6"),
    [
      "9:57 workflows.train.tasks[0].new_cluster.node_type_id: the instance pool decides the instance type: remove `node_type_id`",
    ],
  ],
  [
    "an instance profile",
    cluster("node_type_id: m5.large, num_workers: 1, aws_attributes: { instance_profile_arn: x }"),
    [
      "9:115 workflows.train.tasks[0].new_cluster.aws_attributes.instance_profile_arn: instance profiles are refused, for they bypass Unity Catalog: remove it and read the data through `data.reads`",
    ],
  ],
  [
    "an access mode outside its set",
    cluster("node_type_id: m5.large, num_workers: 1, data_security_mode: NONE"),
    [
      "9:97 workflows.train.tasks[0].new_cluster.data_security_mode: must be one of SINGLE_USER, DATA_SECURITY_MODE_DEDICATED, USER_ISOLATION, DATA_SECURITY_MODE_STANDARD, DATA_SECURITY_MODE_AUTO",
    ],
  ],
  [
    "a container image",
    cluster("node_type_id: m5.large, num_workers: 1, docker_image: {}"),
    [
      "9:97 workflows.train.tasks[0].new_cluster.docker_image: container images are not offered: install libraries by `libraries` or `environments`",
    ],
  ],
  [
    "a number in spark_conf",
    cluster("node_type_id: m5.large, num_workers: 1, spark_conf: { spark.x: 1 }"),
    [
      '9:111 workflows.train.tasks[0].new_cluster.spark_conf["spark.x"]: must be text: write "1" in quotes, for YAML reads a number',
    ],
  ],
  [
    "a spot price below none",
    cluster("node_type_id: m5.large, num_workers: 1, azure_attributes: { spot_bid_max_price: -2 }"),
    [
      "9:117 workflows.train.tasks[0].new_cluster.azure_attributes.spot_bid_max_price: is too small: -1 (no limit) or a price",
    ],
  ],
  [
    "a tag of the platform",
    cluster("node_type_id: m5.large, num_workers: 1, custom_tags: { ClusterName: x }"),
    [
      "9:112 workflows.train.tasks[0].new_cluster.custom_tags.ClusterName: Marvin or Databricks sets this tag: choose another key",
    ],
  ],
  [
    "negative workers",
    cluster("node_type_id: m5.large, num_workers: -1"),
    ["9:81 workflows.train.tasks[0].new_cluster.num_workers: is too small: from 0 to 10000 workers"],
  ],
];

describe("newCluster", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
