import assert from "node:assert/strict";
import { Model } from "../../components/model";
import { declare, granteesWith, PRINCIPAL, settingsWith, valueOf } from "./declare";

const declareWith = (peopleMayWrite: boolean) =>
  declare(
    () =>
      new Model("churn/models/churn", {
        model: "churn",
        comment: "Probability to leave.",
        schema: "student_churn",
        grantees: granteesWith({
          members: [
            { group: "builders", role: "contributors" },
            { group: "deans", role: "readers" },
          ],
          peopleMayWrite,
        }),
        settings: settingsWith(),
      }),
  );

describe("Model", () => {
  it("belongs to the service principal, without aliases", async () => {
    const { program, result } = await declareWith(false);
    assert.deepEqual(program.inputs("databricks:RegisteredModel", "churn/models/churn"), {
      catalogName: "ml_dev",
      schemaName: "student_churn",
      name: "churn",
      comment: "Probability to leave.",
      owner: PRINCIPAL,
    });
    assert.equal(await valueOf(result.fullName), "ml_dev.student_churn.churn");
  });

  for (const [peopleMayWrite, group, privileges] of [
    [false, "builders", ["EXECUTE"]],
    [false, "deans", ["EXECUTE"]],
    [true, "builders", ["APPLY_TAG", "CREATE_MODEL_VERSION", "EXECUTE"]],
    [true, "deans", ["EXECUTE"]],
  ] as const) {
    it(`gives ${group} ${privileges.join(", ")} where people may ${peopleMayWrite ? "" : "not "}write`, async () => {
      const { program } = await declareWith(peopleMayWrite);
      assert.deepEqual(program.inputs("databricks:Grant", `churn/models/churn/grants/groups/${group}`), {
        model: "ml_dev.student_churn.churn",
        principal: group,
        privileges,
      });
    });
  }
});
