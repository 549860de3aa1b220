import assert from "node:assert/strict";
import type { CheckedProject } from "../../manifest/check";
import { UsageError } from "../../cli/arguments";
import { checkProjectChoice, chooseStacks, targetsOf } from "../../cli/choice";

const refuses = (work: () => unknown, pattern: RegExp) =>
  assert.throws(work, (error) => error instanceof UsageError && pattern.test(error.message));

describe("choice of stacks and project", () => {
  const known = ["dev", "stage", "prod", "sweden"];

  it("runs stacks in the order of a release, and destroys them the other way round", () => {
    assert.deepEqual(chooseStacks([], known, false), known);
    assert.deepEqual(chooseStacks(["prod", "dev"], known, false), ["dev", "prod"]);
    assert.deepEqual(chooseStacks(["dev", "prod"], known, true), ["prod", "dev"]);
  });

  it("knows a mistyped stack", () => {
    refuses(() => chooseStacks(["prd"], known, false), /no Pulumi\.prd\.yaml: did you mean prod\?/);
    refuses(() => chooseStacks(["x"], known, false), /the stacks are dev, stage, prod, sweden/);
  });

  it("knows a project that is not there, or not in the stack", () => {
    const projects = ["churn", "churn-eu"].map((name) => ({ name }) as CheckedProject);
    const config = (stack: string, patterns?: unknown) => ({
      stack,
      values: new Map(patterns === undefined ? [] : [["projects", patterns]]),
    });
    checkProjectChoice("churn", projects, [
      config("dev"),
      config("stage", ["churn"]),
      config("prod", '["chu*"]'),
    ]);
    refuses(() => checkProjectChoice("chrun", projects, []), /did you mean churn\?/);
    refuses(() => checkProjectChoice("visits", projects, []), /a run of the whole stack/);
    refuses(
      () => checkProjectChoice("churn", projects, [config("dev"), config("eu", ["*-eu"])]),
      /churn is not in the stack eu: marvin:projects in Pulumi\.eu\.yaml/,
    );
  });

  it("targets a project without those whose names begin as its does", () => {
    assert.deepEqual(targetsOf("dev", "churn"), [
      "urn:pulumi:dev::marvin::**::churn",
      "urn:pulumi:dev::marvin::**::churn/*",
    ]);
    assert.deepEqual(targetsOf("dev", "churn", true).slice(2), [
      "urn:pulumi:dev::marvin::**::platform:*",
      "urn:pulumi:dev::marvin::**::catalog:*",
    ]);
  });
});
