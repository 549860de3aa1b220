import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { z } from "zod";
import { describe as inWords } from "../../manifest/fault";
import { OVERRIDABLE, project } from "../../manifest/schema/project";
import { unwrap } from "../../manifest/schema/object";
import { check } from "./manifests";

const ROOT = join(__dirname, "../..");
const reference = readFileSync(join(ROOT, "docs/reference/project.yaml"), "utf8");

/** Calls `visit` for every key of every mapping below a schema, each mapping once. */
function eachKey(
  schema: z.ZodType,
  visit: (place: string, key: string, value: z.ZodType) => void,
  place = "",
  seen = new Set<z.ZodType>(),
): void {
  const inner = unwrap(schema);
  if (seen.has(inner)) return;
  seen.add(inner);
  if (inner instanceof z.ZodObject) {
    for (const [key, value] of Object.entries(inner.shape) as [string, z.ZodType][]) {
      visit(place, key, value);
      eachKey(value, visit, place === "" ? key : `${place}.${key}`, seen);
    }
  } else if (inner instanceof z.ZodRecord) eachKey(inner.valueType as z.ZodType, visit, `${place}.*`, seen);
  else if (inner instanceof z.ZodArray) eachKey(inner.element as z.ZodType, visit, `${place}[]`, seen);
}

/** Which keys a document uses, as key and the schema of its value: tasks share these with tasks in loops. */
function usedKeys(schema: z.ZodType, data: unknown, used = new Map<z.ZodType, Set<string>>()) {
  const inner = unwrap(schema);
  if (typeof data !== "object" || data === null) return used;
  if (inner instanceof z.ZodObject) {
    for (const [key, value] of Object.entries(data)) {
      const next = inner.shape[key] as z.ZodType | undefined;
      if (next === undefined) continue;
      used.set(next, (used.get(next) ?? new Set()).add(key));
      usedKeys(next, value, used);
    }
  } else if (inner instanceof z.ZodRecord) {
    for (const value of Object.values(data)) usedKeys(inner.valueType as z.ZodType, value, used);
  } else if (inner instanceof z.ZodArray && Array.isArray(data)) {
    for (const value of data) usedKeys(inner.element as z.ZodType, value, used);
  }
  return used;
}

describe("docs/reference/project.yaml", () => {
  it("is a manifest without faults", () => {
    const others = ["student-churn.yaml", "course-recommender.yaml"];
    const read = (file: string) => [file, readFileSync(join(ROOT, "projects", file), "utf8")];
    const { faults, projects } = check({
      "exam-forecast.yaml": reference,
      ...(Object.fromEntries(others.map(read)) as Record<string, string>),
    });
    assert.deepEqual(faults.map(inWords), []);
    assert.equal(projects.length, 3);
  });

  it("shows every key of the schema", () => {
    const used = usedKeys(project, load(reference));
    const missing: string[] = [];
    eachKey(project, (place, key, value) => {
      if (!used.get(value)?.has(key)) missing.push(`${place}.${key}`);
    });
    assert.deepEqual(missing, []);
  });

  it("shows every environment, and names what they may override", () => {
    const { environments } = load(reference) as { environments: object };
    assert.deepEqual(Object.keys(environments), ["dev", "stage", "prod"]);
    for (const key of OVERRIDABLE)
      assert.match(reference.slice(reference.indexOf("# Laid over")), new RegExp(`\\b${key}\\b`));
  });

  it("comments every key of the top", () => {
    const lines = reference.split("\n");
    for (const [index, line] of lines.entries()) {
      if (/^[a-z]/.test(line)) assert.match(`${lines[index - 2]}${lines[index - 1]}`, /^#|#/, line);
    }
  });
});
