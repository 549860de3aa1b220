import assert from "node:assert/strict";
import { Identity } from "../../components/identity";
import { accountProvider, declare, PRINCIPAL, settingsWith, valueOf } from "./declare";

const declareIdentity = (configuration: Record<string, string> = {}) =>
  declare(
    () =>
      new Identity("churn/principal", {
        stem: "churn",
        project: "churn",
        repositoryId: 4242,
        owners: ["advisers"],
        mayLogIn: true,
        settings: settingsWith(configuration),
        account: accountProvider(),
      }),
  );

describe("Identity", () => {
  it("declares a principal that is a user of the workspace and nothing more", async () => {
    const { program } = await declareIdentity();
    assert.deepEqual(program.inputs("databricks:ServicePrincipal", "churn/principal"), {
      displayName: "marvin-churn-dev",
      active: true,
      api: "account",
    });
    assert.deepEqual(program.inputs("databricks:MwsPermissionAssignment", "churn/principal/workspace"), {
      workspaceId: "1000000000000001",
      principalId: "9001",
      permissions: ["USER"],
    });
  });

  it("lets the deployer alone act as the principal", async () => {
    const { program } = await declareIdentity();
    const principals = ["servicePrincipals/7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c01"];
    assert.deepEqual(program.inputs("databricks:AccessControlRuleSet", "churn/principal/use"), {
      name: `accounts/0f3c1d2e-5a6b-4c7d-8e9f-0a1b2c3d4e5f/servicePrincipals/${PRINCIPAL}/ruleSets/default`,
      api: "account",
      grantRules: [
        { role: "roles/servicePrincipal.manager", principals },
        { role: "roles/servicePrincipal.user", principals },
      ],
    });
  });

  it("lets owners act as the principal, and never manage it, where the stack says so", async () => {
    const { program } = await declareIdentity({ ownersMayRunAs: "true" });
    const { grantRules } = program.inputs("databricks:AccessControlRuleSet", "churn/principal/use");
    const deployer = "servicePrincipals/7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c01";
    assert.deepEqual(grantRules, [
      { role: "roles/servicePrincipal.manager", principals: [deployer] },
      { role: "roles/servicePrincipal.user", principals: [deployer, "groups/advisers"] },
    ]);
  });

  it("lets the bot manage the principal, and not act as it, where the stack tells the bot of it", async () => {
    const { program } = await declareIdentity({
      awsAccountId: "111122223333",
      awsRegion: "eu-central-1",
      fleetBucket: "university-bot-fleet",
      botPrincipal: "7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c07",
    });
    const { grantRules } = program.inputs("databricks:AccessControlRuleSet", "churn/principal/use");
    const deployer = "servicePrincipals/7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c01";
    const bot = "servicePrincipals/7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c07";
    assert.deepEqual(grantRules, [
      { role: "roles/servicePrincipal.manager", principals: [deployer, bot] },
      { role: "roles/servicePrincipal.user", principals: [deployer] },
    ]);
  });

  it("trusts the project's workflows in the environment, under both forms of subject", async () => {
    const { program } = await declareIdentity();
    const policy = (form: string, subject: string) =>
      assert.deepEqual(
        program.inputs("databricks:ServicePrincipalFederationPolicy", `churn/principal/github-${form}`),
        {
          servicePrincipalId: 9001,
          policyId: `github-${form}`,
          description: "Workflows of example-university/churn that deploy to dev",
          oidcPolicy: {
            issuer: "https://token.actions.githubusercontent.com",
            audiences: ["0f3c1d2e-5a6b-4c7d-8e9f-0a1b2c3d4e5f"],
            subject,
            subjectClaim: "sub",
          },
        },
      );
    policy("by-name", "repo:example-university/churn:environment:dev");
    policy("by-id", "repo:example-university@1234567/churn@4242:environment:dev");
  });

  it("tells the application id once the principal may be used", async () => {
    const { result } = await declareIdentity();
    assert.equal(await valueOf(result.applicationId), PRINCIPAL);
  });
});
