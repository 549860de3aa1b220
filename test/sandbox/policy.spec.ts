import assert from "node:assert/strict";
import { databricks } from "../../sandbox/databricks";
import { Sandbox, type Client } from "./client";

const policy = "databricks:index/clusterPolicy:ClusterPolicy";
const cluster = "databricks:index/cluster:Cluster";
const job = "databricks:index/job:Job";

const DEFINITION = {
  cluster_type: { type: "fixed", value: "job" },
  num_workers: { type: "range", maxValue: 8, isOptional: true },
  "autoscale.max_workers": { type: "range", maxValue: 8, isOptional: true },
  node_type_id: { type: "regex", pattern: "m5\\..*|g5\\.xlarge", isOptional: true },
  spark_version: { type: "allowlist", values: ["17.3.x-scala2.13"] },
  "aws_attributes.instance_profile_arn": { type: "forbidden" },
  "custom_tags.project": { type: "fixed", value: "churn" },
  dbus_per_hour: { type: "range", maxValue: 10 },
};
const FITS = {
  sparkVersion: "17.3.x-scala2.13",
  nodeTypeId: "m5.xlarge",
  numWorkers: 8,
  customTags: { project: "churn" },
};

describe("cluster policies in the local cloud", () => {
  let sandbox: Sandbox;
  let workspace: Client;
  let policyId: string;
  beforeEach(async () => {
    sandbox = await Sandbox.start(databricks);
    workspace = await sandbox.connect({ host: "https://dev.cloud.databricks.com" });
    const definition = JSON.stringify(DEFINITION);
    policyId = (await workspace.create(policy, "policy", { name: "jobs", definition })).id;
  });
  afterEach(() => sandbox.stop());

  const make = (changes: object) =>
    workspace.create(cluster, "a", { clusterName: "a", ...FITS, policyId, ...changes });

  it("take what fits them, and what is optional may be left out", async () => {
    await make({});
    const { numWorkers: _workers, nodeTypeId: _machine, ...rest } = FITS;
    const autoscale = { minWorkers: 1, maxWorkers: 2 };
    await workspace.create(cluster, "b", { clusterName: "b", ...rest, policyId, autoscale });
  });

  for (const [what, changes, reason] of [
    ["too many workers", { numWorkers: 9 }, /num_workers, the value must be at most 8 \(is 9\)/],
    ["another machine", { nodeTypeId: "p4d.24xlarge" }, /node_type_id, the value must match the regex/],
    [
      "another runtime",
      { sparkVersion: "16.4.x-scala2.12" },
      /spark_version, the value 16\.4\.x-scala2\.12 is not allowed/,
    ],
    ["an instance profile", { awsAttributes: { instanceProfileArn: "arn:x" } }, /must not be present/],
    [
      "another value of a tag",
      { customTags: { project: "other" } },
      /custom_tags\.project, the value must be churn \(is other\)/,
    ],
    ["a tag left out", { customTags: {} }, /custom_tags\.project, the value must be present, and be churn/],
  ] as const) {
    it(`refuse ${what}`, () => assert.rejects(make(changes), reason));
  }

  it("are followed by the clusters of jobs, wherever they stand", async () => {
    const jobOf = (inputs: object) => ({
      name: "train",
      tasks: [{ taskKey: "a", notebookTask: { notebookPath: "/a" }, ...inputs }],
    });
    const newCluster = { ...FITS, policyId, numWorkers: 20 };
    await assert.rejects(workspace.create(job, "a", jobOf({ newCluster })), /at most 8 \(is 20\)/);
    await assert.rejects(
      workspace.create(job, "b", {
        ...jobOf({ jobClusterKey: "main" }),
        jobClusters: [{ jobClusterKey: "main", newCluster }],
      }),
      /at most 8 \(is 20\)/,
    );
  });
});
