import assert from "node:assert/strict";
import { Experiment } from "../../components/experiment";
import { declare, granteesWith, PRINCIPAL, settingsWith, valueOf } from "./declare";

describe("Experiment", () => {
  it("lives in the project's folder with tags and permissions", async () => {
    const { program, result } = await declare(
      () =>
        new Experiment("churn/experiments/training", {
          key: "training",
          description: "Every training run.",
          folder: "/marvin/dev/churn",
          tags: { commit: "c0ffee", project: "churn" },
          grantees: granteesWith({
            members: [{ group: "builders", role: "contributors" }],
            peopleMayWrite: true,
          }),
          settings: settingsWith(),
        }),
    );
    assert.deepEqual(program.inputs("databricks:MlflowExperiment", "churn/experiments/training"), {
      name: "/marvin/dev/churn/training",
      tags: [
        { key: "commit", value: "c0ffee" },
        { key: "project", value: "churn" },
        { key: "mlflow.note.content", value: "Every training run." },
      ],
    });
    assert.deepEqual(program.inputs("databricks:Permissions", "churn/experiments/training/permissions"), {
      experimentId: "id of churn/experiments/training",
      accessControls: [
        { servicePrincipalName: PRINCIPAL, permissionLevel: "CAN_MANAGE" },
        { groupName: "builders", permissionLevel: "CAN_EDIT" },
      ],
    });
    assert.equal(await valueOf(result.path), "/marvin/dev/churn/training");
  });
});
