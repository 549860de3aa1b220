import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as databricks from "@pulumi/databricks";
import * as github from "@pulumi/github";
import { shape } from "../../../config/shape";
import { EVERYTHING } from "../../../manifest/schema/documentation";
import { allKeys, keyAt, type Key } from "../../../manifest/reference/keys";
import { written } from "../../../manifest/reference/sections";

const keys = allKeys();
const named = (wrong: readonly Key[]) => wrong.map(({ path }) => written(path));

/** Whether the Pulumi packages have a resource of a name such as `databricks.Job`. */
function isResource(name: string): boolean {
  const [pkg = "", ...rest] = name.split(".");
  const packages: Readonly<Record<string, unknown>> = { aws, databricks, github };
  const found = rest.reduce<unknown>(
    (inside, step) => (inside as Record<string, unknown> | undefined)?.[step],
    packages[pkg],
  );
  return typeof found === "function" && "isInstance" in found;
}

describe("the keys of a manifest", () => {
  it("all have a description that reads as a sentence", () => {
    assert.deepEqual(named(keys.filter(({ description }) => description === undefined)), []);
    const odd = keys.filter(({ description = "" }) => !/^[A-Z`0-9].*[.`)]$/s.test(description));
    assert.deepEqual(named(odd), []);
  });

  it("all say which resources they drive, by types that are there", () => {
    // What a repository is rendered from makes no resource.
    const without = named(keys.filter(({ drives }) => drives.length === 0));
    assert.deepEqual(
      without.filter((path) => !/^template(?:\.|$)/.test(path)),
      [],
    );
    const types = new Set(keys.flatMap(({ drives }) => drives));
    assert.deepEqual(
      [...types].filter((type) => type !== EVERYTHING && !isResource(type)),
      [],
    );
  });

  it("all say since when, which for a key that 0.1.0 lacked is later", () => {
    const first = new Set(readFileSync(join(__dirname, "keys-0.1.0.txt"), "utf8").trimEnd().split("\n"));
    const wrong = keys.filter(({ path, since }) => (since === "0.1.0") !== first.has(written(path)));
    assert.deepEqual(
      named(wrong),
      [],
      'a new key registers `{ since: "0.2.0" }` last on its chain: .register(documentation, ...)',
    );
  });

  it("name stack keys that are there", () => {
    const known = Object.keys(shape);
    const wrong = keys.filter(({ stack }) => stack.some((key) => !known.includes(key)));
    assert.deepEqual(named(wrong), []);
  });

  it("are found by paths of real manifests", () => {
    const at = (...path: PropertyKey[]) => written(keyAt(path)?.path ?? []);
    assert.equal(at("workflows", "train", "tasks", 0, "max_retries"), "workflows.NAME.tasks[].max_retries");
    assert.equal(at("tags", "cost"), "tags.NAME");
    assert.equal(keyAt(["workflows", "train", "no"]), undefined);
    assert.equal(keyAt(["owner", "x"]), undefined);
  });
});
