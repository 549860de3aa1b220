import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { dump, load } from "js-yaml";
import { Refused } from "../../../bot/failure";
import { prodOf, withRelease } from "../../../bot/promotion/line";
import { checkManifests } from "../../../manifest/check";
import { MINIMAL } from "../../manifest/manifests";

const PROJECTS = join(__dirname, "../../../projects");
const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const PINNED = { tag: "v2.0.0", commit: COMMIT };
const VALUE = `v2.0.0@${COMMIT}`;

const promoted = (text: string) => withRelease({ file: "projects/churn.yaml", text }, PINNED);

/** Titles, what stood behind MINIMAL, and what stands there afterwards. */
const changes: readonly [string, string, string][] = [
  ["a tag", "releases:\n  prod: v1.0.0\n", `releases:\n  prod: ${VALUE}\n`],
  ["a pinned tag", `releases:\n  prod: v1.0.0@${"a".repeat(40)}\n`, `releases:\n  prod: ${VALUE}\n`],
  ["a commit", `releases: { prod: ${"a".repeat(40)} }\n`, `releases: { prod: ${VALUE} }\n`],
  [
    "a line with comments",
    "releases: # what runs\n  # prod\n  prod:   v1.0.0   # since May\n  dev: main\n",
    `releases: # what runs\n  # prod\n  prod:   ${VALUE}   # since May\n  dev: main\n`,
  ],
  ["double quotes", 'releases:\n  prod: "v1.0.0" # x\n', `releases:\n  prod: "${VALUE}" # x\n`],
  ["single quotes", "releases: {prod: 'v1.0.0'}\n", `releases: {prod: '${VALUE}'}\n`],
  ["quoted keys", 'releases: {"prod": v1.0.0}\n', `releases: {"prod": ${VALUE}}\n`],
  ["no newline at the end", "releases:\n    prod: v1.0.0", `releases:\n    prod: ${VALUE}`],
  ["a value on the next line", "releases:\n  prod:\n    v1.0.0\n", `releases:\n  prod:\n    ${VALUE}\n`],
  [
    "the same text elsewhere",
    "tags: { a: v1.0.0 }\nreleases:\n  stage: v1.0.0\n  prod: v1.0.0\n",
    `tags: { a: v1.0.0 }\nreleases:\n  stage: v1.0.0\n  prod: ${VALUE}\n`,
  ],
  [
    "a first release behind others",
    "releases:\n   dev: main # always\n# end\nlifecycle: active\n",
    `releases:\n   dev: main # always\n   prod: ${VALUE}\n# end\nlifecycle: active\n`,
  ],
  ["a first release in flow", "releases: { dev: main }\n", `releases: { dev: main, prod: ${VALUE} }\n`],
  [
    "a first release in flow with quotes",
    'releases: {stage: "v1.0.0",}\n',
    `releases: {stage: "v1.0.0", prod: ${VALUE},}\n`,
  ],
  ["a first release in braces", "releases: {}\n", `releases: { prod: ${VALUE} }\n`],
  ["a first release in wide braces", "releases: { }\n", `releases: { prod: ${VALUE} }\n`],
  ["no releases at all", "", `releases:\n  prod: ${VALUE}\n`],
  [
    "no releases, wide indentation and no newline at the end",
    "compute:\n    interactive: false",
    `compute:\n    interactive: false\nreleases:\n    prod: ${VALUE}`,
  ],
  [
    "no releases among blocks that stand apart",
    "\ntags:\n  a: b\n",
    `\ntags:\n  a: b\n\nreleases:\n  prod: ${VALUE}\n`,
  ],
];

const refusals: readonly [string, string, RegExp][] = [
  [
    "an anchor that others name",
    "releases:\n  stage: v1.0.0\n  prod: &now v1.0.0\ntags: { version: *now }\n",
    /releases\.prod in line 7 has an anchor or is an alias; set `releases\.prod: v2/,
  ],
  [
    "an alias",
    "releases:\n  stage: &now v1.0.0\n  prod: *now\n",
    /^projects\/churn\.yaml: releases\.prod in line 7 has an anchor or is an alias/,
  ],
  [
    "releases that are an alias",
    "tags: &r { dev: main }\nreleases: *r\n",
    /releases in line 6 is an alias or no mapping/,
  ],
  [
    "releases that others name",
    "releases: &r\n  prod: v1.0.0\ntags: *r\n",
    /would change something else, such as an alias of it/,
  ],
  ["escapes", 'releases: { prod: "v1\\x2e0.0" }\n', /is not written on one line as it is read/],
  ["a folded value", "releases:\n  prod: >-\n    v1.0.0\n", /is not written on one line as it is read/],
  ["a list", "releases: [v1.0.0]\n", /is an alias or no mapping/],
  ["two lines", "releases:\n  prod: v1.0.0\n  prod: v1.1.0\n", /cannot be read on the default branch/],
  ["no YAML", "releases: {\n", /cannot be read on the default branch/],
  ["an end of document", "...\n", /would change something else|cannot be read/],
];

describe("withRelease", () => {
  for (const [title, before, after] of changes) {
    it(`changes ${title}, and nothing else`, () => {
      assert.equal(promoted(MINIMAL + before), MINIMAL + after);
    });
    it(`changes ${title} in a file with CRLF`, () => {
      const crlf = (text: string) => text.replaceAll("\n", "\r\n");
      assert.equal(promoted(crlf(MINIMAL + before)), crlf(MINIMAL + after));
    });
    it(`changes ${title} once`, () => {
      assert.equal(promoted(MINIMAL + after), MINIMAL + after);
    });
  }

  for (const [title, text, reason] of refusals) {
    it(`refuses ${title}`, () => {
      assert.throws(
        () => promoted(MINIMAL + text),
        (error) => error instanceof Refused && reason.test(error.message),
      );
    });
  }

  it("refuses what no manifest may name", () => {
    for (const pinned of [
      { tag: "latest", commit: COMMIT },
      { tag: "v1.0.0 #", commit: COMMIT },
      { tag: "v1.0.0", commit: "abc" },
      { tag: "v1.0.0\nowner: me", commit: COMMIT },
    ]) {
      assert.throws(() => withRelease({ file: "x.yaml", text: MINIMAL }, pinned), Refused);
    }
  });

  for (const name of readdirSync(PROJECTS)) {
    it(`changes at most two lines of projects/${name}, which stays valid`, () => {
      const text = readFileSync(join(PROJECTS, name), "utf8");
      const after = promoted(text);
      const [old, now] = [text.split("\n"), after.split("\n")];
      const added = now.filter((line) => !old.includes(line));
      assert.ok(added.length <= 2 && added.at(-1)?.includes(VALUE), added.join("\n"));
      assert.ok(old.filter((line) => !now.includes(line)).every((line) => /^\s+prod: v/.test(line)));
      // The others make what it refers to.
      const files = readdirSync(PROJECTS).map((file) => ({
        file,
        bytes: Buffer.from(file === name ? after : readFileSync(join(PROJECTS, file), "utf8")),
      }));
      assert.deepEqual(checkManifests(files).faults, []);
    });
  }

  it("changes releases.prod alone, whatever the manifest and however it is written", () => {
    const word = fc.stringMatching(/^[a-z][a-z #:'"-]{0,12}[a-z]$/);
    const ref = fc.constantFrom("main", "v1.0.0", "a".repeat(40), `v0.9.0-rc.1@${"b".repeat(40)}`);
    const content = fc.record(
      {
        name: fc.constant("churn"),
        description: word,
        tags: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), word, { maxKeys: 3 }),
        releases: fc.record({ dev: ref, stage: ref, prod: ref }, { requiredKeys: [] }),
        data: fc.record({ schemas: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), word, { maxKeys: 2 }) }),
        list: fc.array(word, { maxLength: 3 }),
      },
      { requiredKeys: ["name"] },
    );
    const style = fc.record({
      indent: fc.constantFrom(2, 4, 7),
      flowLevel: fc.constantFrom(-1, 1, 2),
      forceQuotes: fc.boolean(),
      crlf: fc.boolean(),
      comments: fc.boolean(),
      cut: fc.boolean(),
    });
    fc.assert(
      fc.property(content, style, (data, { crlf, comments, cut, ...options }) => {
        // Text of one line, so that a comment may stand behind it.
        let text = dump(data, { ...options, lineWidth: -1 });
        if (comments) text = text.replace(/\n/g, " # prod: v1.0.0\n# releases: x\n");
        if (crlf) text = text.replaceAll("\n", "\r\n");
        if (cut) text = text.trimEnd();
        const after = promoted(text);
        const releases = { ...data.releases, prod: VALUE };
        assert.deepEqual(load(after), { ...(load(text) as object), releases });
        assert.equal(prodOf({ file: "x.yaml", text: after }), VALUE);
        // Byte by byte: what is gone between what is the same at both ends is of the old value, or nothing.
        const old = prodOf({ file: "x.yaml", text }) ?? "";
        let [from, to] = [0, 0];
        while (from < text.length && text[from] === after[from]) from++;
        while (to < text.length - from && text.at(-1 - to) === after.at(-1 - to)) to++;
        assert.ok(old.includes(text.slice(from, text.length - to)));
      }),
      { numRuns: 300 },
    );
  });
});
