import assert from "node:assert/strict";
import { WorkspaceFolder } from "../../components/workspaceFolder";
import { declare, granteesWith, PRINCIPAL } from "./declare";

describe("WorkspaceFolder", () => {
  it("is the project's own in the environment, and only read by people where they may not write", async () => {
    const { program } = await declare(
      () =>
        new WorkspaceFolder("churn/folder", {
          project: "churn",
          environment: "prod",
          grantees: granteesWith({ members: [{ group: "owners", role: "owners" }] }),
        }),
    );
    assert.deepEqual(program.inputs("databricks:Directory", "churn/folder"), { path: "/marvin/prod/churn" });
    assert.deepEqual(program.inputs("databricks:Permissions", "churn/folder/permissions"), {
      directoryId: "77",
      accessControls: [
        { servicePrincipalName: PRINCIPAL, permissionLevel: "CAN_MANAGE" },
        { groupName: "owners", permissionLevel: "CAN_READ" },
      ],
    });
  });
});
