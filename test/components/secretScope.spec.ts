import assert from "node:assert/strict";
import { SecretScope } from "../../components/secretScope";
import type { Grantees } from "../../components/objectPermissions";
import { declare, granteesWith, PRINCIPAL, settingsWith } from "./declare";

const MEMBERS: Grantees["members"] = [
  { group: "advisers", role: "owners" },
  { group: "science", role: "contributors" },
  { group: "deans", role: "readers" },
];

const rightsWith = async (changes: Partial<Grantees>) => {
  const { program } = await declare(
    () =>
      new SecretScope("churn/secret-scopes/churn", {
        scope: "churn",
        grantees: granteesWith({ members: MEMBERS, ...changes }),
        settings: settingsWith(),
      }),
  );
  assert.deepEqual(program.inputs("databricks:SecretScope", "churn/secret-scopes/churn"), { name: "churn" });
  const rights = program.ofType("databricks:SecretAcl").map(({ inputs }): [string, unknown] => {
    assert.equal(inputs["scope"], "churn");
    return [String(inputs["principal"]), inputs["permission"]];
  });
  return Object.fromEntries(rights) as Record<string, unknown>;
};

describe("SecretScope", () => {
  it("is read by jobs and filled by owners, and by nobody else where people may not write", async () =>
    assert.deepEqual(await rightsWith({}), { [PRINCIPAL]: "READ", advisers: "WRITE" }));

  it("is read by contributors too where people may write", async () =>
    assert.deepEqual(await rightsWith({ peopleMayWrite: true }), {
      [PRINCIPAL]: "READ",
      advisers: "WRITE",
      science: "READ",
    }));

  it("gives a principal nothing that does not act", async () =>
    assert.deepEqual(await rightsWith({ principalActs: false }), { advisers: "WRITE" }));
});
