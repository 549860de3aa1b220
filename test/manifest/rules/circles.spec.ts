import assert from "node:assert/strict";
import { circles } from "../../../manifest/rules/circles";

/** References as `a>b b>a`, and those of them that close a circle. */
const cases: readonly [string, string][] = [
  ["", ""],
  ["a>b b>c", ""],
  ["a>b b>a", "a>b b>a"],
  ["a>a", "a>a"],
  ["a>b b>c c>a c>d d>e", "a>b b>c c>a"],
  ["a>b b>a b>c c>d d>c", "a>b b>a c>d d>c"],
  ["a>b a>c b>d c>d", ""],
  ["d>a a>b b>c c>b", "b>c c>b"],
];

describe("circles", () => {
  for (const [all, expected] of cases) {
    it(`of ${all || "nothing"}`, () => {
      const pairs = all
        .split(" ")
        .filter(Boolean)
        .map((pair) => pair.split(">") as [string, string]);
      const references = new Map<string, string[]>();
      for (const [from, to] of pairs) references.set(from, [...(references.get(from) ?? []), to]);
      const inCircle = circles(references);
      const found = pairs.filter(([from, to]) => from === to || inCircle(from, to));
      assert.equal(found.map((pair) => pair.join(">")).join(" "), expected);
    });
  }

  it("takes one pass for a chain of 3,000", () => {
    const chain = new Map(Array.from({ length: 3000 }, (_, index) => [`n${index}`, [`n${index + 1}`]]));
    assert.equal(circles(chain)("n0", "n1"), false);
  });
});
