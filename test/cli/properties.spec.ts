import assert from "node:assert/strict";
import { changedProperties } from "../../cli/properties";
import { metadata } from "./events";

const SECRET = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "hidden",
};
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function changes(
  detailedDiff: Record<string, [string, boolean?]>,
  states: Record<"inputs" | "outputs" | "now", object>,
) {
  const step = metadata("update", "churn/workflows/train");
  const diff = Object.entries(detailedDiff).map(([path, [diffKind, inputDiff = true]]) => [
    path,
    { diffKind, inputDiff },
  ]);
  return changedProperties({
    ...step,
    detailedDiff: Object.fromEntries(diff) as never,
    old: { ...step.old, inputs: states.inputs, outputs: states.outputs } as never,
    new: { ...step.new, inputs: states.now } as never,
  });
}

describe("properties that change", () => {
  it("finds old and new values by path", () => {
    const found = changes(
      { 'tags["a.b"]': ["update"], "tasks[1].retries": ["add-replace"], queue: ["delete"] },
      {
        inputs: { tags: { "a.b": "x" }, queue: { enabled: true }, tasks: [{}, {}] },
        outputs: {},
        now: { tags: { "a.b": "y" }, tasks: [{}, { retries: 2 }] },
      },
    );
    assert.deepEqual(found, [
      { path: "queue", kind: "delete", replaces: false, old: { enabled: true } },
      { path: 'tags["a.b"]', kind: "update", replaces: false, old: "x", new: "y" },
      { path: "tasks[1].retries", kind: "add", replaces: true, new: 2 },
    ]);
  });

  it("compares with what is there where the service says what changed", () => {
    const states = { inputs: { name: "declared" }, outputs: { name: "by hand" }, now: { name: "declared" } };
    assert.equal(changes({ name: ["update", false] }, states)[0]?.old, "by hand");
  });

  it("never shows a secret, whole or in part, nor what is not known yet", () => {
    const found = changes(
      { token: ["update"], "auth.key": ["update"], "secret.part": ["update"], id: ["update"] },
      {
        inputs: { token: SECRET, auth: { key: [SECRET] }, secret: SECRET, id: "1" },
        outputs: {},
        now: { token: SECRET, auth: { key: "plain" }, secret: SECRET, id: UNKNOWN },
      },
    );
    assert.doesNotMatch(JSON.stringify(found), /hidden/);
    const values = Object.fromEntries(found.map(({ path, old, new: now }) => [path, [old, now]]));
    assert.deepEqual(values, {
      "auth.key": [["[secret]"], "plain"],
      id: ["1", "[unknown]"],
      "secret.part": ["[secret]", "[secret]"],
      token: ["[secret]", "[secret]"],
    });
  });

  it("has the names of properties where there is nothing more detailed", () => {
    const found = changedProperties({ ...metadata("update", "churn"), diffs: ["schedule"] });
    assert.deepEqual(found, [
      { path: "schedule", kind: "update", replaces: false, old: undefined, new: undefined },
    ]);
  });
});
