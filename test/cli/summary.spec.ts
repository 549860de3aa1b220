import assert from "node:assert/strict";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { EventCollector, nameOf, projectOf } from "../../cli/summary";
import { after, before, diagnostic, failed, metadata, urn } from "./events";

function summarize(
  events: readonly EngineEvent[],
  options: ConstructorParameters<typeof EventCollector>[0] = { preview: true },
) {
  const collector = new EventCollector(options);
  for (const event of events) collector.add(event);
  return collector.summary();
}

const some = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

describe("summary of a run", () => {
  it("groups by project and leaves unchanged resources out of the list", () => {
    const { counts, parts } = summarize([
      before(metadata("same", "churn/schema", { kind: "Schema" })),
      before(metadata("create", "churn/workflows/train")),
      before(metadata("delete", "churn-eu/workflows/train")),
    ]);
    assert.deepEqual(some(counts), { create: 1, delete: 1, same: 1 });
    assert.deepEqual(
      parts.map(({ project, counts: of, changes }) => [
        project,
        some(of),
        changes.map(({ op, name }) => `${op} ${name}`),
      ]),
      [
        ["churn", { create: 1, same: 1 }, ["create churn/workflows/train"]],
        ["churn-eu", { delete: 1 }, ["delete churn-eu/workflows/train"]],
      ],
    );
  });

  it("counts the several steps of a replacement as one, with what caused it", () => {
    const detailedDiff = { name: { diffKind: "update-replace", inputDiff: true } } as never;
    const { counts, parts } = summarize([
      before(metadata("create-replacement", "churn/schema", { kind: "Schema", detailedDiff })),
      before(metadata("replace", "churn/schema", { kind: "Schema", detailedDiff })),
      before(metadata("delete-replaced", "churn/schema", { kind: "Schema" })),
    ]);
    assert.deepEqual(some(counts), { replace: 1 });
    assert.deepEqual(
      parts[0]?.changes[0]?.properties.map(({ path, replaces }) => ({ path, replaces })),
      [{ path: "name", replaces: true }],
    );
  });

  it("tells a resource that stays in place from one that is deleted", () => {
    const step = metadata("delete", "churn/schema", { kind: "Schema" });
    const old = { ...step.old, retainOnDelete: true } as typeof step.old;
    assert.deepEqual(some(summarize([before({ ...step, old })]).counts), { forget: 1 });
  });

  it("does not count components, which are names and nothing else", () => {
    const step = metadata("create", "churn");
    const component = { ...step, new: { ...step.new, custom: false } as typeof step.new };
    assert.deepEqual(summarize([before(component)]).parts, []);
  });

  it("takes a refresh for what it found", () => {
    const { counts } = summarize(
      [
        before(metadata("refresh", "churn/workflows/a")),
        after(metadata("same", "churn/workflows/a")),
        before(metadata("refresh", "churn/workflows/b")),
        after(metadata("update", "churn/workflows/b")),
        before(metadata("refresh", "churn/workflows/c")),
        after(metadata("delete", "churn/workflows/c")),
      ],
      { preview: false },
    );
    assert.deepEqual(some(counts), { same: 1, update: 1, delete: 1 });
  });

  it("counts apart what was begun and not done", () => {
    const { counts, parts } = summarize(
      [
        ...["done", "broken", "cut"].map((name) => before(metadata("create", `churn/workflows/${name}`))),
        after(metadata("create", "churn/workflows/done")),
        failed(metadata("create", "churn/workflows/broken")),
      ],
      { preview: false },
    );
    assert.deepEqual(some(counts), { create: 1, failed: 2 });
    assert.deepEqual(
      parts[0]?.changes.map(({ name, state }) => [name, state]),
      [
        ["churn/workflows/broken", "failed"],
        ["churn/workflows/cut", "unfinished"],
        ["churn/workflows/done", "done"],
      ],
    );
  });

  it("in a targeted run passes over the unchanged of others, but never over a change", () => {
    const { parts } = summarize(
      [
        before(metadata("same", "churn/workflows/a")),
        before(metadata("same", "other/workflows/a")),
        before(metadata("update", "third/workflows/a")),
      ],
      { preview: true, only: "churn" },
    );
    assert.deepEqual(
      parts.map(({ project }) => project),
      ["churn", "third"],
    );
  });

  it("gives each message to its project, once, and drops what is no message", () => {
    const { parts } = summarize([
      diagnostic("error", "error: name is taken\n    at create (/x/y.ts:1:2)\n", urn("churn/workflows/a")),
      diagnostic("error", "error: name is taken\n", urn("churn/workflows/a")),
      diagnostic("warning", "is deprecated", urn("other/workflows/a")),
      diagnostic("info", "chatter", urn("other/workflows/a")),
      diagnostic("error", "wrong config", "urn:pulumi:dev::marvin::pulumi:pulumi:Stack::marvin-dev"),
      diagnostic("error", "update failed"),
    ]);
    assert.deepEqual(
      parts.map(({ project, diagnostics }) => [project, diagnostics]),
      [
        [undefined, [{ severity: "error", message: "wrong config", urn: undefined }]],
        ["churn", [{ severity: "error", message: "name is taken", urn: urn("churn/workflows/a") }]],
        ["other", [{ severity: "warning", message: "is deprecated", urn: urn("other/workflows/a") }]],
      ],
    );
  });

  it("reads names and projects from URNs", () => {
    assert.equal(nameOf(urn("churn/a::b")), "churn/a::b");
    assert.equal(projectOf(urn("churn/a")), "churn");
    assert.equal(projectOf("urn:pulumi:dev::marvin::marvin:index:MLProject::churn"), "churn");
    assert.equal(projectOf("urn:pulumi:dev::marvin::pulumi:providers:github::github"), undefined);
  });
});
