import assert from "node:assert/strict";
import { inOrder } from "../../../manifest/rules/order";

const orderOf = (needs: Readonly<Record<string, readonly string[]>>) => [
  ...inOrder(new Map(Object.entries(needs)), (item) => item).keys(),
];

describe("inOrder", () => {
  it("keeps the order of items that need nothing", () =>
    assert.deepEqual(orderOf({ b: [], a: [] }), ["b", "a"]));
  it("puts an item behind what it needs, and what that needs", () =>
    assert.deepEqual(orderOf({ a: ["b"], b: ["c"], c: [] }), ["c", "b", "a"]));
  it("names an item once that two need", () =>
    assert.deepEqual(orderOf({ a: ["c"], b: ["c"], c: [] }), ["c", "a", "b"]));
  it("passes over needs that are elsewhere", () => assert.deepEqual(orderOf({ a: ["x"] }), ["a"]));
});
