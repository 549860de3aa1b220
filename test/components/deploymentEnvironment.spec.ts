import assert from "node:assert/strict";
import { DeploymentEnvironment } from "../../components/deploymentEnvironment";
import { deployment } from "../../manifest/schema/deployment";
import { declare, secretsWith, settingsWith } from "./declare";

const declareWith = (changes: Record<string, string>, manifest: object = {}) =>
  declare(
    () =>
      new DeploymentEnvironment("churn/deployment", {
        repository: "churn",
        variables: { DATABRICKS_HOST: "https://prod.cloud.databricks.com" },
        deployment: deployment.parse(manifest),
        secrets: secretsWith(),
        settings: settingsWith(changes),
      }),
  );

describe("DeploymentEnvironment", () => {
  it("takes tags and reviewers from the stack, and lets neither admins nor authors pass", async () => {
    const { program } = await declareWith({
      environment: "prod",
      deploymentTags: '["v*"]',
      deploymentReviewers: "[2345678, 99]",
    });
    assert.deepEqual(program.inputs("github:RepositoryEnvironment", "churn/deployment"), {
      repository: "churn",
      environment: "prod",
      canAdminsBypass: false,
      preventSelfReview: true,
      reviewers: [{ teams: [2345678, 99] }],
      deploymentBranchPolicy: { customBranchPolicies: true, protectedBranches: false },
    });
    assert.deepEqual(
      program.inputs("github:RepositoryEnvironmentDeploymentPolicy", "churn/deployment/tags/v*"),
      {
        repository: "churn",
        environment: "prod",
        tagPattern: "v*",
      },
    );
  });

  it("adds the manifest's reviewers, waits as it says, and takes its narrower tags and its secrets", async () => {
    const { program } = await declareWith(
      { environment: "prod", deploymentTags: '["v*"]', deploymentReviewers: "[2345678]" },
      {
        wait_timer: 30,
        reviewers: { teams: [2345678, 7], users: [8] },
        prevent_self_review: false,
        tags: ["v1.*"],
        variables: { REGION: "eu" },
        secrets: { API: { config: "churn-api" } },
      },
    );
    assert.deepEqual(program.inputs("github:RepositoryEnvironment", "churn/deployment"), {
      repository: "churn",
      environment: "prod",
      canAdminsBypass: false,
      preventSelfReview: false,
      waitTimer: 30,
      reviewers: [{ teams: [2345678, 7], users: [8] }],
      deploymentBranchPolicy: { customBranchPolicies: true, protectedBranches: false },
    });
    assert.deepEqual(
      program.ofType("github:RepositoryEnvironmentDeploymentPolicy").map(({ name }) => name),
      ["churn/deployment/tags/v1.*"],
    );
    program.inputs("github:ActionsEnvironmentVariable", "churn/deployment/variables/REGION");
    const secret = program.inputs("github:ActionsEnvironmentSecret", "churn/deployment/secrets/API");
    assert.deepEqual(Object.keys(secret).sort(), ["environment", "repository", "secretName", "value"]);
  });

  it("lets the named branches deploy", async () => {
    const { program } = await declareWith({}, { branches: ["release/*"] });
    assert.deepEqual(
      program.inputs("github:RepositoryEnvironmentDeploymentPolicy", "churn/deployment/branches/release/*"),
      { repository: "churn", environment: "dev", branchPattern: "release/*" },
    );
  });

  it("is open to every branch where the stack names no tags", async () => {
    const { program } = await declareWith({});
    assert.deepEqual(program.inputs("github:RepositoryEnvironment", "churn/deployment"), {
      repository: "churn",
      environment: "dev",
      canAdminsBypass: false,
      preventSelfReview: false,
    });
    assert.deepEqual(program.ofType("github:RepositoryEnvironmentDeploymentPolicy"), []);
  });

  it("holds the variables that workflows log in with", async () => {
    const { program } = await declareWith({});
    assert.deepEqual(
      program.inputs("github:ActionsEnvironmentVariable", "churn/deployment/variables/DATABRICKS_HOST"),
      {
        repository: "churn",
        environment: "dev",
        variableName: "DATABRICKS_HOST",
        value: "https://prod.cloud.databricks.com",
      },
    );
  });
});
