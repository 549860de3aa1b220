import assert from "node:assert/strict";
import { inWorkspace, type Client } from "./client";

const warehouse = "databricks:index/sqlEndpoint:SqlEndpoint";
const permissions = "databricks:index/permissions:Permissions";
const small = { name: "a", clusterSize: "2X-Small" };

describe("SQL warehouses in the local cloud", () => {
  const cloud = inWorkspace();

  // prettier-ignore
  const refused: [what: string, inputs: Parameters<Client["check"]>[1], reason: RegExp][] = [
    ["a size outside its set", { ...small, clusterSize: "Tiny" }, /is "Tiny"/],
    ["41 clusters", { ...small, maxNumClusters: 41 }, /maxNumClusters: is 41/],
    ["more clusters at least than at most", { ...small, minNumClusters: 3, maxNumClusters: 2 }, /more than maxNumClusters, 2/],
    ["five minutes", { ...small, autoStopMins: 5 }, /at least 10/],
    ["a classic one that is serverless", { ...small, warehouseType: "CLASSIC", enableServerlessCompute: true }, /must be PRO/],
    ["an unknown channel", { ...small, channel: { name: "NEXT" } }, /is "NEXT"/],
  ];
  for (const [what, inputs, reason] of refused) {
    it(`refuses ${what}`, () => cloud.workspace.refuses(warehouse, inputs, reason));
  }

  it("takes each name once in a workspace, and permissions on what is there", async () => {
    const { id } = await cloud.workspace.create(warehouse, "a", small);
    await assert.rejects(cloud.workspace.create(warehouse, "b", small), /already exists/);
    const allowed = (sqlEndpointId: string) =>
      cloud.workspace.create(permissions, sqlEndpointId, {
        sqlEndpointId,
        accessControls: [{ groupName: "deans", permissionLevel: "CAN_USE" }],
      });
    await allowed(id);
    await assert.rejects(allowed("0123456789abcdef"), /does not exist/);
  });
});
