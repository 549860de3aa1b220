import assert from "node:assert/strict";
import { databricks } from "../../sandbox/databricks";
import { Sandbox, type Client } from "./client";

const group = "databricks:index/group:Group";
const member = "databricks:index/groupMember:GroupMember";
const assignment = "databricks:index/permissionAssignment:PermissionAssignment";
const scope = "databricks:index/secretScope:SecretScope";
const acl = "databricks:index/secretAcl:SecretAcl";
const conf = "databricks:index/workspaceConf:WorkspaceConf";

describe("groups, secrets and tokens in the local cloud", () => {
  let sandbox: Sandbox;
  let account: Client;
  let workspace: Client;
  beforeEach(async () => {
    sandbox = await Sandbox.start(databricks);
    account = await sandbox.connect({
      host: "https://accounts.cloud.databricks.com",
      accountId: "0f3c1d2e-5a6b-4c7d-8e9f-0a1b2c3d4e5f",
    });
    workspace = await sandbox.connect({ host: "https://dev.cloud.databricks.com" });
  });
  afterEach(() => sandbox.stop());

  // prettier-ignore
  const refused: [what: string, type: string, inputs: Parameters<Client["check"]>[1], reason: RegExp][] = [
    ["a group that Databricks has", group, { displayName: "admins" }, /makes by itself/],
    ["a member by name", member, { groupId: "1", memberId: "deans" }, /numeric id/],
    ["a group inside itself", member, { groupId: "1", memberId: "1" }, /is the group itself/],
    ["an assignment as owner", assignment, { groupName: "a", permissions: ["OWNER"] }, /is "OWNER"/],
    ["an assignment of two", assignment, { groupName: "a", userName: "b", permissions: ["USER"] }, /groupName and userName/],
    ["a scope with a space", scope, { name: "a b" }, /letters, digits/],
    ["a right that is none", acl, { scope: "a", principal: "b", permission: "CAN_READ" }, /is "CAN_READ"/],
  ];
  for (const [what, type, inputs, reason] of refused) {
    it(`refuses ${what}`, () => {
      const client = type === group || type === member ? account : workspace;
      return client.refuses(type, inputs, reason);
    });
  }

  it("takes each group, scope and setting once", async () => {
    await account.create(group, "a", { displayName: "planners" });
    await assert.rejects(account.create(group, "b", { displayName: "planners" }), /already exists/);
    await workspace.create(scope, "a", { name: "churn" });
    await assert.rejects(workspace.create(scope, "b", { name: "CHURN" }), /already exists/);
    await workspace.create(conf, "a", { customConfig: { enableTokensConfig: "false" } });
    await assert.rejects(
      workspace.create(conf, "b", { customConfig: { enableTokensConfig: "true" } }),
      /enableTokensConfig/,
    );
  });

  it("refuses members of no group, a circle of two, and rights on no scope", async () => {
    await assert.rejects(account.create(member, "m", { groupId: "1", memberId: "2" }), /404/);
    const a = await account.create(group, "a", { displayName: "a" });
    const b = await account.create(group, "b", { displayName: "b" });
    await account.create(member, "ab", { groupId: a.id, memberId: b.id });
    await assert.rejects(account.create(member, "ba", { groupId: b.id, memberId: a.id }), /own member/);
    await assert.rejects(
      workspace.create(acl, "r", { scope: "churn", principal: "a", permission: "READ" }),
      /Scope churn does not exist/,
    );
  });
});
