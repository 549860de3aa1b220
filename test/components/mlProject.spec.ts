import assert from "node:assert/strict";
import { inForce } from "../../components/lifecycle";
import { MLProject } from "../../components/mlProject";
import { repositoryNumbers } from "../../components/repositoryNumbers";
import { declareProviders } from "../../config/providers";
import { project as manifest } from "../../manifest/schema/project";
import { declare, secretsWith, settingsWith, valueOf } from "./declare";

const SMALL = {
  name: "churn",
  description: "Predicts churn.",
  owner: "student-success",
  contact: "churn@example.edu",
  workflows: { score: { tasks: [{ task_key: "score", notebook_task: { notebook_path: "score" } }] } },
};

const declareWith = (
  changes: object,
  configuration: Record<string, string> = { ownsRepositories: "true" },
  options: { preview?: boolean; repositoryId?: number } = {},
) => {
  const settings = settingsWith(configuration);
  return declare(async () => {
    const providers = declareProviders(settings);
    const numbers = await repositoryNumbers([{ name: "churn" }], settings, providers.github);
    return new MLProject("churn", {
      project: inForce(manifest.parse({ ...SMALL, ...changes })),
      commit: "c0ffee",
      repositoryNumber: numbers.get("churn"),
      settings,
      providers,
      secrets: secretsWith(),
      destinations: {},
      pools: {},
      sources: [{ schema: "student_data", read: true }],
    });
  }, options);
};

describe("MLProject", () => {
  it("declares these resources for the smallest project in the stack that owns repositories", async () => {
    const { program } = await declareWith({});
    assert.deepEqual(
      program.list.filter((name) => !name.startsWith("pulumi:")),
      [
        "databricks:AccessControlRuleSet churn/principal/use",
        "databricks:ClusterPolicy churn/compute/job-policy",
        "databricks:Directory churn/folder",
        "databricks:Grant churn/reads/ml_dev",
        "databricks:Grant churn/reads/ml_dev.student_data",
        "databricks:Grant churn/schema/grants/principal",
        "databricks:Job churn/workflows/score",
        "databricks:MwsPermissionAssignment churn/principal/workspace",
        "databricks:Permissions churn/compute/job-policy/permissions",
        "databricks:Permissions churn/folder/permissions",
        "databricks:Permissions churn/workflows/score/permissions",
        "databricks:Schema churn/schema",
        "databricks:ServicePrincipal churn/principal",
        "databricks:ServicePrincipalFederationPolicy churn/principal/github-by-id",
        "databricks:ServicePrincipalFederationPolicy churn/principal/github-by-name",
        "github:ActionsEnvironmentVariable churn/deployment/variables/DATABRICKS_CLIENT_ID",
        "github:ActionsEnvironmentVariable churn/deployment/variables/DATABRICKS_HOST",
        "github:ActionsEnvironmentVariable churn/deployment/variables/DATABRICKS_TOKEN_AUDIENCE",
        "github:ActionsEnvironmentVariable churn/deployment/variables/MARVIN_CATALOG",
        "github:ActionsEnvironmentVariable churn/deployment/variables/MARVIN_ENVIRONMENT",
        "github:ActionsEnvironmentVariable churn/deployment/variables/MARVIN_SCHEMA",
        "github:ActionsRepositoryPermissions churn/repository/actions",
        "github:Repository churn/repository",
        "github:RepositoryCollaborators churn/repository/collaborators",
        "github:RepositoryEnvironment churn/deployment",
        "github:RepositoryRuleset churn/repository/default-branch",
        "github:RepositoryRuleset churn/repository/release-tags",
        "github:RepositoryVulnerabilityAlerts churn/repository/vulnerability-alerts",
        "github:WorkflowRepositoryPermissions churn/repository/workflow-token",
        "marvin:Compute churn/compute",
        "marvin:DeploymentEnvironment churn/deployment",
        "marvin:ForeignReads churn/reads",
        "marvin:Identity churn/principal",
        "marvin:MLProject churn",
        "marvin:QualityMonitors churn/monitoring",
        "marvin:Repository churn/repository",
        "marvin:Schema churn/schema",
        "marvin:SharedData churn/shared",
        "marvin:Workflow churn/workflows/score",
        "marvin:WorkspaceFolder churn/folder",
      ],
    );
  });

  it("declares further schemas beside the main one, in which the models stay", async () => {
    const data = { schemas: { raw: { volumes: { landing: {} } }, gold: { name: "churn_final" } } };
    const { program, result } = await declareWith({ data, models: { churn: {} } });
    assert.deepEqual(
      program.ofType("databricks:Schema").map(({ name, inputs }) => `${name} ${String(inputs["name"])}`),
      ["churn/schema churn", "churn/schemas/raw churn_raw", "churn/schemas/gold churn_final"],
    );
    assert.equal(
      program.inputs("databricks:Volume", "churn/schemas/raw/volumes/landing")["schemaName"],
      "churn_raw",
    );
    assert.equal(await valueOf(result.outputs.models["churn"]!), "ml_dev.churn.churn");
    assert.equal(await valueOf(result.outputs.schemas["gold"]!), "ml_dev.churn_final");
  });

  for (const [catalogTags, keys] of [
    ["none", []],
    ["manifest", ["cost_center=1", "cost_center=2", "step=raw"]],
    [
      "all",
      ["environment=dev", "managed_by=marvin", "owner=student-success", "project=churn"].flatMap((tag) => [
        tag,
        tag,
      ]),
    ],
  ] as const) {
    it(`tags schemas in Unity Catalog where the stack says ${catalogTags}`, async () => {
      const data = { schemas: { raw: { tags: { "cost.center": "2", step: "raw" } } } };
      const manifest = { tags: { "cost-center": "1" }, data };
      const { program } = await declareWith(manifest, { catalogTags });
      const found = program
        .ofType("databricks:EntityTagAssignment")
        .map(({ inputs }) => `${String(inputs["tagKey"])}=${String(inputs["tagValue"])}`)
        .sort();
      const own = catalogTags === "all" ? ["cost_center=1", "cost_center=2", "step=raw"] : [];
      assert.deepEqual(found, [...keys, ...own].sort());
    });
  }

  it("keeps what holds data or history when it retires, readable by its groups, and switches its principal off", async () => {
    const { program } = await declareWith({
      lifecycle: "retired",
      experiments: { training: {} },
      models: { churn: {} },
      access: { owners: ["success"], readers: ["deans"] },
    });
    assert.deepEqual(
      program.list.filter((name) => name.startsWith("databricks:")),
      [
        "databricks:Directory churn/folder",
        "databricks:Grant churn/models/churn/grants/groups/deans",
        "databricks:Grant churn/models/churn/grants/groups/success",
        "databricks:Grant churn/schema/grants/groups/deans",
        "databricks:Grant churn/schema/grants/groups/success",
        "databricks:MlflowExperiment churn/experiments/training",
        "databricks:Permissions churn/experiments/training/permissions",
        "databricks:Permissions churn/folder/permissions",
        "databricks:RegisteredModel churn/models/churn",
        "databricks:Schema churn/schema",
        "databricks:ServicePrincipal churn/principal",
      ],
    );
    assert.equal(program.inputs("databricks:ServicePrincipal", "churn/principal")["active"], false);
    assert.deepEqual(
      program.inputs("databricks:Permissions", "churn/experiments/training/permissions")["accessControls"],
      [
        { groupName: "success", permissionLevel: "CAN_READ" },
        { groupName: "deans", permissionLevel: "CAN_READ" },
      ],
    );
    assert.deepEqual(program.inputs("databricks:Grant", "churn/schema/grants/groups/success")["privileges"], [
      "EXECUTE",
      "READ_VOLUME",
      "SELECT",
      "USE_SCHEMA",
    ]);
  });

  it("tells what others need to know of it", async () => {
    const { result } = await declareWith({ experiments: { training: {} }, models: { churn: {} } });
    const { outputs } = result;
    assert.equal(await valueOf(outputs.repository), "https://github.com/example-university/churn");
    assert.equal(await valueOf(outputs.schema), "ml_dev.churn");
    assert.equal(await valueOf(outputs.models["churn"]!), "ml_dev.churn.churn");
    assert.equal(await valueOf(outputs.experiments["training"]!.path), "/marvin/dev/churn/training");
    assert.equal(await valueOf(outputs.jobs["score"]!.id), "1001");
  });

  it("looks the repository up where another stack owns it", async () => {
    const { program, result } = await declareWith({}, {}, { repositoryId: 77 });
    assert.deepEqual(program.ofType("github:Repository"), []);
    const policy = program.inputs(
      "databricks:ServicePrincipalFederationPolicy",
      "churn/principal/github-by-id",
    );
    assert.equal(
      (policy["oidcPolicy"] as { subject: string }).subject,
      "repo:example-university@1234567/churn@77:environment:dev",
    );
    assert.equal(await valueOf(result.outputs.repository), "https://github.com/example-university/churn");
  });

  it("previews before the repository exists, with a placeholder for its number", async () => {
    const { program } = await declareWith({}, {}, { repositoryId: 0, preview: true });
    const policy = program.inputs(
      "databricks:ServicePrincipalFederationPolicy",
      "churn/principal/github-by-id",
    );
    assert.match(JSON.stringify(policy), /churn@NUMBER-OF-THE-NEW-REPOSITORY:environment:dev/);
  });

  it("is not updated before the repository exists", async () => {
    await assert.rejects(
      declareWith({}, {}, { repositoryId: 0 }),
      /the repository example-university\/churn does not exist yet: update the stack that owns repositories/,
    );
  });

  it("has no jobs in prod before the first release, and runs the release after it", async () => {
    const prod = { environment: "prod" };
    const before = await declareWith({}, prod);
    assert.deepEqual(before.program.ofType("databricks:Job"), []);
    const after = await declareWith({ releases: { prod: "v1.0.0" } }, prod);
    assert.deepEqual(after.program.inputs("databricks:Job", "churn/workflows/score")["gitSource"], {
      url: "https://github.com/example-university/churn",
      provider: "gitHub",
      tag: "v1.0.0",
    });
  });

  it("declares a workflow behind those that it starts, in whatever order the manifest has them", async () => {
    const start = { task_key: "go", run_job_task: { job_id: "${resources.jobs.z_last.id}" } };
    const { program } = await declareWith({
      workflows: { a_first: { tasks: [start] }, z_last: SMALL.workflows.score },
    });
    const { tasks } = program.inputs("databricks:Job", "churn/workflows/a_first");
    assert.deepEqual(tasks, [{ taskKey: "go", runJobTask: { jobId: 1001 } }]);
  });

  it("lets a workflow name an endpoint by the name that it has in the environment", async () => {
    const endpoint = "${resources.model_serving_endpoints.risk.name}";
    const { program } = await declareWith({
      models: { churn: {} },
      serving: { risk: { config: { served_entities: [{ name: "now", entity_name: "churn" }] } } },
      workflows: {
        ask: { tasks: SMALL.workflows.score.tasks, parameters: [{ name: "e", default: endpoint }] },
      },
    });
    const { parameters } = program.inputs("databricks:Job", "churn/workflows/ask");
    assert.deepEqual(parameters, [{ name: "e", default: "churn_risk_dev" }]);
  });

  it("keeps the first of its former names in what cannot be renamed", async () => {
    const { program } = await declareWith({
      formerly: ["leavers", "attrition"],
      data: { schemas: { raw: {} } },
    });
    const nameOf = (type: string, name: string, key: string) =>
      program.inputs(`databricks:${type}`, name)[key];
    assert.equal(nameOf("Schema", "churn/schema", "name"), "leavers");
    assert.equal(nameOf("Schema", "churn/schemas/raw", "name"), "leavers_raw");
    assert.equal(nameOf("Directory", "churn/folder", "path"), "/marvin/dev/leavers");
    assert.equal(nameOf("ServicePrincipal", "churn/principal", "displayName"), "marvin-leavers-dev");
    assert.equal(nameOf("Job", "churn/workflows/score", "name"), "[dev] churn score");
    assert.equal(program.inputs("github:Repository", "churn/repository")["name"], "churn");
  });

  it("lets a task name a warehouse of the project, and tells of it", async () => {
    const warehouse_id = "${resources.sql_warehouses.reports.id}";
    const { program, result } = await declareWith({
      compute: { warehouses: { reports: {} } },
      workflows: {
        report: { tasks: [{ task_key: "a", sql_task: { warehouse_id, file: { path: "sql/a.sql" } } }] },
      },
    });
    const { tasks } = program.inputs("databricks:Job", "churn/workflows/report");
    const id = "id of churn/compute/warehouses/reports";
    assert.equal((tasks as { sqlTask: { warehouseId: string } }[])[0]?.sqlTask.warehouseId, id);
    const told = result.outputs.warehouses["reports"];
    assert.equal(told && (await valueOf(told.id)), id);
  });

  it("shows the commit of the project's file on its jobs", async () => {
    const { program } = await declareWith({ tags: { cost_center: "4711" } });
    assert.deepEqual(program.inputs("databricks:Job", "churn/workflows/score")["tags"], {
      commit: "c0ffee",
      project: "churn",
      owner: "student-success",
      environment: "dev",
      managed_by: "marvin",
      cost_center: "4711",
    });
  });
});
