import assert from "node:assert/strict";
import { poolsOf } from "../../config/pools";
import { poolFaults } from "../../config/poolFaults";
import { checkManifests } from "../../manifest/check";
import { settingsWith } from "../components/declare";

const POOLS = {
  shared: { nodeTypeId: "m6id.xlarge", maxCapacity: 4, customTags: { cost_center: "4711" } },
  graphics: { nodeTypeId: "g5.xlarge" },
  theirs: { id: "0727-104344-hauls13-pool-uftxk0r6", projects: ["library-*"] },
};

function projectWith(cluster: string, more = "") {
  const manifest = `name: churn
description: Predicts churn.
owner: student-success
contact: churn@example.edu
releases: { dev: main }
${more}workflows:
  train:
    job_clusters:
      - { job_cluster_key: main, ${cluster} }
    tasks: [{ task_key: a, job_cluster_key: main, notebook_task: { notebook_path: notebooks/a } }]
`;
  const { projects, faults } = checkManifests([
    { file: "projects/churn.yaml", bytes: Buffer.from(manifest) },
  ]);
  assert.deepEqual(faults, []);
  const [project] = projects;
  assert.ok(project);
  return project;
}

const described = (rest: string) => `new_cluster: { spark_version: 17.3.x-scala2.13, ${rest} }`;
const SIZES = {
  small: {
    instancePoolId: "${marvin.pools.shared}",
    sparkVersion: "17.3.x-scala2.13",
    minWorkers: 1,
    maxWorkers: 2,
  },
};
const settings = (changes: Record<string, string> = {}) =>
  settingsWith({ instancePools: JSON.stringify(POOLS), computeSizes: JSON.stringify(SIZES), ...changes });
const faultsOf = (cluster: string, more?: string, changes?: Record<string, string>) =>
  poolFaults(projectWith(cluster, more), settings(changes)).map((fault) =>
    fault.replace("projects/churn.yaml workflows.train.job_clusters[0].", ""),
  );

describe("instance pools and what uses them", () => {
  it("fit together", () => {
    assert.deepEqual(faultsOf(described('instance_pool_id: "${marvin.pools.shared}", num_workers: 3')), []);
    assert.deepEqual(faultsOf("size: small"), []);
    assert.deepEqual(
      faultsOf(described("instance_pool_id: 0101-120000-brick1-pool-ABCD1234, num_workers: 90")),
      [],
    );
  });

  // prettier-ignore
  const refused: [cluster: string, fault: string, more?: string, changes?: Record<string, string>][] = [
    [described('instance_pool_id: "${marvin.pools.sharde}", num_workers: 1'), "new_cluster.instance_pool_id: there is no pool `sharde` in dev (did you mean shared?): marvin:instancePools has shared, graphics, theirs"],
    [described('instance_pool_id: "${marvin.pools.shared}", num_workers: 4'), "new_cluster.instance_pool_id: the cluster may take 5 machines and the pool shared has 4: ask for fewer workers, or raise `maxCapacity` of marvin:instancePools.shared"],
    [described('instance_pool_id: "${marvin.pools.theirs}", num_workers: 1'), "new_cluster.instance_pool_id: the pool theirs is not for this project in dev: choose other machines, or extend `projects` of marvin:instancePools.theirs"],
    [described('instance_pool_id: "${marvin.pools.shared}", num_workers: 1, custom_tags: { cost_center: "1" }'), "new_cluster.instance_pool_id: the cluster and the pool shared both have the tag cost_center: remove it from one of them, the project's and the workflow's `tags` among them"],
    ["size: small", "size: the cluster and the pool shared both have the tag cost_center: remove it from one of them, the project's and the workflow's `tags` among them", 'tags: { cost_center: "1" }\n'],
  ];
  for (const [cluster, fault, more, changes] of refused) {
    it(`say: ${fault}`, () => assert.deepEqual(faultsOf(cluster, more, changes), [fault]));
  }

  it("judge machines with GPUs by project and runtime", () =>
    assert.deepEqual(
      faultsOf(described('instance_pool_id: "${marvin.pools.graphics}", num_workers: 1'), "", {
        gpuProjects: '["other"]',
      }),
      [
        "new_cluster.instance_pool_id: the machines of the pool graphics have GPUs (g5.xlarge) and need a GPU runtime, e.g. 17.3.x-gpu-ml-scala2.13",
        "new_cluster.instance_pool_id: the pool graphics has GPUs, which dev does not give this project: choose another, or extend marvin:gpuProjects",
      ],
    ));

  it("are found in clusters that are described, and in size classes", () => {
    const used = (cluster: string) => [...poolsOf(projectWith(cluster).environments.dev, settings())];
    assert.deepEqual(used("size: small"), ["shared"]);
    const two =
      'instance_pool_id: "${marvin.pools.shared}", driver_instance_pool_id: "${marvin.pools.theirs}"';
    assert.deepEqual(used(described(`${two}, num_workers: 1`)), ["shared", "theirs"]);
    assert.deepEqual(used(described("node_type_id: m6id.xlarge, num_workers: 1")), []);
    // Without a release there are no jobs, and nobody attaches.
    const { prod } = projectWith("size: small").environments;
    assert.equal(poolsOf(prod, { ...settings(), environment: "prod" }).size, 0);
  });
});

describe("instance pools of a stack", () => {
  const faults = (pools: object, changes: Record<string, string> = {}) => {
    try {
      settings({ instancePools: JSON.stringify(pools), ...changes });
      return "";
    } catch (error) {
      return String(error);
    }
  };

  // prettier-ignore
  const refused: [pools: object, fault: RegExp, changes?: Record<string, string>][] = [
    [{ shared: {} }, /needs nodeTypeId, or the id of a pool that exists/],
    [{ shared: { id: "pool" } }, /must be a pool's id such as/],
    [{ shared: { id: "0727-104344-hauls13-pool-uftxk0r6", maxCapacity: 3 } }, /is for pools that are made here/],
    [{ shared: { nodeTypeId: "m6id.xlarge", minIdleInstances: 30 } }, /is more than maxCapacity \(20\): keep fewer ready/],
    [{ shared: { nodeTypeId: "m6id.xlarge", awsAttributes: { zoneId: "auto" } } }, /auto is for fleet types/],
    [{ shared: { nodeTypeId: "m6id.xlarge", awsAttributes: { spotBidPricePercent: 50 } } }, /is for SPOT, and these are on demand/],
    [{ shared: { nodeTypeId: "m6id.xlarge", diskSpec: { ebsVolumeType: "THROUGHPUT_OPTIMIZED_HDD", diskCount: 1, diskSize: 100 } } }, /from 500 to 4096 GiB/],
    [{ shared: { nodeTypeId: "g5.xlarge", preloadedSparkVersions: ["17.3.x-scala2.13"] } }, /needs a GPU runtime/],
    [{ shared: { nodeTypeId: "m6id.xlarge", customTags: { DatabricksInstancePoolId: "1" } } }, /Databricks sets it: choose another key/],
    [{ Shared: { nodeTypeId: "m6id.xlarge" } }, /must be small letters/],
    [{ other: { nodeTypeId: "m6id.xlarge" } }, /`shared` is not among marvin:instancePools \(other\)/],
    [{ shared: { nodeTypeId: "m6id.xlarge", maxCapacity: 2 } }, /the cluster may take 3 machines and the pool shared has 2/],
    [{ shared: { nodeTypeId: "Standard_D4ds_v5", awsAttributes: { availability: "SPOT" } } }, /is for AWS, and the workspace is on Azure/, { databricksHost: "https://adb-1.1.azuredatabricks.net" }],
  ];
  for (const [pools, fault, changes] of refused) {
    it(`are refused: ${JSON.stringify(pools)}`, () => assert.match(faults(pools, changes), fault));
  }
});
