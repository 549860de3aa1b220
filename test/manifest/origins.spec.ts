import assert from "node:assert/strict";
import { nameOf, Origins } from "../../manifest/origins";

const MANIFEST = `name: churn
description: Predicts who leaves.
owner: student-success
contact: student-success@example.edu
tags: { cost_center: "4711", data_class: internal }
workflows:
  train:
    tasks:
      - task_key: prepare
        notebook_task: { notebook_path: notebooks/prepare }
      - task_key: fit
        max_retries: 2
        notebook_task: { notebook_path: notebooks/fit }
environments:
  prod:
    tags: { data_class: null }
    workflows:
      train:
        tasks:
          - task_key: fit
            max_retries: 5
`;

function origins(text: string): Origins {
  const made = Origins.of({ file: "churn.yaml", bytes: Buffer.from(text) });
  assert.ok(made);
  return made;
}

const told = (text: string, environment: "dev" | "stage" | "prod") =>
  new Map(
    origins(text)
      .in(environment)
      .values.map((value) => [nameOf(value), [value.value, value.from, value.line]]),
  );

describe("origins", () => {
  it("know the file's lines, the overrides' and the defaults", () => {
    const prod = told(MANIFEST, "prod");
    assert.deepEqual(prod.get("owner"), ["student-success", "file", 3]);
    assert.deepEqual(prod.get("workflows.train.tasks[1].max_retries"), [5, "override", 21]);
    assert.deepEqual(prod.get("workflows.train.max_concurrent_runs"), [1, "default", undefined]);
    assert.deepEqual(prod.get("workflows.train.tasks[0].notebook_task.source"), [
      "GIT",
      "default",
      undefined,
    ]);
    const dev = told(MANIFEST, "dev");
    assert.deepEqual(dev.get("workflows.train.tasks[1].max_retries"), [2, "file", 12]);
    assert.deepEqual(dev.get("tags.data_class"), ["internal", "file", 5]);
  });

  it("tell what an override removed, and where", () => {
    const { values, removed } = origins(MANIFEST).in("prod");
    assert.deepEqual(
      removed.map((one) => [nameOf(one), one.line]),
      [["tags.data_class", 16]],
    );
    assert.ok(!values.some((value) => nameOf(value) === "tags.data_class"));
    assert.deepEqual(origins(MANIFEST).in("stage").removed, []);
  });

  it("find items of lists by their keys, in each environment's own order", () => {
    const all = origins(MANIFEST);
    assert.deepEqual(all.resolve("prod", ["workflows", "train", "tasks", "fit"]), [
      "workflows",
      "train",
      "tasks",
      1,
    ]);
    assert.deepEqual(all.resolve("dev", ["workflows", "train", "tasks", "none"]).at(-1), "none");
    assert.deepEqual(all.namesIn("dev", ["workflows", "train", "tasks"]), ["prepare", "fit"]);
    assert.deepEqual(all.namesIn("dev", ["workflows"]), ["train"]);
    assert.deepEqual(all.namesIn("dev", ["models"]), []);
  });

  it("hold what is known of a file that has faults, without defaults", () => {
    const { values, complete } = origins("name: churn\nowner: 7\nreviews: 1\n").in("dev");
    assert.equal(complete, false);
    assert.deepEqual(
      values.map((value) => [nameOf(value), value.value, value.from, value.line]),
      [
        ["name", "churn", "file", 1],
        ["owner", 7, "file", 2],
        ["reviews", 1, "file", 3],
      ],
    );
    assert.equal(Origins.of({ file: "churn.yaml", bytes: Buffer.from("- a\n") }), undefined);
  });

  it("never show what looks like a credential, alone or inside something else", () => {
    const token = `dapi${"0123456789abcdef".repeat(2)}`;
    const text = MANIFEST.replace('cost_center: "4711"', `cost_center: ${token}`);
    assert.deepEqual(told(text, "dev").get("tags.cost_center"), ["***", "file", 5]);
    assert.equal(origins(text).inTree("dev", ["tags"])?.value, "***");
    assert.equal(origins(text).inFile(["tags", "cost_center"])?.value, "***");
    assert.deepEqual(origins(text).inFile(["tags", "data_class"])?.value, "internal");
  });
});
