import assert from "node:assert/strict";
import { questionsApart, recordedIn } from "../../../bot/reconcile/answersFile";
import { conflictsIn, conflictTrailers, isMarked } from "../../../bot/reconcile/conflicts";
import { digestOf, markerIn, markerText, withdrawnText } from "../../../bot/reconcile/marker";
import { plan } from "../../../bot/reconcile/plan";
import { bodyOf, titleOf } from "../../../bot/reconcile/pullText";
import type { Branch, Pull, State } from "../../../bot/reconcile/state";

const SOURCE = "https://github.com/acme/template.git";
const answers = { project_name: "churn" };
const wanted = { version: "v1.1.0", answers };
const at = (version: string, more = {}) => ({ source: SOURCE, version, answers: { ...answers, ...more } });

const state = (more: Partial<State> = {}): State => ({
  repository: "acme/churn",
  archived: false,
  defaultBranch: "main",
  head: "a".repeat(40),
  isPristine: false,
  declined: [],
  recorded: at("v1.0.0"),
  ...more,
});

const branch = (more: Partial<Branch> = {}): Branch => ({
  tip: "b".repeat(40),
  ahead: 1,
  behind: 0,
  hasPeople: false,
  conflicts: [],
  recorded: at("v1.1.0"),
  ...more,
});

const marker = { version: "v1.1.0", answers: digestOf(answers), withdrawn: false };
const pull: Pull = { number: 7, url: "https://x/7", title: "", body: "", labels: [], base: "main", marker };

const decide = (given: State) => {
  const { kind, why: _why, ...more } = plan(given, wanted, { isTemplate: (source) => source === SOURCE });
  return [kind, ...Object.values(more)].join(" ");
};

describe("the plan of a reconcile", () => {
  const cases: readonly (readonly [string, Partial<State>, string])[] = [
    ["archived", { archived: true }, "nothing"],
    ["empty", { head: undefined, recorded: undefined }, "begin"],
    ["with GitHub's README alone", { recorded: undefined, isPristine: true }, "change render anew"],
    ["of its own", { recorded: undefined }, "nothing"],
    ["with an unreadable answers file", { recorded: "unreadable" }, "stop"],
    ["of another template", { recorded: { ...at("v1.0.0"), source: "https://x/other/one" } }, "stop"],
    ["of no template", { recorded: { version: "v1.0.0", answers } }, "stop"],
    ["at no release", { recorded: at("v1.0.0-3-gabc") }, "change update anew v1.0.0-3-gabc"],
    ["at a commit", { recorded: at("abc1234") }, "stop"],
    ["newer", { recorded: at("v2.0.0") }, "stop"],
    ["as wanted", { recorded: at("v1.1.0") }, "nothing"],
    ["as wanted, written without v", { recorded: at("1.1.0") }, "nothing"],
    ["as wanted, with the bot's pull request open", { recorded: at("v1.1.0"), pull }, "withdraw"],
    [
      "as wanted, with a person's",
      { recorded: at("v1.1.0"), pull: { ...pull, marker: undefined as never } },
      "nothing",
    ],
    ["with other answers", { recorded: at("v1.1.0", { project_name: "x" }) }, "change update anew v1.1.0"],
    ["behind", {}, "change update anew v1.0.0"],
    ["behind, with the branch as wanted", { branch: branch() }, "ask v1.0.0"],
    ["behind, with the branch behind", { branch: branch({ behind: 2 }) }, "change update anew v1.0.0"],
    [
      "behind, with the branch of an older version",
      { branch: branch({ recorded: at("v1.0.5") }) },
      "change update anew v1.0.0",
    ],
    [
      "behind, with people's commits on the wanted version",
      { branch: branch({ hasPeople: true, behind: 2 }) },
      "ask v1.0.0",
    ],
    [
      "behind, with people's commits on an older version",
      { branch: branch({ hasPeople: true, recorded: at("v1.0.5") }) },
      "change update on-top v1.0.0",
    ],
    [
      "behind, with people at work on conflicts",
      { branch: branch({ hasPeople: true, recorded: at("v1.0.5"), conflicts: ["a"] }), pull },
      "stop",
    ],
    ["declined", { declined: [marker] }, "nothing"],
    ["declined and reopened", { declined: [marker], pull, branch: branch() }, "ask v1.0.0"],
    [
      "declined for another version",
      { declined: [{ ...marker, version: "v1.0.5" }] },
      "change update anew v1.0.0",
    ],
    ["declined with other answers", { declined: [{ ...marker, answers: "0" }] }, "change update anew v1.0.0"],
  ];
  for (const [name, more, expected] of cases) {
    it(`is ${expected} for a repository ${name}`, () => assert.equal(decide(state(more)), expected));
  }
});

describe("what the bot keeps in texts", () => {
  it("reads an answers file, whatever is in it", () => {
    assert.deepEqual(recordedIn("# c\n_commit: v1.0.0\n_src_path: gh:a/b\non: true\nwhen: 2026-01-01\n"), {
      version: "v1.0.0",
      source: "gh:a/b",
      answers: { on: true, when: "2026-01-01" },
    });
    for (const text of ["<<<<<<< a\n=======\n", "", "- 1", "_commit: 1.0", "a: [", "!!js/function 'x'"]) {
      assert.equal(recordedIn(text), "unreadable", text);
    }
  });

  it("compares only the questions that were asked", () => {
    const recorded = { answers: { list: ["a", "b"], yes: true, text: "x" } };
    assert.deepEqual(questionsApart(recorded, { list: ["a", "b"], yes: true, text: "x", later: "y" }), []);
    assert.deepEqual(questionsApart(recorded, { list: ["b", "a"], yes: false, text: "x" }), ["list", "yes"]);
  });

  it("finds its marker again, and marks it withdrawn", () => {
    const text = `Hello\n\n${markerText(marker)}`;
    assert.deepEqual(markerIn(text), marker);
    assert.deepEqual(markerIn(withdrawnText(text)), { ...marker, withdrawn: true });
    assert.equal(withdrawnText(withdrawnText(text)), withdrawnText(text));
    assert.equal(markerIn("Hello"), undefined);
    assert.equal(markerIn(null), undefined);
    assert.equal(digestOf({ a: 1, b: 2 }), digestOf({ b: 2, a: 1 }));
    assert.notEqual(digestOf({ a: 1 }), digestOf({ a: "1" }));
  });

  it("names files with conflicts in trailers, whatever they are called", () => {
    const paths = ["a.txt", 'odd "name"\n.txt', "ü"];
    assert.deepEqual(conflictsIn(`Update\n\n${conflictTrailers(paths)}\n`), paths);
    assert.ok(isMarked("a\n<<<<<<< before\nb\n=======\nc\n>>>>>>> after\n"));
    assert.ok(!isMarked("a\n=======\nb\n"));
  });

  it("cuts a changelog that GitHub would refuse, and shows no path as anything but code", () => {
    const changes = Array.from({ length: 9000 }, (_, at) => `- change ${at}`).join("\n");
    const content = { wanted, why: "it is behind", conflicts: ["a`b.txt", "`c`"], changes, from: "v1.0.0" };
    const body = bodyOf(content);
    assert.ok(body.length < 65_536);
    assert.match(body, /- ``a`b\.txt``\n- `` `c` ``/);
    assert.match(body, /The rest is in the template's CHANGELOG\.md\./);
    assert.ok(markerIn(body));
    assert.equal(
      titleOf({ wanted, from: "v1.1.0" }),
      "Follow the manifest's answers to the template at v1.1.0",
    );
  });
});
