import assert from "node:assert/strict";
import { MINIMAL, faultsIn } from "./manifests";

const refused: readonly [string, string, string[]][] = [
  [
    "two documents",
    `${MINIMAL}---\nname: other\n`,
    [
      "5:1 this file holds more than one YAML document: keep one project a file and remove the `---` between them",
    ],
  ],
  [
    "two documents after a comment",
    `# one\n---\n${MINIMAL}---\nname: other\n`,
    [
      "7:1 this file holds more than one YAML document: keep one project a file and remove the `---` between them",
    ],
  ],
  [
    "a second document without text",
    `${MINIMAL}---\n`,
    [
      "5:1 this file holds more than one YAML document: keep one project a file and remove the `---` between them",
    ],
  ],
  [
    "an ended document and more",
    `${MINIMAL}...\nname: other\n`,
    [
      "6:1 this file holds more than one YAML document: keep one project a file and remove the `---` between them",
    ],
  ],
  ["a control character", "name: a\x07b\n", ["1:8 the file holds control characters: remove them"]],
  [
    "a tab as indentation",
    "data:\n\tschema: x\n",
    ["2:1 a tab character is used for indentation: indent with spaces"],
  ],
  [
    "a tab after spaces",
    "data:\n  schema: x\n \tcomment: y\n",
    ["3:3 a tab character is used for indentation: indent with spaces"],
  ],
  [
    "an undeclared tag handle",
    MINIMAL + "tags: {a: !e!x y}\n",
    ["5:15 text that begins with `*`, `&` or `!` means something else in YAML: put it in quotes"],
  ],
  [
    "33 levels",
    "[".repeat(33) + "]".repeat(33),
    ["1:32 values are nested more than 32 deep: a manifest needs less, so check brackets and dashes"],
  ],
  [
    "100,000 brackets",
    "[".repeat(100_000),
    ["1:32 values are nested more than 32 deep: a manifest needs less, so check brackets and dashes"],
  ],
  [
    "100,000 dashes",
    "- ".repeat(100_000),
    ["1:65 values are nested more than 32 deep: a manifest needs less, so check brackets and dashes"],
  ],
  [
    "an unclosed quote",
    `name: "churn\n`,
    [
      "2:1 this line does not continue what stands above it: align it with the keys or items it belongs to, and close quotes and brackets",
    ],
  ],
  [
    "an unclosed bracket",
    `tags: {a: b\n`,
    [
      "2:1 this line does not continue what stands above it: align it with the keys or items it belongs to, and close quotes and brackets",
    ],
  ],
  [
    "a missing comma",
    "tags: {a: b c: d}\n",
    ["1:14 a bracket is not closed or a comma is missing: check `[ ]` and `{ }` near here"],
  ],
  [
    "a colon in plain text",
    "description: what: now\n",
    ["1:18 text that holds `: ` must be in quotes, or it is read as another key"],
  ],
  [
    "a missing colon",
    "name: churn\ndescription\nowner: x\n",
    ["3:6 this line is not a `key: value` pair: write a colon and a space after the key"],
  ],
  [
    "no space after a colon",
    "name:churn\n",
    [
      "1:1 a project is a mapping of keys to values: begin with `name: my-project`, with a space after the colon",
    ],
  ],
  [
    "a line out of line",
    "data:\n  schema: x\n comment: y\n",
    [
      "3:2 this line does not continue what stands above it: align it with the keys or items it belongs to, and close quotes and brackets",
    ],
  ],
  [
    "a list item out of line",
    "a:\n  - x\n - y\n",
    [
      "3:2 this line does not continue what stands above it: align it with the keys or items it belongs to, and close quotes and brackets",
    ],
  ],
  ["a bad escape", `name: "a\\qb"\n`, ["1:10 `\\` begins an escape inside double quotes: use single quotes"]],
  [
    "a star",
    "description: *bold* text\n",
    ["1:21 text that begins with `*`, `&` or `!` means something else in YAML: put it in quotes"],
  ],
  ["an at sign", "contact: @team\n", ["1:10 text cannot begin with `@`, `` ` `` or `%`: put it in quotes"]],
  ["a backtick", "name: `x`\n", ["1:7 text cannot begin with `@`, `` ` `` or `%`: put it in quotes"]],
  ["a percent sign", "name: %x\n", ["1:7 text cannot begin with `@`, `` ` `` or `%`: put it in quotes"]],
  [
    "a template",
    "name: {{project}}\n",
    [
      "1:1 contact: is missing: add `contact:` — Mail address that people and failed jobs write to.",
      "1:1 description: is missing: add `description:` — One sentence: what the project does for whom. Shown on the repository.",
      "1:1 name: must be text, not a mapping",
      "1:1 owner: is missing: add `owner:` — GitHub team that answers for the project, by its slug.",
      "1:8 name: a key must be a single word or text: write `key: value`, and quote text that begins with `{` or `[`",
    ],
  ],
  [
    "Windows line ends",
    "name: churn\r\ndescription: x\r\nowner: a b\r\ncontact: c@example.edu\r\n",
    [
      "3:1 owner: must be the team's slug as in its address on GitHub: lower-case letters, digits and hyphens",
    ],
  ],
  [
    "a conflict marker",
    `<<<<<<< HEAD\n${MINIMAL}=======\n>>>>>>> x\n`,
    ["1:1 a merge conflict is left in this file: choose one side and remove the markers"],
  ],
];

describe("syntaxFault: text that is no YAML", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
