import assert from "node:assert/strict";
import { BACK_MARK, plan, type Decision } from "../../../bot/promotion/plan";
import { isOlder } from "../../../bot/promotion/order";
import type { Branch, Pull, Request, State } from "../../../bot/promotion/state";
import { MINIMAL } from "../../manifest/manifests";

const [COMMIT, OTHER, HEAD] = ["a".repeat(40), "b".repeat(40), "c".repeat(40)] as const;
const [EARLY, MIDDLE, LATE] = [
  "2026-01-01T00:00:00Z",
  "2026-01-02T00:00:00Z",
  "2026-01-03T00:00:00Z",
] as const;

const manifest = (prod?: string) => ({
  file: "projects/churn.yaml",
  text: prod === undefined ? MINIMAL : `${MINIMAL}releases:\n  prod: ${prod}\n`,
});
const release = { url: "https://x/v1.2.0", prerelease: false, author: "ada", published: EARLY };
const evidence = { verdict: "passed", commit: COMMIT, url: "https://x/run", pull: undefined } as const;

/** v1.2.0 was released and tried; nothing was done yet. */
const FRESH: State = {
  project: { project: "churn", repository: "acme/churn", lifecycle: "active" },
  tag: "v1.2.0",
  archived: false,
  release,
  commit: COMMIT,
  evidence,
  requests: [],
  manifest: manifest("v1.1.0"),
  pulls: [],
  others: [],
  branch: undefined,
};

const request = (over: Partial<Request> = {}): Request => ({
  id: 1,
  sha: COMMIT,
  creator: "github-actions[bot]",
  byPerson: false,
  created: MIDDLE,
  status: undefined,
  ...over,
});
const person = (over: Partial<Request> = {}) => request({ creator: "ada", byPerson: true, ...over });
const told = (state: string, at: string = MIDDLE) => ({
  status: { state, description: `${state}!`, url: "", at },
});

const pull = (over: Partial<Pull> = {}): Pull => ({
  number: 5,
  url: "https://x/5",
  tag: "v1.2.0",
  state: "open",
  body: "",
  labels: [],
  created: EARLY,
  closed: undefined,
  pin: COMMIT,
  ...over,
});
const closed = (over: Partial<Pull> = {}) => pull({ state: "closed", closed: MIDDLE, ...over });
const branch = (over: Partial<Branch> = {}): Branch => ({
  head: HEAD,
  text: manifest(`v1.2.0@${COMMIT}`).text,
  foreign: false,
  merged: false,
  ...over,
});
const open = { pulls: [pull()], branch: branch() };
const newer = pull({ number: 6, tag: "v1.3.0", pin: undefined });
const older = pull({ number: 4, tag: "v1.1.5", pin: undefined });

/** Titles, what differs from FRESH, the kind that is decided, and what is said of it. */
const table: readonly [string, Partial<State>, Decision["kind"], RegExp][] = [
  ["a fresh release", {}, "propose", /^v1\.2\.0 passed in stage$/],
  ["a first release", { manifest: manifest() }, "propose", /passed/],
  ["a release over a bare commit", { manifest: manifest(OTHER) }, "propose", /passed/],
  ["one that is asked for already", open, "propose", /^v1\.2\.0 is asked for$/],
  ["one that was refused before it was tried", { requests: [request(told("error"))] }, "propose", /passed/],

  ["an archived repository", { archived: true }, "nothing", /acme\/churn is archived/],
  ["an archived repository with a pull request", { archived: true, ...open }, "withdraw", /is archived/],
  [
    "a retired project",
    { project: { ...FRESH.project, lifecycle: "retired" } },
    "nothing",
    /churn is retired/,
  ],
  ["a paused project", { project: { ...FRESH.project, lifecycle: "paused" } }, "propose", /passed/],

  ["a tag that is no version", { tag: "nightly" }, "nothing", /nightly is no version/],
  ["a request for one", { tag: "nightly", requests: [request()] }, "refuse", /nightly is no version/],
  ["no release", { release: undefined }, "nothing", /no published release/],
  ["no release any more", { release: undefined, ...open }, "withdraw", /no published release/],
  ["a request without a release", { release: undefined, requests: [request()] }, "withdraw", /no published/],
  ["no tag any more", { commit: undefined, ...open }, "withdraw", /no published release/],
  ["a pre-release", { release: { ...release, prerelease: true } }, "nothing", /is a pre-release/],
  [
    "a release that became a pre-release",
    { release: { ...release, prerelease: true }, ...open },
    "withdraw",
    /is a pre-release/,
  ],

  ["what is in prod", { manifest: manifest(`v1.2.0@${COMMIT}`) }, "nothing", /is what the manifest names/],
  ["what is in prod without its commit", { manifest: manifest("v1.2.0") }, "nothing", /is what the manifest/],
  [
    "what is merged and asked for",
    { manifest: manifest(`v1.2.0@${COMMIT}`), pulls: [pull({ state: "merged" })], requests: [request()] },
    "report",
    /^Merged by pull request 5, and being deployed$/,
  ],
  [
    "what is deployed and asked for once more",
    {
      manifest: manifest(`v1.2.0@${COMMIT}`),
      pulls: [pull({ state: "merged", closed: EARLY })],
      requests: [person({ id: 2 }), request(told("success"))],
    },
    "report",
    /^success!$/,
  ],
  [
    "what was deployed, taken back and merged again",
    {
      manifest: manifest(`v1.2.0@${COMMIT}`),
      pulls: [pull({ state: "merged", closed: LATE })],
      requests: [person({ id: 2 }), request(told("success"))],
    },
    "report",
    /being deployed$/,
  ],
  [
    "what is deployed",
    { manifest: manifest(`v1.2.0@${COMMIT}`), requests: [request(told("success"))] },
    "nothing",
    /is what the manifest names/,
  ],
  [
    "a tag that was moved after it went to prod",
    { manifest: manifest(`v1.2.0@${OTHER}`), requests: [request()] },
    "refuse",
    /^v1\.2\.0 was bbbbbbb and now names aaaaaaa: release a new version$/,
  ],
  ["a tag that was moved since", { pulls: [pull({ pin: OTHER })] }, "refuse", /was bbbbbbb and now names/],
  [
    "a tag that was moved since it was asked for",
    { requests: [person({ created: LATE }), request({ sha: OTHER })] },
    "refuse",
    /was bbbbbbb/,
  ],
  [
    "a tag that was moved since it was closed",
    { pulls: [closed({ pin: OTHER, body: BACK_MARK })], requests: [person({ created: LATE })] },
    "refuse",
    /was bbbbbbb/,
  ],

  ["what was declined", { pulls: [closed()] }, "nothing", /Pull request 5 for v1\.2\.0 was closed/],
  [
    "the workflow's request for what was declined",
    { pulls: [closed()], requests: [request({ created: LATE })] },
    "report",
    /was closed; ask again by a deployment/,
  ],
  [
    "a person's request from before it was declined",
    { pulls: [closed()], requests: [person({ created: EARLY, ...told("inactive") })] },
    "nothing",
    /was closed/,
  ],
  [
    "a person's request since it was declined",
    { pulls: [closed()], requests: [person({ created: LATE })] },
    "propose",
    /passed/,
  ],
  [
    "a further request since it was declined",
    { pulls: [closed()], requests: [request({ id: 2, created: LATE }), request(told("inactive"))] },
    "propose",
    /passed/,
  ],
  ["what the bot closed for now", { pulls: [closed({ body: `x\n${BACK_MARK}` })] }, "propose", /passed/],
  ["what was rolled back", { pulls: [closed({ state: "merged" })] }, "nothing", /is no more/],

  [
    "an older one than in prod",
    { manifest: manifest("v1.3.0") },
    "nothing",
    /v1\.3\.0 is in prod, which is newer/,
  ],
  [
    "the workflow's request for an older one",
    { manifest: manifest("v1.3.0"), requests: [request()] },
    "withdraw",
    /v1\.3\.0 is in prod.*; ask again/,
  ],
  [
    "an older one that was open",
    { manifest: manifest("v1.3.0"), ...open },
    "withdraw",
    /v1\.3\.0 is in prod/,
  ],
  [
    "a person's request to go back",
    { manifest: manifest("v1.3.0"), requests: [person()] },
    "propose",
    /passed/,
  ],
  [
    "a newer one that is asked for",
    { others: [newer] },
    "nothing",
    /v1\.3\.0 is asked for by pull request 6/,
  ],
  ["a newer one beside its own", { others: [newer], ...open }, "withdraw", /v1\.3\.0 is asked for/],
  ["a person's wish since the newer one", { others: [newer], requests: [person()] }, "propose", /passed/],
  [
    "a person's wish from before the newer one",
    { others: [{ ...newer, created: LATE }], requests: [person()] },
    "withdraw",
    /v1\.3\.0 is asked for/,
  ],

  ["no evidence", { evidence: { ...evidence, verdict: "never ran" } }, "nothing", /stage-e2e never ran/],
  [
    "a request without evidence",
    { evidence: { ...evidence, verdict: "did not pass" }, requests: [request()] },
    "refuse",
    /stage-e2e did not pass for v1\.2\.0: run it/,
  ],
  [
    "a request while it is tried",
    { evidence: { ...evidence, verdict: "is still running" }, requests: [request()] },
    "refuse",
    /is still running for v1\.2\.0: ask again once/,
  ],
  [
    "evidence that got lost",
    { evidence: { ...evidence, verdict: "never ran" }, ...open },
    "propose",
    /is asked/,
  ],

  ["no manifest", { manifest: undefined, requests: [request()] }, "refuse", /no projects\/churn\.yaml/],
  [
    "a manifest that cannot be read",
    { manifest: { file: "projects/churn.yaml", text: "a: [" }, requests: [request()] },
    "refuse",
    /cannot be read on the default branch/,
  ],
  [
    "somebody's branch of that name",
    { branch: branch({ foreign: true }), requests: [request()] },
    "refuse",
    /marvin\/promote\/churn\/v1\.2\.0 has somebody's commits: delete it/,
  ],
  [
    "somebody's commits on its branch",
    { pulls: [pull()], branch: branch({ foreign: true, text: "" }) },
    "propose",
    /is left as it is/,
  ],
];

/** What differs from FRESH, and whether the branch is written. */
const writing: readonly [string, Partial<State>, boolean][] = [
  ["no branch", {}, true],
  ["a branch that says it", { branch: branch() }, false],
  ["a branch that says it and is open", open, false],
  [
    "another manifest since",
    { ...open, manifest: { ...manifest("v1.1.0"), text: `${manifest("v1.1.0").text}# x\n` } },
    true,
  ],
  ["a branch without the manifest", { branch: branch({ text: undefined }) }, true],
  ["a branch that was merged", { branch: branch({ merged: true }) }, true],
  ["somebody's commits", { pulls: [pull()], branch: branch({ foreign: true, text: "" }) }, false],
];

const closing = table.filter(([, , kind]) => kind === "withdraw" || kind === "refuse");

describe("plan of a promotion", () => {
  for (const [title, over, kind, because] of table) {
    it(`is to ${kind} for ${title}`, () => {
      const decision = plan({ ...FRESH, ...over });
      assert.equal(decision.kind, kind, decision.because);
      assert.match(decision.because, because);
    });
  }

  for (const [title, over, write] of writing) {
    it(`${write ? "writes" : "does not write"} the branch for ${title}`, () => {
      const decision = plan({ ...FRESH, ...over });
      assert.ok(decision.kind === "propose");
      assert.equal(decision.write, write);
    });
  }

  it("names the line with its commit, and closes the project's other pull requests", () => {
    const decision = plan({ ...FRESH, others: [older, newer], requests: [person()] });
    assert.ok(decision.kind === "propose");
    assert.equal(decision.text, manifest(`v1.2.0@${COMMIT}`).text);
    assert.deepEqual(decision.superseded, [older, newer]);
  });

  it("closes all of a project at rest, and lets them come back", () => {
    const decision = plan({ ...FRESH, archived: true, pulls: [pull(), closed()], others: [older] });
    assert.ok(decision.kind === "withdraw");
    assert.deepEqual([decision.pulls, decision.back], [[pull(), older], true]);
  });

  it("closes for good what a newer one replaces", () => {
    const decision = plan({ ...FRESH, ...open, others: [newer] });
    assert.ok(decision.kind === "withdraw");
    assert.deepEqual([decision.pulls, decision.back], [[pull()], false]);
  });

  for (const [title, over] of closing) {
    it(`does so once for ${title}`, () => {
      const decision = plan({ ...FRESH, ...over });
      assert.ok(decision.kind === "withdraw" || decision.kind === "refuse");
      // As GitHub has it once the decision was acted on.
      const after = plan({
        ...FRESH,
        ...over,
        pulls: (over.pulls ?? []).map((one) => ({
          ...one,
          state: "closed" as const,
          closed: LATE,
          body: decision.kind === "refuse" || decision.back ? BACK_MARK : "",
        })),
        others: (over.others ?? []).filter((one) => !decision.pulls.includes(one)),
        requests: (over.requests ?? []).map((one) => ({ ...one, ...told("error") })),
      });
      assert.equal(after.kind, "nothing", after.because);
    });
  }
});

describe("isOlder", () => {
  const pairs: readonly [string, string, boolean][] = [
    ["v1.2.0", "v1.10.0", true],
    ["v1.10.0", "v1.2.0", false],
    ["1.2.0", "v1.2.0", false],
    ["v1.2.0-rc.1", "v1.2.0", true],
    ["v1.2.0", "v1.2.0-rc.1", false],
    ["v1.2.0+1", "v1.2.0+2", true],
    ["v01.2.0", "v2.0.0", false],
    ["main", "v2.0.0", false],
  ];
  for (const [one, other, older] of pairs) {
    it(`${older ? "puts" : "does not put"} ${one} before ${other}`, () =>
      assert.equal(isOlder(one, other), older));
  }
});
