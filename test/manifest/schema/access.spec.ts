import assert from "node:assert/strict";
import { faultsIn, MINIMAL } from "../manifests";

const refused: readonly [string, string, string[]][] = [
  [
    "a group in two roles",
    MINIMAL + "access: { owners: [a], readers: [b, a] }\n",
    [
      "5:37 access.readers[1]: this group is already among the owners: keep the role with the most rights and remove the other",
    ],
  ],
  [
    "a group twice in a role",
    MINIMAL + "access: { owners: [a, a] }\n",
    [
      "5:23 access.owners[1]: this group is already among the owners: keep the role with the most rights and remove the other",
    ],
  ],
];

describe("access", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
