import assert from "node:assert/strict";
import { matching } from "../../config/selection";

const NAMES = ["churn", "churn-eu", "recommender", "x.y"].map((name) => ({ name }));

describe("matching", () => {
  for (const [patterns, expected] of [
    [["*"], ["churn", "churn-eu", "recommender", "x.y"]],
    [["churn"], ["churn"]],
    [["churn*"], ["churn", "churn-eu"]],
    [
      ["*-eu", "rec*"],
      ["churn-eu", "recommender"],
    ],
    [["x-y"], []],
    [["x?y"], []],
  ] as const) {
    it(`${patterns.join(" and ")} matches ${expected.join(", ") || "nothing"}`, () => {
      assert.deepEqual(
        matching(NAMES, patterns).map(({ name }) => name),
        expected,
      );
    });
  }
});
