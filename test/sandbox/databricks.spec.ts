import assert from "node:assert/strict";
import { databricks } from "../../sandbox/databricks";
import { show } from "../../sandbox/value";
import { Sandbox, type Client } from "./client";

const token = (name: string) => `databricks:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;
const [servicePrincipal, federationPolicy, ruleSet] = [
  token("ServicePrincipal"),
  token("ServicePrincipalFederationPolicy"),
  token("AccessControlRuleSet"),
];
const [schema, volume, model, grants, grant] = ["Schema", "Volume", "RegisteredModel", "Grants", "Grant"].map(
  token,
) as [string, string, string, string, string];
const [directory, experiment, permissions] = ["Directory", "MlflowExperiment", "Permissions"].map(token) as [
  string,
  string,
  string,
];
const [clusterPolicy, cluster, job] = ["ClusterPolicy", "Cluster", "Job"].map(token) as [
  string,
  string,
  string,
];

const small = { sparkVersion: "17.3.x-scala2.12", nodeTypeId: "i3.xlarge", numWorkers: 1 };
const task = { taskKey: "train", notebookTask: { notebookPath: "/Shared/train" } };
const train = { name: "train", tasks: [task] };

describe("databricks in the local cloud", () => {
  let sandbox: Sandbox;
  let account: Client;
  let workspace: Client;

  beforeEach(async () => {
    sandbox = await Sandbox.start(databricks);
    account = await sandbox.connect({ host: "https://accounts.cloud.databricks.com", accountId: "a1" });
    workspace = await sandbox.connect({ host: "https://dev.cloud.databricks.com" });
  });
  afterEach(() => sandbox.stop());

  // prettier-ignore
  const refused: [what: string, type: string, inputs: Parameters<Client["check"]>[1], reason: RegExp][] = [
    ["a job without tasks", job, { name: "x" }, /^tasks: is missing/],
    ["a job with an empty list of tasks", job, { name: "x", tasks: [] }, /^tasks: is empty/],
    ["two kinds of task in one", job, { name: "x", tasks: [{ ...task, sqlTask: { warehouseId: "w" } }] }, /^tasks\[0\]: has notebookTask and sqlTask/],
    ["a task of no kind", job, { name: "x", tasks: [{ taskKey: "a" }] }, /^tasks\[0\]: has none of/],
    ["a task key twice", job, { name: "x", tasks: [task, task] }, /^tasks\[1\]\.taskKey: repeats "train"/],
    ["a dependency on no task", job, { name: "x", tasks: [{ ...task, dependsOns: [{ taskKey: "nope" }] }] }, /^tasks\[0\]\.dependsOns\[0\]\.taskKey: there is no task "nope"/],
    ["a circle of tasks", job, { name: "x", tasks: [{ ...task, dependsOns: [{ taskKey: "b" }] }, { ...task, taskKey: "b", dependsOns: [{ taskKey: "train" }] }] }, /^tasks\[0\]\.dependsOns: depends on itself in a circle: train, b/],
    ["a job cluster that is not declared", job, { name: "x", tasks: [{ ...task, jobClusterKey: "m" }] }, /^tasks\[0\]\.jobClusterKey: there is no job cluster "m"/],
    ["an environment that is not declared", job, { name: "x", tasks: [{ ...task, environmentKey: "e" }] }, /^tasks\[0\]\.environmentKey: there is no environment "e"/],
    ["two kinds of compute", job, { name: "x", jobClusters: [{ jobClusterKey: "m", newCluster: small }], tasks: [{ ...task, jobClusterKey: "m", existingClusterId: "c" }] }, /^tasks\[0\]: has existingClusterId and jobClusterKey/],
    ["a source outside its set", job, { name: "x", tasks: [{ taskKey: "a", notebookTask: { notebookPath: "a", source: "git" } }] }, /source: is "git"; use one of: WORKSPACE, GIT/],
    ["Git without a source", job, { name: "x", tasks: [{ taskKey: "a", notebookTask: { notebookPath: "a", source: "GIT" } }] }, /source: is GIT, and the job has no gitSource/],
    ["a Git source without a ref", job, { ...train, gitSource: { url: "https://x", provider: "gitHub" } }, /^gitSource: has none of branch, tag, commit/],
    ["a Git provider outside its set", job, { ...train, gitSource: { url: "https://x", provider: "github", tag: "v1" } }, /^gitSource\.provider: is "github"/],
    ["four webhooks", job, { ...train, webhookNotifications: { onFailures: [1, 2, 3, 4].map((id) => ({ id: `${id}` })) } }, /^webhookNotifications\.onFailures: has 4 entries/],
    ["a wrong task inside a loop", job, { name: "x", tasks: [{ taskKey: "a", forEachTask: { inputs: "[]", task: { taskKey: "b" } } }] }, /^tasks\[0\]\.forEachTask\.task: has none of/],
    ["two triggers", job, { ...train, trigger: { periodic: { interval: 1, unit: "DAYS" }, fileArrival: { url: "s3://b/" } } }, /^trigger: has periodic and fileArrival/],
    ["a schedule beside a trigger", job, { ...train, schedule: { quartzCronExpression: "0 0 5 * * ?", timezoneId: "UTC" }, trigger: { periodic: { interval: 1, unit: "DAYS" } } }, /has schedule and trigger/],
    ["a folder without a slash", job, { ...train, trigger: { fileArrival: { url: "s3://b" } } }, /^trigger\.fileArrival\.url: .*end it with a slash \(.*file-arrival-triggers\)/],
    ["a trigger by half a table", job, { ...train, trigger: { tableUpdate: { tableNames: ["churn.events"] } } }, /use catalog\.schema\.table \(.*trigger-table-update\)/],
    ["order in a continuous job", job, { ...train, continuous: {}, tasks: [{ ...task, dependsOns: [{ taskKey: "b" }] }, { ...task, taskKey: "b" }] }, /cannot wait for each other \(.*jobs\/continuous\)/],
    ["an unknown key inside a task", job, { name: "x", tasks: [{ ...task, notebook: "x" }] }, /^tasks\[0\]\.notebook: is no input here/],
    ["a cluster that never ends soon", cluster, { ...small, clusterName: "x", autoterminationMinutes: 5 }, /^autoterminationMinutes: is 5/],
    ["a cluster with workers twice", cluster, { ...small, clusterName: "x", autoscale: { minWorkers: 1, maxWorkers: 2 } }, /has autoscale and numWorkers/],
    ["a cluster that scales backwards", cluster, { sparkVersion: "x", nodeTypeId: "x", clusterName: "x", autoscale: { minWorkers: 3, maxWorkers: 2 } }, /^autoscale: minWorkers is above/],
    ["a policy that is no JSON", clusterPolicy, { name: "x", definition: "{" }, /^definition: is no JSON/],
    ["a rule of an unknown type", clusterPolicy, { name: "x", definition: '{"spark_version":{"type":"fix"}}' }, /^definition: has no known type for spark_version/],
    ["a policy with a definition and a family's overrides", clusterPolicy, { name: "x", definition: "{}", policyFamilyDefinitionOverrides: "{}" }, /definition and policyFamilyDefinitionOverrides/],
    ["overrides of no family", clusterPolicy, { name: "x", policyFamilyDefinitionOverrides: "{}" }, /overrides no family: give policyFamilyId/],
    ["a policy name that is too long", clusterPolicy, { name: "x".repeat(101) }, /^name: has 101 characters/],
    ["an object's name with a period", schema, { catalogName: "main", name: "a.b" }, /^name: is "a\.b"/],
    ["a place for a managed volume", volume, { catalogName: "m", schemaName: "s", name: "v", volumeType: "MANAGED", storageLocation: "s3://x" }, /^storageLocation: is for volumes of type EXTERNAL; remove it/],
    ["two securables", grants, { schema: "m.s", volume: "m.s.v", grants: [] }, /has schema and volume; keep one/],
    ["a privilege that a schema has not", grant, { schema: "m.s", principal: "a", privileges: ["USE_CATALOG"] }, /^privileges\[0\]: is "USE_CATALOG"/],
    ["a principal twice", grants, { schema: "m.s", grants: [{ principal: "a", privileges: ["SELECT"] }, { principal: "a", privileges: ["MODIFY"] }] }, /^grants\[1\]\.principal: repeats "a"/],
    ["a level that a job has not", permissions, { jobId: "1", accessControls: [{ groupName: "g", permissionLevel: "CAN_READ" }] }, /"CAN_READ" is no level of a job/],
    ["permissions of two objects", permissions, { jobId: "1", clusterId: "2", accessControls: [{ groupName: "g", permissionLevel: "CAN_MANAGE" }] }, /has clusterId and jobId/],
    ["two owners", permissions, { jobId: "1", accessControls: [{ userName: "a", permissionLevel: "IS_OWNER" }, { userName: "b", permissionLevel: "IS_OWNER" }] }, /^accessControls\[1\]: there is an owner already/],
    ["an experiment without a path", experiment, { name: "churn" }, /^name: is "churn"; give the whole path/],
  ];

  for (const [what, type, inputs, reason] of refused) {
    it(`refuses ${what}`, async () => {
      const failures = await workspace.check(type, inputs);
      assert.equal(failures.length, 1, failures.join("\n"));
      assert.match(failures[0] ?? "", reason);
    });
  }

  it("refuses a federation policy without a subject, and one by name", async () => {
    const policy = { servicePrincipalId: 1, oidcPolicy: { issuer: "https://x" } };
    assert.deepEqual(await account.check(federationPolicy, policy), [
      "oidcPolicy: needs subject: a service principal's policy must name both (https://docs.databricks.com/api/account/serviceprincipalfederationpolicy/create)",
    ]);
    assert.match(
      (await account.check(federationPolicy, { ...policy, servicePrincipalId: "1" })).join(),
      /must be a number/,
    );
  });

  it("runs a job as a service principal that somebody may use", async () => {
    const { outputs, id } = await account.create(servicePrincipal, "sp", { displayName: "churn" });
    const application = show(outputs["applicationId"]);
    assert.match(application, /^[0-9a-f-]{36}$/);
    assert.match(id, /^\d+$/);
    const asChurn = { ...train, runAs: { servicePrincipalName: application } };
    await assert.rejects(
      workspace.create(job, "train", asChurn),
      /403 PERMISSION_DENIED: run_as needs the role/,
    );
    const name = `accounts/a1/servicePrincipals/${application}/ruleSets/default`;
    const grantRules = [{ role: "roles/servicePrincipal.user", principals: ["groups/platform"] }];
    await account.create(ruleSet, "users", { name, grantRules });
    const made = await workspace.create(job, "train", asChurn);
    assert.equal(made.outputs["url"], `https://dev.cloud.databricks.com/#job/${made.id}`);
    await assert.rejects(
      account.create(ruleSet, "more", { name, grantRules }),
      /only one resource may manage rule set/,
    );
  });

  it("refuses a job that refers to what is not there", async () => {
    const policy = {
      ...train,
      jobClusters: [{ jobClusterKey: "m", newCluster: { ...small, policyId: "P1" } }],
    };
    await assert.rejects(workspace.create(job, "a", policy), /Cluster policy P1 does not exist/);
    const existing = { ...train, tasks: [{ ...task, existingClusterId: "c1" }] };
    await assert.rejects(workspace.create(job, "b", existing), /Cluster c1 does not exist/);
    const nobody = { ...train, runAs: { servicePrincipalName: "nobody" } };
    await assert.rejects(workspace.create(job, "c", nobody), /Service principal nobody does not exist/);
  });

  it("switches an account's service principal off instead of deleting it", async () => {
    const { id } = await account.create(servicePrincipal, "sp", { displayName: "churn" });
    await account.remove(servicePrincipal, "sp", id);
    assert.equal(await account.read(servicePrincipal, id), undefined);
    const deleted = { displayName: "churn", disableAsUserDeletion: false };
    const second = await account.create(servicePrincipal, "sp2", deleted);
    await account.remove(servicePrincipal, "sp2", second.id);
  });

  it("keeps a schema that still holds something, unless told to force", async () => {
    const { id } = await workspace.create(schema, "schema", { catalogName: "main", name: "churn" });
    const place = { catalogName: "main", schemaName: "churn" };
    await workspace.create(volume, "raw", { ...place, name: "raw", volumeType: "MANAGED" });
    const made = await workspace.create(model, "model", { ...place, name: "churn" });
    assert.equal(made.outputs["fullName"], "main.churn.churn");
    await assert.rejects(
      workspace.remove(schema, "schema", id),
      /Cannot delete schema 'main\.churn' which contains volume main\.churn\.raw, model main\.churn\.churn/,
    );
    await workspace.update(schema, "schema", id, { catalogName: "main", name: "churn", forceDestroy: true });
    await workspace.remove(schema, "schema", id);
    assert.equal(await workspace.read(model, made.id), undefined);
  });

  it("refuses a volume and a model of a schema that is not there", async () => {
    const place = { catalogName: "main", schemaName: "churn", name: "x" };
    await assert.rejects(
      workspace.create(volume, "v", { ...place, volumeType: "MANAGED" }),
      /SCHEMA_DOES_NOT_EXIST/,
    );
    await assert.rejects(workspace.create(model, "m", place), /SCHEMA_DOES_NOT_EXIST/);
  });

  it("makes an experiment only in a folder that exists, and keeps a folder that is not empty", async () => {
    const churn = { name: "/Shared/marvin/churn/training" };
    await assert.rejects(
      workspace.create(experiment, "e", churn),
      /Parent directory \/Shared\/marvin\/churn does not exist/,
    );
    await workspace.create(experiment, "root", { name: "/Shared/at-root" });
    const made = await workspace.create(directory, "d", { path: "/Shared/marvin/churn" });
    assert.equal(made.outputs["workspacePath"], "/Workspace/Shared/marvin/churn");
    await workspace.create(experiment, "e", churn);
    await workspace.create(experiment, "above", { name: "/Shared/marvin/above" });
    await assert.rejects(workspace.create(experiment, "twice", churn), /RESOURCE_ALREADY_EXISTS/);
    await assert.rejects(workspace.remove(directory, "d", made.id), /DIRECTORY_NOT_EMPTY/);
    await workspace.update(directory, "d", made.id, { path: "/Shared/marvin/churn", deleteRecursive: true });
    await workspace.remove(directory, "d", made.id);
  });

  it("takes one list of permissions for an object that exists", async () => {
    const of = (jobId: string) => ({
      jobId,
      accessControls: [{ groupName: "ml", permissionLevel: "CAN_VIEW" }],
    });
    await assert.rejects(workspace.create(permissions, "p", of("1")), /permissions\/jobs\/1: 404/);
    const { id } = await workspace.create(job, "train", train);
    const made = await workspace.create(permissions, "p", of(id));
    assert.deepEqual([made.id, made.outputs["objectType"]], [`/jobs/${id}`, "job"]);
    await assert.rejects(
      workspace.create(permissions, "p2", of(id)),
      /only one resource may manage permissions of \/jobs/,
    );
  });

  it("gives a policy's name once in each workspace", async () => {
    await workspace.create(clusterPolicy, "a", { name: "small" });
    await assert.rejects(
      workspace.create(clusterPolicy, "b", { name: "small" }),
      /'small' is already in use/,
    );
    const other = await sandbox.connect({ host: "https://prod.cloud.databricks.com" });
    await other.create(clusterPolicy, "b", { name: "small" });
  });
});
