import assert from "node:assert/strict";
import { faultsIn, MINIMAL, task } from "../manifests";

const refused: readonly [string, string, string[]][] = [
  [
    "a tag key with a space",
    MINIMAL + `tags: {"cost center": x}\n`,
    ['5:9 tags["cost center"]: this key must be letters, digits, `_`, `.` and `-`, beginning with a letter'],
  ],
  [
    "a tag value with a character of its own",
    MINIMAL + `tags: {a: "x;y"}\n`,
    ["5:8 tags.a: must be letters, digits, spaces and `_ . : / = + @ -`"],
  ],
  [
    "a tag that Marvin sets",
    MINIMAL + "tags: {owner: me}\n",
    ["5:8 tags.owner: Marvin or Databricks sets this tag: choose another key"],
  ],
  [
    "a job's tag that Marvin sets",
    task("notebook_task: { notebook_path: n }") + "    tags: {project: other}\n",
    ["10:12 workflows.train.tags.project: Marvin or Databricks sets this tag: choose another key"],
  ],
  [
    "11 tags",
    MINIMAL + "tags: {" + [..."abcdefghijk"].map((c) => `${c}: x`).join(", ") + "}\n",
    ["5:1 tags: has too many tags: at most 10"],
  ],
  [
    "more tags than a job takes",
    task("notebook_task: { notebook_path: n }") +
      "    tags: {" +
      [..."abcdefghijkl"].map((c) => `${c}: x`).join(", ") +
      "}\ntags: {" +
      [..."mnopqrstu"].map((c) => `${c}: x`).join(", ") +
      "}\n",
    [
      "10:5 workflows.train.tags: has 21 tags together with the project's: at most 19, for Databricks takes 25 and Marvin adds its own",
    ],
  ],
];

describe("tagMap", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
