import assert from "node:assert/strict";
import { faultsIn, MINIMAL } from "../manifests";

const refused: readonly [string, string, string[]][] = [
  [
    "a shared gpu cluster",
    MINIMAL + "compute: { interactive: { size: gpu } }\n",
    [
      "5:27 compute.interactive.size: a gpu cluster cannot be shared between groups: add `dedicated_to` with the group that has it to itself",
    ],
  ],
  [
    "a cluster that never stops",
    MINIMAL + "compute: { interactive: { autotermination_minutes: 0 } }\n",
    ["5:27 compute.interactive.autotermination_minutes: is too small: from 10 to 1440 minutes"],
  ],
];

describe("compute", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
