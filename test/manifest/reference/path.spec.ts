import assert from "node:assert/strict";
import { parsePath, unknownStep } from "../../../manifest/reference/path";

describe("paths of manifests", () => {
  it("are read as faults write them, and with names for items", () => {
    assert.deepEqual(parsePath("workflows.train.tasks[0].max_retries"), [
      "workflows",
      "train",
      "tasks",
      0,
      "max_retries",
    ]);
    assert.deepEqual(parsePath('tags["cost.center"]'), ["tags", "cost.center"]);
    assert.deepEqual(parsePath("workflows.train.tasks.prepare"), ["workflows", "train", "tasks", "prepare"]);
    assert.deepEqual(parsePath(""), []);
  });

  it("are refused where they leave the schema, with what was meant", () => {
    const refused = (path: string) => unknownStep(parsePath(path));
    assert.equal(refused("workflows.train.tasks[0].max_retries"), undefined);
    assert.equal(refused("workflows.anything"), undefined);
    assert.equal(refused("tags.anything"), undefined);
    assert.equal(refused("workflow"), "workflow: unknown key: did you mean `workflows`?");
    assert.match(refused("workflows.train.timeout") ?? "", /^timeout: unknown key: /);
    assert.equal(refused("owner.name"), "owner has no keys inside: leave out name");
  });
});
