import assert from "node:assert/strict";
import { inWorkspace, type Client } from "./client";

const POOL = "databricks:index/instancePool:InstancePool";
const PERMISSIONS = "databricks:index/permissions:Permissions";
const CLUSTER = "databricks:index/cluster:Cluster";
const pool = {
  instancePoolName: "[dev] shared",
  nodeTypeId: "m6id.xlarge",
  idleInstanceAutoterminationMinutes: 10,
};
const disk = { diskType: { ebsVolumeType: "THROUGHPUT_OPTIMIZED_HDD" }, diskCount: 1, diskSize: 100 };

describe("instance pools in the local cloud", () => {
  const cloud = inWorkspace();

  // prettier-ignore
  const refused: [what: string, inputs: Parameters<Client["check"]>[1], reason: RegExp][] = [
    ["one without a name", { nodeTypeId: "m6id.xlarge" }, /instancePoolName/],
    ["one without machines", { instancePoolName: "[dev] shared" }, /has none of nodeTypeId/],
    ["one of two clouds", { ...pool, awsAttributes: { availability: "SPOT" }, gcpAttributes: { gcpAvailability: "ON_DEMAND_GCP" } }, /awsAttributes and gcpAttributes/],
    ["spot as clusters write it", { ...pool, awsAttributes: { availability: "SPOT_WITH_FALLBACK" } }, /ON_DEMAND, SPOT/],
    ["more ready than there may be", { ...pool, minIdleInstances: 5, maxCapacity: 4 }, /is 5, more than maxCapacity, 4/],
    ["two runtimes", { ...pool, preloadedSparkVersions: ["17.3.x-scala2.13", "16.4.x-scala2.12"] }, /preloadedSparkVersions/],
    ["a small slow disk", { ...pool, diskSpec: disk }, /has 100 GiB; a disk has 500 to 4096/],
    ["machines that wait for weeks", { ...pool, idleInstanceAutoterminationMinutes: 20_000 }, /idleInstanceAutotermination/],
  ];
  for (const [what, inputs, reason] of refused) {
    it(`refuses ${what}`, () => cloud.workspace.refuses(POOL, inputs, reason));
  }

  it("has a name once in a workspace", async () => {
    await cloud.workspace.create(POOL, "shared", pool);
    await assert.rejects(
      cloud.workspace.create(POOL, "again", pool),
      /name \[dev\] shared is already in use/,
    );
  });

  it("replaces one whose machines change, and updates sizes and tags", async () => {
    const { id } = await cloud.workspace.create(POOL, "shared", pool);
    const larger = { ...pool, maxCapacity: 30, minIdleInstances: 1, customTags: { cost: "1" } };
    assert.deepEqual((await cloud.workspace.diff(POOL, "shared", id, pool, larger)).replaces, []);
    const others = { ...pool, nodeTypeId: "r6id.xlarge", preloadedSparkVersions: ["17.3.x-scala2.13"] };
    const { replaces } = await cloud.workspace.diff(POOL, "shared", id, pool, others);
    assert.deepEqual([...replaces].sort(), ["nodeTypeId", "preloadedSparkVersions"]);
  });

  it("gives permissions on those that are there, and clusters from them", async () => {
    const { id } = await cloud.workspace.create(POOL, "shared", pool);
    const accessControls = [{ groupName: "users", permissionLevel: "CAN_ATTACH_TO" }];
    await cloud.workspace.create(PERMISSIONS, "permissions", { instancePoolId: id, accessControls });
    await cloud.workspace.create(CLUSTER, "a", {
      clusterName: "a",
      sparkVersion: "17.3.x-scala2.13",
      instancePoolId: id,
      numWorkers: 1,
    });
    await assert.rejects(
      cloud.workspace.create(PERMISSIONS, "of another", {
        instancePoolId: "0101-000000-none-pool-1",
        accessControls,
      }),
      /does not exist/,
    );
  });
});
