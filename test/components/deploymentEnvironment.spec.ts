import assert from "node:assert/strict";
import { DeploymentEnvironment } from "../../components/deploymentEnvironment";
import { declare, settingsWith } from "./declare";

const declareWith = (changes: Record<string, string>) =>
  declare(
    () =>
      new DeploymentEnvironment("churn/deployment", {
        repository: "churn",
        variables: { DATABRICKS_HOST: "https://prod.cloud.databricks.com" },
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
