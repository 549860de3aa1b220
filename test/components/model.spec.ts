import assert from "node:assert/strict";
import { Model } from "../../components/model";
import { declare, granteesWith, PRINCIPAL, settingsWith, valueOf } from "./declare";

const declareWith = (peopleMayWrite: boolean, served = false, deployer?: string) =>
  declare(
    () =>
      new Model("churn/models/churn", {
        model: "churn",
        comment: "Probability to leave.",
        schema: "student_churn",
        served,
        grantees: granteesWith({
          members: [
            { group: "builders", role: "contributors" },
            { group: "deans", role: "readers" },
          ],
          peopleMayWrite,
        }),
        settings: settingsWith(deployer === undefined ? {} : { databricksDeployer: deployer }),
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

  it("lets whoever runs Pulumi serve it, where an endpoint does", async () => {
    const { program, result } = await declareWith(false, true);
    assert.deepEqual(program.inputs("databricks:Grant", "churn/models/churn/grants/deployer"), {
      model: "ml_dev.student_churn.churn",
      principal: "7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c01",
      privileges: ["EXECUTE"],
    });
    assert.equal(await valueOf(result.servable), "ml_dev.student_churn.churn");
  });

  it("gives a deployer that is one of the project's groups no second grant, which would take from the first", async () => {
    const { program } = await declareWith(true, true, "groups/builders");
    assert.deepEqual(
      program
        .ofType("databricks:Grant")
        .map(({ name }) => name)
        .sort(),
      ["churn/models/churn/grants/groups/builders", "churn/models/churn/grants/groups/deans"],
    );
  });
});
