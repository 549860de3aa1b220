import assert from "node:assert/strict";
import { rolloutOf, targetOf, type Canary } from "../../../bot/fleet/rollout";
import { needsPeople, summaryMarkdown, summaryText } from "../../../bot/fleet/summary";

const releases = ["v1.0.0", "v1.1.0", "v1.2.0", "v2.0.0-rc.1"];
const open = (version: string, checks: "passed" | "pending" | "failed" | "conflicts") => ({
  version,
  checks,
  url: "https://x/1",
});

describe("how far a version has come", () => {
  const cases: readonly (readonly [string, readonly Canary[], string | undefined, RegExp | undefined])[] = [
    ["there is no canary", [], "v1.2.0", undefined],
    ["the canary has merged it", [{ project: "a", merged: "v1.2.0" }], "v1.2.0", undefined],
    ["the canary is ahead of it", [{ project: "a", merged: "v2.0.0-rc.1" }], "v1.2.0", undefined],
    [
      "its checks have passed",
      [{ project: "a", merged: "v1.0.0", open: open("v1.2.0", "passed") }],
      "v1.2.0",
      undefined,
    ],
    [
      "its checks are pending",
      [{ project: "a", merged: "v1.1.0", open: open("v1.2.0", "pending") }],
      "v1.1.0",
      /v1\.2\.0 waits for the canaries: a is being checked in https:\/\/x\/1$/,
    ],
    [
      "its checks have failed",
      [{ project: "a", merged: "v1.1.0", open: open("v1.2.0", "failed") }],
      "v1.1.0",
      /failed/,
    ],
    [
      "it has conflicts",
      [{ project: "a", merged: "v1.1.0", open: open("v1.2.0", "conflicts") }],
      "v1.1.0",
      /conflicts/,
    ],
    ["it was declined", [{ project: "a", merged: "v1.0.0" }], "v1.0.0", /a has v1\.0\.0/],
    [
      "one of two has not passed",
      [
        { project: "a", merged: "v1.2.0" },
        { project: "b", merged: "v1.0.0", open: open("v1.1.0", "passed") },
      ],
      "v1.1.0",
      /b has passed/,
    ],
    [
      "nothing is known of it",
      [{ project: "a", unknown: "GitHub answered 503" }],
      undefined,
      /could not be looked at/,
    ],
    [
      "it has begun with nothing",
      [{ project: "a" }, { project: "b" }],
      undefined,
      /nothing of the template yet, and 1 more/,
    ],
  ];
  for (const [name, canaries, tag, held] of cases) {
    it(`is ${tag ?? "nowhere"} where ${name}`, () => {
      const { stable } = rolloutOf(releases, canaries);
      assert.equal(stable.tag, tag);
      if (held === undefined) assert.equal(stable.held, undefined);
      else assert.match(stable.held ?? "", held);
    });
  }

  it("gives each project its target", () => {
    const rollout = rolloutOf(releases, [{ project: "a", merged: "v1.1.0" }]);
    assert.deepEqual(targetOf("canary", rollout), { kind: "channel", tag: "v1.2.0" });
    assert.deepEqual(targetOf("stable", rollout), { kind: "channel", tag: "v1.1.0" });
    assert.deepEqual(targetOf("1.0.0", rollout), { kind: "pinned", tag: "v1.0.0" });
    assert.deepEqual(targetOf("v2.0.0-rc.1", rollout), { kind: "pinned", tag: "v2.0.0-rc.1" });
    assert.deepEqual(targetOf("v9.0.0", rollout), {
      kind: "none",
      why: "the template has no version v9.0.0: the newest is v1.2.0",
      isFault: true,
    });
    assert.equal(targetOf(undefined, rollout).kind, "none");
    assert.deepEqual(targetOf("stable", rolloutOf([], [])), {
      kind: "none",
      why: "the template has no released version",
      isFault: true,
    });
  });
});

describe("the summary of a fleet run", () => {
  const run = {
    rollout: rolloutOf(releases, []),
    outcomes: [
      { project: "a", repository: "acme/a", kind: "nothing", why: "the repository follows v1.2.0" },
      {
        project: "bee",
        repository: "acme/bee",
        kind: "asked",
        why: "behind",
        from: "v1.0.0",
        to: "v1.2.0",
        pull: "https://x/1",
        conflicts: ["c.txt"],
      },
      { project: "c", repository: "acme/c", kind: "failed", why: "a | b\nc" },
    ],
  } as const;

  it("puts first what somebody has to look at", () => {
    assert.equal(
      summaryText(run),
      [
        "Failed (1)\n  c    a | b\nc",
        "Pull request open (1)\n  bee  v1.0.0 -> v1.2.0  behind, conflicts in c.txt  https://x/1",
        "Nothing to do (1)\n  a    the repository follows v1.2.0",
        "3 projects: 1 failed, 1 asked, 1 nothing",
      ].join("\n\n"),
    );
    assert.ok(needsPeople(run));
    assert.ok(!needsPeople({ ...run, outcomes: run.outcomes.slice(0, 2) }));
  });

  it("keeps every text in its cell", () => {
    const rows = summaryMarkdown(run)
      .split("\n")
      .filter((line) => line.startsWith("|"));
    assert.deepEqual(rows.slice(2), [
      "| c |  |  | Failed | a \\| b c |",
      "| bee | v1.0.0 | v1.2.0 | [Pull request open](https://x/1) | behind |",
      "| a |  |  | Nothing to do | the repository follows v1.2.0 |",
    ]);
  });
});
