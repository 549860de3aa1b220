import assert from "node:assert/strict";
import { forbidden } from "../../../bot/github/allowed";
import { PURPOSES, type Purpose } from "../../../bot/github/mint";
import type { Fleet } from "../../../bot/fleet/fleet";

const FLEET: Fleet = {
  template: "acme/marvin-template",
  manager: "acme/marvin",
  projects: [
    { project: "churn", repository: "acme/churn", lifecycle: "active", answers: {}, principals: {} },
  ],
};

describe("Who gets which token", () => {
  const table: [repository: string, purposes: readonly Purpose[]][] = [
    ["acme/churn", ["reconcile", "clone", "release"]],
    ["Acme/Churn", ["reconcile", "clone", "release"]],
    ["acme/marvin-template", ["clone"]],
    ["acme/marvin", ["promotion"]],
    ["acme/payroll", []],
    ["elsewhere/churn", []],
  ];
  for (const [repository, purposes] of table) {
    it(`is for ${repository} ${purposes.join(", ") || "nobody"}`, () => {
      const allowed = (Object.keys(PURPOSES) as Purpose[]).filter(
        (purpose) => forbidden(purpose, repository, FLEET) === undefined,
      );
      assert.deepEqual(allowed, purposes);
    });
  }

  it("is refused with a reason", () => {
    assert.match(forbidden("clone", "acme/payroll", FLEET) ?? "", /no repository of the fleet/);
    assert.match(forbidden("reconcile", "acme/marvin", FLEET) ?? "", /which is the manager's/);
  });
});
