import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { runDocument } from "../../cli/json";
import type { StackRun } from "../../cli/operation";
import { renderClosing, renderStack } from "../../cli/render";
import { EventCollector } from "../../cli/summary";
import { colors, wantsColors, wrapList } from "../../cli/terminal";
import { after, before, diagnostic, failed, metadata, urn } from "./events";

function runOf(events: readonly EngineEvent[], more: Partial<StackRun> = {}): StackRun {
  const run = {
    stack: "dev",
    operation: "preview",
    preview: true,
    ok: true,
    interrupted: false,
    seconds: 1.23,
  } as const;
  const collector = new EventCollector({ preview: more.preview ?? true });
  for (const event of events) collector.add(event);
  return { ...run, summary: collector.summary(), diagnostics: [], ...more };
}

const options = {
  colors: colors(false),
  diff: false,
  width: 100,
  fileOf: (project: string) => (project === "gone" ? undefined : `projects/${project}.yaml`),
};
const lines = (...text: string[]) => text.join("\n");

const changed = (name: string) => {
  const step = metadata("update", name);
  const detailedDiff = { "tags.commit": { diffKind: "update", inputDiff: true } } as never;
  const states = {
    old: { ...step.old, inputs: { tags: { commit: "a" } } },
    new: { ...step.new, inputs: { tags: { commit: "b" } } },
  };
  return { ...step, ...states, detailedDiff } as typeof step;
};

describe("text of a run", () => {
  it("shows what changes by project, and the unchanged in one line", () => {
    const run = runOf([
      before(metadata("create", "visits/workflows/train")),
      before(metadata("create", "visits/workflows/score")),
      before(metadata("create", "visits/schema", { kind: "Schema" })),
      before(changed("churn/workflows/train")),
      before(changed("churn/workflows/score")),
      before(metadata("delete", "gone/workflows/train")),
      before(metadata("same", "a/workflows/train")),
      before(metadata("same", "b/workflows/train")),
    ]);
    assert.equal(
      renderStack(run, options),
      lines(
        "dev: 3 to create, 2 to change, 1 to delete, 2 unchanged",
        "  churn: 2 to change  projects/churn.yaml",
        "    ~ Job workflows/score, workflows/train: tags.commit",
        "  gone: 1 to delete",
        "    - Job workflows/train",
        "  visits: 3 to create  projects/visits.yaml",
        "    + 2 Job (score, train), Schema",
        "  unchanged: a, b",
      ),
    );
    assert.equal(
      renderClosing([run], options),
      "dev  3 to create, 2 to change, 1 to delete, 2 unchanged (1.2 s)",
    );
  });

  it("shows values when they are asked for", () => {
    const run = runOf([before(changed("churn/workflows/train"))]);
    assert.match(renderStack(run, { ...options, diff: true }), /\n {8}tags\.commit: "a" -> "b"$/);
  });

  it("says what was done, what was not, and why", () => {
    const run = runOf(
      [
        before(metadata("create", "churn/workflows/train")),
        after(metadata("create", "churn/workflows/train")),
        before(metadata("create", "churn/workflows/score")),
        failed(metadata("create", "churn/workflows/score")),
        diagnostic("error", "name is taken\nby another", urn("churn/workflows/score")),
      ],
      { preview: false, operation: "up", ok: false },
    );
    assert.equal(
      renderStack(run, options),
      lines(
        "dev: failed: 1 created, 1 not done",
        "  churn: 1 created, 1 not done  projects/churn.yaml",
        "    + Job train",
        "    not done: create Job workflows/score",
        "    error workflows/score: name is taken",
        "      by another",
      ),
    );
  });

  it("says so when the engine could not even begin, or was interrupted", () => {
    const diagnostics = [{ severity: "error", message: "passphrase is missing" }] as const;
    assert.equal(
      renderStack(runOf([], { ok: false, diagnostics }), options),
      lines("dev: failed", "  error passphrase is missing"),
    );
    assert.equal(renderStack(runOf([], { ok: false, interrupted: true }), options), "dev: interrupted");
    assert.equal(renderStack(runOf([]), options), "dev: nothing there");
  });

  it("uses colours only on a terminal where they are wanted", () => {
    assert.equal(wantsColors({ isTTY: true }, {}), true);
    assert.equal(wantsColors({ isTTY: true }, { NO_COLOR: "1" }), false);
    assert.equal(wantsColors({ isTTY: true }, { TERM: "dumb" }), false);
    assert.equal(wantsColors({}, {}), false);
    assert.equal(colors(true).red("x"), "\u001b[31mx\u001b[0m");
  });

  it("wraps lists between their items", () => {
    assert.equal(wrapList(["aaaa", "bbbb", "cccc"], 14, "  "), "aaaa, bbbb,\n  cccc");
    assert.equal(wrapList([], 14, "  "), "");
  });
});

describe("document of a run", () => {
  const run = runOf([
    before(changed("churn/workflows/train")),
    before(metadata("same", "gone/workflows/train")),
  ]);
  const document = (diff: boolean) =>
    runDocument({
      command: "preview",
      sandbox: true,
      interrupted: false,
      ok: true,
      runs: [run],
      diff,
      fileOf: options.fileOf,
    });

  it("has a stable shape", () => {
    const zero = { create: 0, import: 0, update: 0, replace: 0, delete: 0, forget: 0, same: 0, failed: 0 };
    assert.deepEqual(JSON.parse(JSON.stringify(document(false))), {
      version: 1,
      command: "preview",
      sandbox: true,
      ok: true,
      interrupted: false,
      faults: [],
      stacks: [
        {
          stack: "dev",
          preview: true,
          ok: true,
          seconds: 1.23,
          summary: { ...zero, update: 1, same: 1 },
          projects: [
            {
              project: "churn",
              file: "projects/churn.yaml",
              summary: { ...zero, update: 1 },
              resources: [
                {
                  op: "update",
                  type: "databricks:index/job:Job",
                  name: "churn/workflows/train",
                  urn: urn("churn/workflows/train"),
                  properties: [{ path: "tags.commit", kind: "update", replaces: false }],
                  state: "planned",
                },
              ],
              diagnostics: [],
            },
            { project: "gone", file: null, summary: { ...zero, same: 1 }, resources: [], diagnostics: [] },
          ],
          diagnostics: [],
        },
      ],
    });
  });

  it("has values only when they are asked for", () => {
    assert.doesNotMatch(JSON.stringify(document(false)), /"old"/);
    assert.match(JSON.stringify(document(true)), /"old":"a","new":"b"/);
  });
});
