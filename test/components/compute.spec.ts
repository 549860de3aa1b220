import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Compute } from "../../components/compute";
import { clusterSpec } from "../../components/clusterSpec";
import type { References } from "../../components/references";
import { compute as manifest } from "../../manifest/schema/compute";
import { declare, fixedReferences, granteesWith, PRINCIPAL, settingsWith, valueOf } from "./declare";

const HOST = "https://dbc-1.cloud.databricks.com";
const TAGS = { commit: "c0ffee", project: "churn", owner: "student-success" };

function referencesOf(): References {
  const references = fixedReferences();
  references.declare("volumes", "wheels", { volume_path: pulumi.output("/Volumes/ml_dev/churn/wheels") });
  return references;
}

const declareWith = (compute: object, changes: Record<string, string> = {}) =>
  declare(
    () =>
      new Compute("churn/compute", {
        project: "churn",
        compute: manifest.parse(compute),
        tags: TAGS,
        references: referencesOf(),
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

  it("writes the stack's limits into the policies, and lets the project's size classes through them", async () => {
    const { program } = await declareWith(
      { interactive: {} },
      {
        interactiveClusters: "true",
        allowedNodeTypes: '["m6id.*", "i3.xlarge"]',
        allowedRuntimes: '["16.4.x-*"]',
        gpuProjects: '["vision-*"]',
        maxClustersPerUser: "2",
        maxDbusPerHour: "40",
      },
    );
    const machines = {
      type: "regex",
      pattern: "i3\\.xlarge|m6id\\..*|m6id\\.2xlarge|m6id\\.xlarge|r6id\\.4xlarge",
      isOptional: true,
    };
    for (const purpose of ["job", "interactive"]) {
      const { definition, maxClustersPerUser } = program.inputs(
        "databricks:ClusterPolicy",
        `churn/compute/${purpose}-policy`,
      );
      const rules = JSON.parse(String(definition)) as Record<string, unknown>;
      assert.deepEqual(rules["node_type_id"], machines);
      assert.deepEqual(rules["driver_node_type_id"], machines);
      assert.deepEqual(rules["spark_version"], {
        type: "regex",
        pattern: "16\\.4\\.x-.*|17\\.3\\.x-cpu-ml-scala2\\.13|17\\.3\\.x-scala2\\.13",
      });
      assert.deepEqual(rules["dbus_per_hour"], { type: "range", maxValue: 40 });
      assert.equal(maxClustersPerUser, purpose === "interactive" ? 2 : undefined);
    }
  });

  it("lays its rules over a family's where the stack names one, for a policy has one or the other", async () => {
    const { program } = await declareWith({}, { policyFamilies: '{"jobs":"job-cluster"}' });
    const policy = program.inputs("databricks:ClusterPolicy", "churn/compute/job-policy");
    assert.equal(policy["policyFamilyId"], "job-cluster");
    assert.equal(policy["definition"], undefined);
    const overrides = JSON.parse(String(policy["policyFamilyDefinitionOverrides"])) as Record<
      string,
      unknown
    >;
    assert.deepEqual(overrides["cluster_type"], { type: "fixed", value: "job" });
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
    assert.deepEqual(clusterSpec({ ...machines, minWorkers: 0, maxWorkers: 0 }, TAGS, HOST), {
      ...common,
      kind: "CLASSIC_PREVIEW",
      isSingleNode: true,
    });
    assert.deepEqual(clusterSpec({ ...machines, minWorkers: 3, maxWorkers: 3 }, TAGS, HOST), {
      ...common,
      numWorkers: 3,
    });
    assert.deepEqual(clusterSpec({ ...machines, minWorkers: 1, maxWorkers: 3 }, TAGS, HOST), {
      ...common,
      autoscale: { minWorkers: 1, maxWorkers: 3 },
    });
  });

  it("has spare workers behind an ordinary driver, by the cloud's name for them, or a pool's machines", () => {
    const range = { minWorkers: 1, maxWorkers: 3 };
    const autoscale = { autoscale: range };
    const spot = (host: string) =>
      clusterSpec({ ...machines, ...range, driverNodeTypeId: "m6id.large", spot: true }, TAGS, host);
    assert.deepEqual(spot(HOST), {
      ...common,
      ...autoscale,
      driverNodeTypeId: "m6id.large",
      awsAttributes: { availability: "SPOT_WITH_FALLBACK", firstOnDemand: 1 },
    });
    assert.deepEqual(spot("https://adb-1.2.azuredatabricks.net").azureAttributes, {
      availability: "SPOT_WITH_FALLBACK_AZURE",
      firstOnDemand: 1,
    });
    assert.deepEqual(spot("https://1.2.gcp.databricks.com").gcpAttributes, {
      availability: "PREEMPTIBLE_WITH_FALLBACK_GCP",
    });
    const { sparkVersion } = machines;
    assert.deepEqual(clusterSpec({ instancePoolId: "pool-1", sparkVersion, ...range }, TAGS, HOST), {
      instancePoolId: "pool-1",
      sparkVersion,
      customTags: TAGS,
      ...autoscale,
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

  it("installs the project's own wheel and runs its scripts on the interactive cluster", async () => {
    const { program } = await declareWith(
      {
        interactive: {
          libraries: [
            { whl: "${resources.volumes.wheels.volume_path}/churn.whl" },
            { pypi: { package: "holidays" } },
          ],
          init_scripts: [{ volumes: { destination: "${resources.volumes.wheels.volume_path}/setup.sh" } }],
        },
      },
      { interactiveClusters: "true" },
    );
    const { libraries, initScripts } = program.inputs("databricks:Cluster", "churn/compute/interactive");
    assert.deepEqual(libraries, [
      { whl: "/Volumes/ml_dev/churn/wheels/churn.whl" },
      { pypi: { package: "holidays" } },
    ]);
    assert.deepEqual(initScripts, [{ volumes: { destination: "/Volumes/ml_dev/churn/wheels/setup.sh" } }]);
  });
});
