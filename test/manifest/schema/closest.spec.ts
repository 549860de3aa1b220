import assert from "node:assert/strict";
import { closest, listed } from "../../../manifest/schema/closest";

const KEYS = ["workflows", "max_retries", "notebook_task", "first", "main", "tags", "stage"];

const cases: readonly [string, string | undefined][] = [
  ["workflow", "workflows"],
  ["worfklows", "workflows"],
  ["frist", "first"],
  ["mian", "main"],
  ["maxRetries", "max_retries"],
  ["max-retries", "max_retries"],
  ["MAX_RETRIES", "max_retries"],
  ["retries", "max_retries"],
  ["notebook", "notebook_task"],
  ["tag", "tags"],
  ["xy", undefined],
  ["", undefined],
  ["mainly", "main"],
  ["staging", "stage"],
  ["production", undefined],
  ["w".repeat(10_000), undefined],
];

describe("closest", () => {
  for (const [word, expected] of cases) {
    it(`"${word.slice(0, 20)}" means ${expected ?? "nothing"}`, () =>
      assert.equal(closest(word, KEYS), expected));
  }
  it("lists the first ten names and counts the others", () => {
    const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
    assert.equal(listed(names), "n0, n1, n2, n3, n4, n5, n6, n7, n8, n9 and 2 more");
    assert.equal(listed(names.slice(0, 2)), "n0, n1");
  });
});
