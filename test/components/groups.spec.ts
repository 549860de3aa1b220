import assert from "node:assert/strict";
import { Groups } from "../../components/groups";
import { TokenUse } from "../../components/tokenUse";
import { declareProviders } from "../../config/providers";
import { groups } from "../../manifest/schema/groups";
import { declare, settingsWith } from "./declare";

const declareWith = (given: object, configuration: Record<string, string> = { ownsRepositories: "true" }) =>
  declare(() => {
    const settings = settingsWith(configuration);
    new Groups("churn/groups", {
      groups: groups.parse(given),
      settings,
      providers: declareProviders(settings),
    });
  });

const GIVEN = {
  planners: { users: ["planner@example.edu"], groups: ["staff", "deans"] },
  staff: { service_principals: ["0481e838-0a59-4eff-9541-a4ca6f149574"] },
};

describe("Groups", () => {
  it("are made once in the account, with the members that the manifest names", async () => {
    const { program } = await declareWith(GIVEN);
    const made = program.list.filter((one) => !one.startsWith("pulumi:"));
    assert.deepEqual(made, [
      "databricks:Grant churn/groups/planners/catalog",
      "databricks:Grant churn/groups/staff/catalog",
      "databricks:Group churn/groups/planners",
      "databricks:Group churn/groups/staff",
      "databricks:GroupMember churn/groups/planners/groups/deans",
      "databricks:GroupMember churn/groups/planners/groups/staff",
      "databricks:GroupMember churn/groups/planners/users/planner@example.edu",
      "databricks:GroupMember churn/groups/staff/service-principals/0481e838-0a59-4eff-9541-a4ca6f149574",
      "databricks:PermissionAssignment churn/groups/planners/workspace",
      "databricks:PermissionAssignment churn/groups/staff/workspace",
      "marvin:Groups churn/groups",
    ]);
    assert.deepEqual(program.inputs("databricks:Group", "churn/groups/planners"), {
      displayName: "planners",
      api: "account",
    });
    const member = (name: string) =>
      program.inputs("databricks:GroupMember", `churn/groups/planners/${name}`);
    const groupId = "id of churn/groups/planners";
    assert.deepEqual(member("groups/staff"), {
      groupId,
      memberId: "id of churn/groups/staff",
      api: "account",
    });
    assert.deepEqual(member("groups/deans"), { groupId, memberId: "group deans", api: "account" });
    assert.deepEqual(member("users/planner@example.edu"), {
      groupId,
      memberId: "user planner@example.edu",
      api: "account",
    });
  });

  it("are assigned to the workspace and let into the catalog in every stack", async () => {
    const { program } = await declareWith({ planners: {} }, {});
    assert.deepEqual(
      program.list.filter((one) => one.startsWith("databricks:")),
      [
        "databricks:Grant churn/groups/planners/catalog",
        "databricks:PermissionAssignment churn/groups/planners/workspace",
      ],
    );
    assert.deepEqual(program.inputs("databricks:PermissionAssignment", "churn/groups/planners/workspace"), {
      groupName: "planners",
      permissions: ["USER"],
    });
    assert.deepEqual(program.inputs("databricks:Grant", "churn/groups/planners/catalog"), {
      catalog: "ml_dev",
      principal: "planners",
      privileges: ["USE_CATALOG"],
    });
  });
});

describe("TokenUse", () => {
  it("switches tokens off for everybody", async () => {
    const { program } = await declare(() => new TokenUse("platform:tokens", { groups: [] }));
    assert.deepEqual(program.inputs("databricks:WorkspaceConf", "platform:tokens"), {
      customConfig: { enableTokensConfig: "false" },
    });
    assert.equal(program.ofType("databricks:Permissions").length, 0);
  });

  it("leaves them to the named groups alone", async () => {
    const { program } = await declare(() => new TokenUse("platform:tokens", { groups: ["integrators"] }));
    assert.deepEqual(program.inputs("databricks:Permissions", "platform:tokens"), {
      authorization: "tokens",
      accessControls: [{ groupName: "integrators", permissionLevel: "CAN_USE" }],
    });
  });
});
