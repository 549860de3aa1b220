import assert from "node:assert/strict";
import { matches } from "../../config/patterns";

const NAMES = ["churn", "churn-eu", "recommender", "x.y"];

describe("matches", () => {
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
    it(`${patterns.join(" or ")} is the name of ${expected.join(", ") || "nothing"}`, () => {
      assert.deepEqual(
        NAMES.filter((name) => matches(name, patterns)),
        expected,
      );
    });
  }
});
