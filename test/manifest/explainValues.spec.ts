import assert from "node:assert/strict";
import { MINIMAL, faultsIn, task } from "./manifests";

const refused: readonly [string, string, string[]][] = [
  [
    "nothing but a name",
    "name: churn\n",
    [
      "1:1 contact: is missing: add `contact:` — Mail address that people and failed jobs write to.",
      "1:1 description: is missing: add `description:` — One sentence: what the project does for whom. Shown on the repository.",
      "1:1 owner: is missing: add `owner:` — GitHub team that answers for the project, by its slug.",
    ],
  ],
  [
    "a number as a name",
    MINIMAL.replace("churn\n", "42\n"),
    ['1:1 name: must be text: write "42" in quotes, for YAML reads a number'],
  ],
  [
    "a boolean as text",
    MINIMAL.replace("Predicts churn.", "true"),
    ['2:1 description: must be text: write "true" in quotes, for YAML reads a boolean'],
  ],
  [
    "null as text",
    MINIMAL.replace("Predicts churn.", ""),
    [
      "2:1 description: has no value: write it after the colon — One sentence: what the project does for whom. Shown on the repository.",
    ],
  ],
  ["null in an optional place", MINIMAL + "data:\n", ["5:1 data: has no value: add one, or remove the key"]],
  ["null in a map", MINIMAL + "tags: {a: }\n", ["5:8 tags.a: has no value: add one, or remove the key"]],
  [
    "null in a list",
    MINIMAL + "access:\n  owners:\n    -\n",
    ["6:3 access.owners[0]: has no value: add one, or remove the key"],
  ],
  [
    "a list for a mapping",
    MINIMAL + "tags:\n  - a\n",
    ["5:1 tags: must be a mapping: put `key: value` lines below it, indented"],
  ],
  [
    "a mapping for a list",
    MINIMAL + "access: {owners: {a: b}}\n",
    ["5:10 access.owners: must be a list: put each item on a line of its own, after `- `"],
  ],
  [
    "text for a list",
    MINIMAL + "access: {owners: a}\n",
    ["5:10 access.owners: must be a list: put each item on a line of its own, after `- `"],
  ],
  [
    "text for a mapping",
    MINIMAL + "data: x\n",
    ["5:1 data: must be a mapping: put `key: value` lines below it, indented"],
  ],
  [
    "a list for text",
    MINIMAL.replace("churn@example.edu", "[a@example.edu]"),
    ["4:1 contact: must be an e-mail address, e.g. `churn-team@example.edu`"],
  ],
  [
    "a mapping for text",
    MINIMAL.replace("churn@example.edu", "{a: b}"),
    ["4:1 contact: must be an e-mail address, e.g. `churn-team@example.edu`"],
  ],
  [
    "text for a number",
    MINIMAL + `repository: {reviews: "2"}\n`,
    ["5:14 repository.reviews: must be a number, written without quotes or units"],
  ],
  [
    "a fraction",
    MINIMAL + "repository: {reviews: 1.5}\n",
    ["5:14 repository.reviews: must be a whole number of approvals"],
  ],
  [
    "infinity",
    MINIMAL + "repository: {reviews: .inf}\n",
    ["5:14 repository.reviews: must be a whole number of approvals"],
  ],
  [
    "not a number",
    MINIMAL + "repository: {reviews: .nan}\n",
    ["5:14 repository.reviews: must be a whole number of approvals"],
  ],
  [
    "a huge number",
    MINIMAL + "repository: {reviews: 99999999999999999999}\n",
    [
      "5:14 repository.reviews: is too large: from 1 to 10 approvals",
      "5:14 repository.reviews: must be a whole number of approvals",
    ],
  ],
  [
    "too small",
    MINIMAL + "repository: {reviews: 0}\n",
    ["5:14 repository.reviews: is too small: from 1 to 10 approvals"],
  ],
  [
    "too large",
    MINIMAL + "repository: {reviews: 11}\n",
    ["5:14 repository.reviews: is too large: from 1 to 10 approvals"],
  ],
  [
    "a duration",
    task("timeout_seconds: 2h\nnotebook_task: { notebook_path: n }"),
    ["9:9 workflows.train.tasks[0].timeout_seconds: must be a number, written without quotes or units"],
  ],
  [
    "quoted true",
    task(`retry_on_timeout: "true"\nnotebook_task: { notebook_path: n }`),
    ["9:9 workflows.train.tasks[0].retry_on_timeout: must be true or false, written without quotes"],
  ],
  [
    "a number for a parameter",
    task("notebook_task:\n  notebook_path: n\n  base_parameters: { depth: 8 }"),
    [
      '11:30 workflows.train.tasks[0].notebook_task.base_parameters.depth: must be text: write "8" in quotes, for YAML reads a number',
    ],
  ],
  [
    "a version read as a number",
    MINIMAL + "releases: {prod: 1.2}\n",
    ['5:12 releases.prod: must be text: write "1.2" in quotes, for YAML reads a number'],
  ],
  [
    "an outcome without quotes",
    task("notebook_task: { notebook_path: n }\ndepends_on: [{task_key: run, outcome: true}]"),
    ['10:38 workflows.train.tasks[0].depends_on[0].outcome: must be text: write "true" in quotes'],
  ],
  [
    "a word outside its set",
    MINIMAL + "repository: {visibility: privat}\n",
    ["5:14 repository.visibility: must be one of private, internal, public: did you mean `private`?"],
  ],
  [
    "an unlike word outside its set",
    MINIMAL + "repository: {visibility: secret}\n",
    ["5:14 repository.visibility: must be one of private, internal, public"],
  ],
  [
    "admin as a role",
    MINIMAL + "repository: {teams: {ops: admin}}\n",
    ["5:22 repository.teams.ops: is not given, for who has it can switch the rules off: use `maintain`"],
  ],
];

describe("explain: values of the wrong kind", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
