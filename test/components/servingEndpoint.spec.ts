import assert from "node:assert/strict";
import { ServingEndpoint } from "../../components/servingEndpoint";
import { serving, type Endpoint } from "../../manifest/schema/serving";
import { declare, granteesWith, PRINCIPAL, settingsWith, valueOf } from "./declare";

const endpointWith = (endpoint: object): Endpoint => serving.parse({ risk: endpoint })["risk"]!;

const ONE = {
  config: { served_entities: [{ name: "current", entity_name: "churn", entity_version: "3" }] },
};

const declareEndpoint = (endpoint: object, peopleMayWrite = false) =>
  declare(
    () =>
      new ServingEndpoint("churn/serving/risk", {
        project: "churn",
        key: "risk",
        endpoint: endpointWith(endpoint),
        contact: "churn@example.edu",
        models: { churn: "ml_dev.churn.churn" },
        schema: "churn",
        tags: { commit: "abc", project: "churn" },
        grantees: granteesWith({ members: [{ group: "deans", role: "owners" }], peopleMayWrite }),
        settings: settingsWith(),
      }),
  );

const inputsOf = async (endpoint: object) =>
  (await declareEndpoint(endpoint)).program.inputs("databricks:ModelServing", "churn/serving/risk");

describe("ServingEndpoint", () => {
  it("is small, rests when nobody asks, and sends every request to the one version", async () => {
    const { program, result } = await declareEndpoint(ONE);
    assert.deepEqual(program.inputs("databricks:ModelServing", "churn/serving/risk"), {
      name: "churn_risk_dev",
      config: {
        servedEntities: [
          {
            name: "current",
            entityName: "ml_dev.churn.churn",
            entityVersion: "3",
            scaleToZeroEnabled: true,
            workloadType: "CPU",
            workloadSize: "Small",
          },
        ],
        trafficConfig: { routes: [{ servedEntityName: "current", trafficPercentage: 100 }] },
      },
      aiGateway: { usageTrackingConfig: { enabled: true } },
      routeOptimized: false,
      tags: [
        { key: "commit", value: "abc" },
        { key: "project", value: "churn" },
      ],
      emailNotifications: { onUpdateFailures: ["churn@example.edu"] },
    });
    assert.equal(
      await valueOf(result.url),
      "https://dev.cloud.databricks.com/serving-endpoints/churn_risk_dev/invocations",
    );
  });

  it("splits requests as the routes say", async () => {
    const { config } = await inputsOf({
      config: {
        served_entities: [
          { name: "current", entity_name: "churn", entity_version: "3", workload_size: "Large" },
          {
            name: "challenger",
            entity_name: "${resources.registered_models.churn.id}",
            entity_version: "4",
            min_provisioned_concurrency: 0,
            max_provisioned_concurrency: 8,
            environment_vars: { KEY: "{{secrets/churn/key}}" },
          },
        ],
        traffic_config: {
          routes: [
            { served_entity_name: "current", traffic_percentage: 95 },
            { served_entity_name: "challenger", traffic_percentage: 5 },
          ],
        },
      },
    });
    const { servedEntities, trafficConfig } = config as Record<string, unknown> & {
      servedEntities: object[];
    };
    assert.deepEqual(servedEntities[1], {
      name: "challenger",
      entityName: "ml_dev.churn.churn",
      entityVersion: "4",
      scaleToZeroEnabled: true,
      environmentVars: { KEY: "{{secrets/churn/key}}" },
      workloadType: "CPU",
      minProvisionedConcurrency: 0,
      maxProvisionedConcurrency: 8,
    });
    assert.deepEqual(trafficConfig, {
      routes: [
        { servedEntityName: "current", trafficPercentage: 95 },
        { servedEntityName: "challenger", trafficPercentage: 5 },
      ],
    });
  });

  it("gives a foundation model throughput and nothing of what custom models need", async () => {
    const { config } = await inputsOf({
      config: {
        served_entities: [
          {
            name: "llama",
            entity_name: "system.ai.llama",
            entity_version: "1",
            max_provisioned_throughput: 44_000,
          },
        ],
      },
    });
    assert.deepEqual((config as { servedEntities: object[] }).servedEntities, [
      {
        name: "llama",
        entityName: "system.ai.llama",
        entityVersion: "1",
        scaleToZeroEnabled: true,
        maxProvisionedThroughput: 44_000,
      },
    ]);
  });

  it("writes inference tables into the project's schema, and limits calls", async () => {
    const { aiGateway } = await inputsOf({
      ...ONE,
      ai_gateway: {
        inference_table_config: { enabled: true },
        rate_limits: [{ key: "user_group", principal: "apps", calls: 60 }],
      },
    });
    assert.deepEqual(aiGateway, {
      usageTrackingConfig: { enabled: true },
      inferenceTableConfig: {
        enabled: true,
        catalogName: "ml_dev",
        schemaName: "churn",
        tableNamePrefix: "risk",
      },
      rateLimits: [{ key: "user_group", principal: "apps", calls: 60, renewalPeriod: "minute" }],
    });
  });

  it("lets owners manage it where people may write, and everybody named ask it", async () => {
    const callers = {
      groups: ["apps", "deans"],
      service_principals: ["4f1c2b3a-5d6e-4f70-8a9b-0c1d2e3f4a5b"],
    };
    for (const [peopleMayWrite, level] of [
      [true, "CAN_MANAGE"],
      [false, "CAN_QUERY"],
    ] as const) {
      const { program } = await declareEndpoint({ ...ONE, callers }, peopleMayWrite);
      assert.deepEqual(program.inputs("databricks:Permissions", "churn/serving/risk/permissions"), {
        servingEndpointId: "0a1b2c",
        accessControls: [
          { servicePrincipalName: PRINCIPAL, permissionLevel: "CAN_QUERY" },
          { groupName: "deans", permissionLevel: level },
          { groupName: "apps", permissionLevel: "CAN_QUERY" },
          {
            servicePrincipalName: "4f1c2b3a-5d6e-4f70-8a9b-0c1d2e3f4a5b",
            permissionLevel: "CAN_QUERY",
          },
        ],
      });
    }
  });
});
