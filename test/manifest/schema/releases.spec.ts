import assert from "node:assert/strict";
import { gitSourceOf, parseRef } from "../../../manifest/schema/releases";
import { check, faultsIn, MINIMAL } from "../manifests";

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

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

describe("releases", () => {
  it("takes a version tag pinned with its commit in stage and prod", () => {
    const text = `${MINIMAL}releases: {stage: "1.3.0-rc.1+b5@${COMMIT}", prod: v1.2.0@${COMMIT}}\n`;
    const { faults, projects } = check({ "churn.yaml": text });
    assert.deepEqual(faults, []);
    assert.deepEqual(projects[0]?.environments.prod.releases, {
      dev: "main",
      stage: `1.3.0-rc.1+b5@${COMMIT}`,
      prod: `v1.2.0@${COMMIT}`,
    });
  });

  for (const [ref, kind, source] of [
    ["v1.2.0", { tag: "v1.2.0" }, { tag: "v1.2.0" }],
    [`v1.2.0@${COMMIT}`, { tag: "v1.2.0", commit: COMMIT }, { commit: COMMIT }],
    [COMMIT, { commit: COMMIT }, { commit: COMMIT }],
    ["main", { branch: "main" }, { branch: "main" }],
  ] as const) {
    it(`runs ${ref} at its ${Object.keys(source)[0]}`, () => {
      assert.deepEqual(parseRef(ref), kind);
      assert.deepEqual(gitSourceOf(parseRef(ref)), source);
    });
  }

  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
