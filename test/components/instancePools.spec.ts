import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { InstancePools } from "../../components/instancePools";
import { PoolPermissions } from "../../components/poolPermissions";
import { declare, PRINCIPAL, settingsWith, valueOf } from "./declare";

const AZURE = "https://adb-1.1.azuredatabricks.net";

function settingsOf(pools: object, changes: Record<string, string> = {}) {
  return settingsWith({ instancePools: JSON.stringify(pools), ...changes });
}

const declareWith = (pools: object, changes: Record<string, string> = {}) =>
  declare(() => new InstancePools("platform:pools", { settings: settingsOf(pools, changes) }));

describe("InstancePools", () => {
  const inputsOf = async (pool: object, changes?: Record<string, string>) => {
    const { program } = await declareWith({ shared: pool }, changes);
    return program.inputs("databricks:InstancePool", "platform:pools/shared");
  };

  it("declares a pool of ordinary machines that keeps none ready", async () =>
    assert.deepEqual(await inputsOf({ nodeTypeId: "m6id.xlarge" }), {
      instancePoolName: "[dev] shared",
      nodeTypeId: "m6id.xlarge",
      minIdleInstances: 0,
      maxCapacity: 20,
      idleInstanceAutoterminationMinutes: 10,
      enableElasticDisk: true,
      awsAttributes: { availability: "ON_DEMAND" },
    }));

  it("declares all that a pool can have", async () => {
    const pool = {
      nodeTypeId: "m6id.xlarge",
      minIdleInstances: 2,
      maxCapacity: 8,
      idleInstanceAutoterminationMinutes: 30,
      enableElasticDisk: false,
      preloadedSparkVersions: ["17.3.x-scala2.13"],
      awsAttributes: { availability: "SPOT", spotBidPricePercent: 80, zoneId: "eu-central-1a" },
      customTags: { cost_center: "4711" },
    };
    assert.deepEqual(
      await inputsOf({
        ...pool,
        diskSpec: { ebsVolumeType: "THROUGHPUT_OPTIMIZED_HDD", diskCount: 2, diskSize: 500 },
        projects: ["churn"],
        users: ["data-science"],
      }),
      {
        ...pool,
        instancePoolName: "[dev] shared",
        diskSpec: { diskType: { ebsVolumeType: "THROUGHPUT_OPTIMIZED_HDD" }, diskCount: 2, diskSize: 500 },
      },
    );
  });

  it("says nothing of AWS in other clouds", async () => {
    const inputs = await inputsOf({ nodeTypeId: "Standard_D4ds_v5" }, { databricksHost: AZURE });
    assert.equal("awsAttributes" in inputs, false);
  });

  it("tells ids, also of what exists already and is not declared", async () => {
    const id = "0727-104344-hauls13-pool-uftxk0r6";
    const { program, result } = await declareWith({ there: { id }, made: { nodeTypeId: "m6id.xlarge" } });
    assert.deepEqual(
      program.ofType("databricks:InstancePool").map(({ name }) => name),
      ["platform:pools/made"],
    );
    assert.equal(await valueOf(pulumi.output(result.ids["there"] ?? "")), id);
    assert.notEqual(result.ids["made"], undefined);
  });
});

describe("PoolPermissions", () => {
  const declarePermissions = (pools: object, principals: Record<string, string[]>) =>
    declare(
      () =>
        new PoolPermissions("platform:pool-permissions", {
          settings: settingsOf(pools),
          pools: { shared: "pool-1", there: "pool-2", alone: "pool-3" },
          principals,
        }),
    );

  it("let the principals of the projects that use a pool attach to it, and the groups that the stack names", async () => {
    const { program } = await declarePermissions(
      {
        shared: { nodeTypeId: "m6id.xlarge", users: ["data-science"] },
        there: { id: "0727-104344-hauls13-pool-uftxk0r6" },
        alone: { nodeTypeId: "m6id.xlarge" },
      },
      { shared: [PRINCIPAL], there: [PRINCIPAL] },
    );
    // None for a pool of others, which they decide about, nor for one that nobody uses.
    assert.deepEqual(
      program.ofType("databricks:Permissions").map(({ name }) => name),
      ["platform:pool-permissions/shared"],
    );
    assert.deepEqual(program.inputs("databricks:Permissions", "platform:pool-permissions/shared"), {
      instancePoolId: "pool-1",
      accessControls: [
        { servicePrincipalName: PRINCIPAL, permissionLevel: "CAN_ATTACH_TO" },
        { groupName: "data-science", permissionLevel: "CAN_ATTACH_TO" },
      ],
    });
  });
});
