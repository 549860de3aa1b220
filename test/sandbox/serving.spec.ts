import assert from "node:assert/strict";
import { inWorkspace, type Client } from "./client";

const endpoint = "databricks:index/modelServing:ModelServing";
const entity = { name: "a", entityName: "main.churn.churn", entityVersion: "1", scaleToZeroEnabled: true };
const config = { servedEntities: [entity] };
const routes = (...parts: [string, number][]) => ({
  routes: parts.map(([servedEntityName, trafficPercentage]) => ({ servedEntityName, trafficPercentage })),
});

describe("model serving in the local cloud", () => {
  const cloud = inWorkspace();

  // prettier-ignore
  const refused: [what: string, inputs: Parameters<Client["check"]>[1], reason: RegExp][] = [
    ["a name with a space", { name: "my endpoint", config }, /^name: is "my endpoint"/],
    ["a name of 64 characters", { name: "x".repeat(64), config }, /^name: has 64 characters/],
    ["a name that Databricks keeps", { name: "databricks-x", config }, /^name: begins with databricks-/],
    ["a size outside its set", { name: "x", config: { servedEntities: [{ ...entity, workloadSize: "small" }] } }, /workloadSize: is "small"/],
    ["a machine outside its set", { name: "x", config: { servedEntities: [{ ...entity, workloadType: "GPU" }] } }, /workloadType: is "GPU"/],
    ["a size and a concurrency", { name: "x", config: { servedEntities: [{ ...entity, workloadSize: "Small", minProvisionedConcurrency: 4, maxProvisionedConcurrency: 8 }] } }, /has workloadSize and minProvisionedConcurrency and/],
    ["an entity without a version", { name: "x", config: { servedEntities: [{ name: "a", entityName: "main.churn.churn" }] } }, /has no entityVersion/],
    ["a name twice", { name: "x", config: { servedEntities: [entity, entity] } }, /servedEntities\[1\]\.name: repeats "a"/],
    ["a route to nothing", { name: "x", config: { ...config, trafficConfig: routes(["b", 100]) } }, /leads to "b"; served are: a/],
    ["routes to half of all requests", { name: "x", config: { ...config, trafficConfig: routes(["a", 50]) } }, /routes: adds up to 50/],
    ["the legacy capture", { name: "x", config: { ...config, autoCaptureConfig: { enabled: true } } }, /autoCaptureConfig: is no longer supported/],
    ["the older limits", { name: "x", config, rateLimits: [{ calls: 1, renewalPeriod: "minute" }] }, /^rateLimits: is deprecated/],
    ["a limit an hour", { name: "x", config, aiGateway: { rateLimits: [{ calls: 1, renewalPeriod: "hour" }] } }, /renewalPeriod: is "hour"/],
    ["six limits for groups", { name: "x", config, aiGateway: { rateLimits: Array.from({ length: 6 }, (_, i) => ({ key: "user_group", principal: `${i}`, calls: 1, renewalPeriod: "minute" })) } }, /has 6 limits for groups/],
    ["an inference table without a place", { name: "x", config, aiGateway: { inferenceTableConfig: { enabled: true } } }, /is enabled without catalogName and schemaName/],
  ];
  for (const [what, inputs, reason] of refused) {
    it(`refuses ${what}`, () => cloud.workspace.refuses(endpoint, inputs, reason));
  }

  it("serves only models that are there, and keeps names apart", async () => {
    await assert.rejects(
      cloud.workspace.create(endpoint, "a", { name: "x", config }),
      /main\.churn\.churn.*does not exist/,
    );
    const system = { servedEntities: [{ ...entity, entityName: "system.ai.llama" }] };
    await cloud.workspace.create(endpoint, "a", { name: "x", config: system });
    await assert.rejects(
      cloud.workspace.create(endpoint, "b", { name: "x", config: system }),
      /already exists/,
    );
  });

  it("replaces for a new name and for route optimisation, and for nothing else", async () => {
    const olds = { name: "x", config, routeOptimized: false };
    const replaces = async (news: object) =>
      (await cloud.workspace.diff(endpoint, "a", "x", olds, { ...olds, ...news })).replaces;
    assert.deepEqual(await replaces({ name: "y" }), ["name"]);
    assert.deepEqual(await replaces({ routeOptimized: true }), ["routeOptimized"]);
    assert.deepEqual(await replaces({ config: { servedEntities: [{ ...entity, entityVersion: "2" }] } }), []);
  });

  it("knows the levels of an endpoint's permissions", async () => {
    const permissions = "databricks:index/permissions:Permissions";
    const accessControls = [{ groupName: "g", permissionLevel: "CAN_USE" }];
    const failures = await cloud.workspace.check(permissions, { servingEndpointId: "x", accessControls });
    assert.match(failures.join(), /"CAN_USE" is no level of a serving-endpoint/);
  });
});
