import assert from "node:assert/strict";
import { Compute } from "../../components/compute";
import { clusterSpec } from "../../components/clusterSpec";
import { compute as manifest } from "../../manifest/schema/compute";
import { declare, granteesWith, PRINCIPAL, settingsWith, valueOf } from "./declare";

const TAGS = { commit: "c0ffee", project: "churn", owner: "student-success" };

const declareWith = (compute: object, changes: Record<string, string> = {}) =>
  declare(
    () =>
      new Compute("churn/compute", {
        project: "churn",
        compute: manifest.parse(compute),
        tags: TAGS,
        grantees: granteesWith({
          members: [{ group: "builders", role: "contributors" }],
          peopleMayWrite: true,
        }),
        settings: settingsWith(changes),
      }),
  );

describe("Compute", () => {
  it("limits job clusters and fixes their tags, but not the commit, which changes", async () => {
    const { program } = await declareWith({}, { maxWorkers: "8" });
    const { definition, ...rest } = program.inputs("databricks:ClusterPolicy", "churn/compute/job-policy");
    assert.deepEqual(rest, {
      name: "marvin-churn-dev-jobs",
      description: "Clusters of the project churn, declared by Marvin.",
    });
    assert.deepEqual(JSON.parse(String(definition)), {
      cluster_type: { type: "fixed", value: "job" },
      num_workers: { type: "range", maxValue: 8, isOptional: true },
      "autoscale.max_workers": { type: "range", maxValue: 8, isOptional: true },
      "aws_attributes.instance_profile_arn": { type: "forbidden" },
      "docker_image.url": { type: "forbidden" },
      "custom_tags.project": { type: "fixed", value: "churn" },
      "custom_tags.owner": { type: "fixed", value: "student-success" },
    });
  });

  it("lets the principal and those who build use the policy", async () => {
    const { program } = await declareWith({});
    assert.deepEqual(program.inputs("databricks:Permissions", "churn/compute/job-policy/permissions"), {
      clusterPolicyId: "id of churn/compute/job-policy",
      accessControls: [
        { servicePrincipalName: PRINCIPAL, permissionLevel: "CAN_USE" },
        { groupName: "builders", permissionLevel: "CAN_USE" },
      ],
    });
  });

  it("declares a shared interactive cluster on the plain runtime, which stops by itself", async () => {
    const { program } = await declareWith(
      { interactive: { size: "medium" } },
      { interactiveClusters: "true" },
    );
    assert.deepEqual(program.inputs("databricks:Cluster", "churn/compute/interactive"), {
      clusterName: "churn (dev)",
      sparkVersion: "17.3.x-scala2.13",
      nodeTypeId: "m6id.2xlarge",
      autoscale: { minWorkers: 1, maxWorkers: 4 },
      customTags: TAGS,
      autoterminationMinutes: 30,
      policyId: "id of churn/compute/interactive-policy",
      dataSecurityMode: "USER_ISOLATION",
      noWait: true,
    });
  });

  it("dedicates a GPU cluster to a group, on the ML runtime", async () => {
    const { program } = await declareWith(
      { interactive: { size: "gpu", dedicated_to: "builders", autotermination_minutes: 60 } },
      { interactiveClusters: "true" },
    );
    const cluster = program.inputs("databricks:Cluster", "churn/compute/interactive");
    assert.equal(cluster["sparkVersion"], "17.3.x-gpu-ml-scala2.13");
    assert.equal(cluster["dataSecurityMode"], "SINGLE_USER");
    assert.equal(cluster["singleUserName"], "builders");
    assert.equal(cluster["isSingleNode"], true);
  });

  it("says the kind of a group's cluster, whatever its size, for Databricks takes groups with a kind alone", async () => {
    const { program } = await declareWith(
      { interactive: { size: "medium", dedicated_to: "builders" } },
      { interactiveClusters: "true" },
    );
    const cluster = program.inputs("databricks:Cluster", "churn/compute/interactive");
    assert.deepEqual([cluster["kind"], cluster["singleUserName"]], ["CLASSIC_PREVIEW", "builders"]);
  });

  it("declares no cluster where the stack offers none", async () => {
    const { program } = await declareWith({ interactive: {} });
    assert.deepEqual(program.ofType("databricks:Cluster"), []);
    assert.equal(program.ofType("databricks:ClusterPolicy").length, 1);
  });
});

describe("clusterSpec", () => {
  const machines = { nodeTypeId: "m6id.xlarge", sparkVersion: "17.3.x-cpu-ml-scala2.13" };
  const common = { ...machines, customTags: TAGS };

  it("is one machine, a fixed number of workers or a range of them", () => {
    assert.deepEqual(clusterSpec({ ...machines, minWorkers: 0, maxWorkers: 0 }, TAGS), {
      ...common,
      kind: "CLASSIC_PREVIEW",
      isSingleNode: true,
    });
    assert.deepEqual(clusterSpec({ ...machines, minWorkers: 3, maxWorkers: 3 }, TAGS), {
      ...common,
      numWorkers: 3,
    });
    assert.deepEqual(clusterSpec({ ...machines, minWorkers: 1, maxWorkers: 3 }, TAGS), {
      ...common,
      autoscale: { minWorkers: 1, maxWorkers: 3 },
    });
  });

  it("declares warehouses that are small, serverless and stop soon, and does not wait for them", async () => {
    const { program, result } = await declareWith({
      warehouses: { reports: {}, large: { cluster_size: "Large", max_num_clusters: 3, auto_stop_mins: 60 } },
    });
    const common = {
      minNumClusters: 1,
      enableServerlessCompute: true,
      warehouseType: "PRO",
      enablePhoton: true,
      spotInstancePolicy: "COST_OPTIMIZED",
      channel: { name: "CHANNEL_NAME_CURRENT" },
      tags: { customTags: Object.entries(TAGS).map(([key, value]) => ({ key, value })) },
      noWait: true,
    };
    assert.deepEqual(program.inputs("databricks:SqlEndpoint", "churn/compute/warehouses/reports"), {
      ...common,
      name: "[dev] churn reports",
      clusterSize: "2X-Small",
      maxNumClusters: 1,
      autoStopMins: 10,
    });
    assert.deepEqual(program.inputs("databricks:SqlEndpoint", "churn/compute/warehouses/large"), {
      ...common,
      name: "[dev] churn large",
      clusterSize: "Large",
      maxNumClusters: 3,
      autoStopMins: 60,
    });
    assert.deepEqual(
      program.inputs("databricks:Permissions", "churn/compute/warehouses/reports/permissions"),
      {
        sqlEndpointId: "id of churn/compute/warehouses/reports",
        accessControls: [
          { servicePrincipalName: PRINCIPAL, permissionLevel: "CAN_USE" },
          { groupName: "builders", permissionLevel: "CAN_USE" },
        ],
      },
    );
    const path = result.warehouses["reports"]?.httpPath;
    assert.equal(path && (await valueOf(path)), "/sql/1.0/warehouses/id of churn/compute/warehouses/reports");
  });
});
