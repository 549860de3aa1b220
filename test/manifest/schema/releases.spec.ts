import assert from "node:assert/strict";
import { faultsIn, MINIMAL } from "../manifests";

const refused: readonly [string, string, string[]][] = [
  [
    "a branch in prod",
    MINIMAL + "releases: {prod: main}\n",
    [
      "5:12 releases.prod: must be a version tag such as `v1.2.0` or a full commit: a branch moves without review",
    ],
  ],
  [
    "a short tag in prod",
    MINIMAL + "releases: {prod: v1.2}\n",
    [
      "5:12 releases.prod: must be a version tag such as `v1.2.0` or a full commit: a branch moves without review",
    ],
  ],
  [
    "latest in prod",
    MINIMAL + "releases: {prod: latest}\n",
    [
      "5:12 releases.prod: must be a version tag such as `v1.2.0` or a full commit: a branch moves without review",
    ],
  ],
  [
    "a shortened commit",
    MINIMAL + "releases: {stage: 3f2c1aa}\n",
    ["5:12 releases.stage: looks like a shortened commit: write all 40 characters"],
  ],
  [
    "a full ref",
    MINIMAL + "releases: {dev: refs/heads/main}\n",
    ["5:12 releases.dev: must be a Git tag such as `v1.2.0`, a branch such as `main`, or a full commit"],
  ],
  [
    "a ref with dots",
    MINIMAL + "releases: {dev: a..b}\n",
    ["5:12 releases.dev: must be a Git tag such as `v1.2.0`, a branch such as `main`, or a full commit"],
  ],
  [
    "a ref with a space",
    MINIMAL + "releases: {dev: a b}\n",
    ["5:12 releases.dev: must be a Git tag such as `v1.2.0`, a branch such as `main`, or a full commit"],
  ],
  [
    "a ref that is an option",
    MINIMAL + `releases: {dev: "--upload-pack=x"}\n`,
    ["5:12 releases.dev: must be a Git tag such as `v1.2.0`, a branch such as `main`, or a full commit"],
  ],
  [
    "an empty ref",
    MINIMAL + `releases: {dev: ""}\n`,
    ["5:12 releases.dev: must be a Git tag such as `v1.2.0`, a branch such as `main`, or a full commit"],
  ],
];

describe("releases", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
