import assert from "node:assert/strict";
import { faultsIn, MINIMAL, task } from "../manifests";

const refused: readonly [string, string, string[]][] = [
  [
    "a project with a capital",
    MINIMAL.replace("churn\n", "Churn\n"),
    [
      "1:1 name: must be lower-case letters, digits and single hyphens, beginning with a letter, e.g. `churn-eu`",
    ],
  ],
  [
    "a project with an underscore",
    MINIMAL.replace("churn\n", "churn_x\n"),
    [
      "1:1 name: must be lower-case letters, digits and single hyphens, beginning with a letter, e.g. `churn-eu`",
    ],
  ],
  [
    "a project of 41 characters",
    MINIMAL.replace("churn\n", "c".repeat(41) + "\n"),
    ["1:1 name: is too long: at most 40 characters"],
  ],
  [
    "a project of one character",
    MINIMAL.replace("churn\n", "c\n"),
    ["1:1 name: is too short: at least 2 characters"],
  ],
  [
    "a project other than its file",
    MINIMAL.replace("churn\n", "other\n"),
    ["1:1 name: must be `churn`, as the file's name: change one of them"],
  ],
  [
    "a long description",
    MINIMAL.replace("Predicts churn.", "x".repeat(351)),
    ["2:1 description: is too long: at most 350 characters"],
  ],
  [
    "a description of lines",
    MINIMAL.replace("Predicts churn.", `"a\\nb"`),
    ["2:1 description: must be one line of text without control characters: fold it with `>-`"],
  ],
  [
    "a blank description",
    MINIMAL.replace("Predicts churn.", `"  "`),
    ["2:1 description: is empty: write a value"],
  ],
  [
    "a team by its name",
    MINIMAL.replace("data-science", "Data Science"),
    [
      "3:1 owner: must be the team's slug as in its address on GitHub: lower-case letters, digits and hyphens",
    ],
  ],
  [
    "a team by its address",
    MINIMAL.replace("data-science", `"@org/data-science"`),
    [
      "3:1 owner: must be the team's slug as in its address on GitHub: lower-case letters, digits and hyphens",
    ],
  ],
  [
    "a mail address without @",
    MINIMAL.replace("churn@", ""),
    ["4:1 contact: must be an e-mail address, e.g. `churn-team@example.edu`"],
  ],
  [
    "a long mail address",
    MINIMAL.replace("churn@", "c".repeat(250) + "@"),
    ["4:1 contact: is too long: at most 254 characters"],
  ],
  [
    "a schema with a hyphen",
    MINIMAL + "data: {schema: a-b}\n",
    [
      "5:8 data.schema: must be lower-case letters, digits and underscores, not beginning with a digit, e.g. `student_churn`",
    ],
  ],
  [
    "a schema that begins with a digit",
    MINIMAL + "data: {schema: 1a}\n",
    [
      "5:8 data.schema: must be lower-case letters, digits and underscores, not beginning with a digit, e.g. `student_churn`",
    ],
  ],
  [
    "information_schema",
    MINIMAL + "data: {schema: information_schema}\n",
    ["5:8 data.schema: `information_schema` belongs to Unity Catalog: choose another name"],
  ],
  [
    "default",
    MINIMAL + "data: {schema: default}\n",
    ["5:8 data.schema: `default` belongs to Unity Catalog: choose another name"],
  ],
  [
    "a schema of 256 characters",
    MINIMAL + `data: {schema: ${"s".repeat(256)}}\n`,
    ["5:8 data.schema: is too long: at most 255 characters"],
  ],
  [
    "a volume with a capital",
    MINIMAL + "data: {volumes: {Landing: {}}}\n",
    [
      "5:18 data.volumes.Landing: this key must be lower-case letters, digits and underscores, not beginning with a digit, e.g. `student_churn`",
    ],
  ],
  [
    "a model with a hyphen",
    MINIMAL + "models: {my-model: {}}\n",
    [
      "5:10 models.my-model: this key must be lower-case letters, digits and underscores, not beginning with a digit, e.g. `student_churn`",
    ],
  ],
  [
    "an experiment with a space",
    MINIMAL + `experiments: {"my experiment": {}}\n`,
    [
      '5:16 experiments["my experiment"]: this key must be lower-case letters, digits, single hyphens or underscores, beginning with a letter, e.g. `batch_inference`',
    ],
  ],
  [
    "a workflow with a space",
    MINIMAL + `workflows: {"a b": {tasks: []}}\n`,
    [
      '5:14 workflows["a b"]: this key must be lower-case letters, digits, single hyphens or underscores, beginning with a letter, e.g. `batch_inference`',
    ],
  ],
  [
    "a table without a schema",
    MINIMAL + "data: {reads: {tables: [payments]}}\n",
    ["5:25 data.reads.tables[0]: must be a name such as `finance.invoices`"],
  ],
  [
    "a table of four parts",
    MINIMAL + "data: {reads: {tables: [a.b.c.d]}}\n",
    ["5:25 data.reads.tables[0]: must be a name such as `finance.invoices`"],
  ],
  [
    "a schema with a space",
    MINIMAL + `data: {reads: {schemas: ["a b"]}}\n`,
    ["5:27 data.reads.schemas[0]: must be a name such as `reference.students`"],
  ],
  [
    "a group with a space at its end",
    MINIMAL + `access: {owners: ["a "]}\n`,
    ["5:20 access.owners[0]: begins or ends with a space: remove it"],
  ],
  [
    "a user with two hyphens",
    MINIMAL + "repository: {collaborators: {a--b: read}}\n",
    [
      "5:30 repository.collaborators.a--b: this key must be a GitHub user name: letters, digits and single hyphens",
    ],
  ],
  [
    "a user of 40 characters",
    MINIMAL + `repository: {collaborators: {${"a".repeat(40)}: read}}\n`,
    [
      "5:30 repository.collaborators.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: this key is too long: at most 39 characters",
    ],
  ],
  [
    "a task key with a space",
    task("notebook_task: { notebook_path: n }").replace("key: run", "key: a b"),
    ["8:9 workflows.train.tasks[0].task_key: must be letters, digits, `_` and `-`"],
  ],
  [
    "a task key of 101 characters",
    task("notebook_task: { notebook_path: n }").replace("key: run", "key: " + "a".repeat(101)),
    ["8:9 workflows.train.tasks[0].task_key: is too long: at most 100 characters"],
  ],
  [
    "an empty task key",
    task("notebook_task: { notebook_path: n }").replace("key: run", `key: ""`),
    ["8:9 workflows.train.tasks[0].task_key: must be letters, digits, `_` and `-`"],
  ],
  [
    "a table in capitals",
    `${MINIMAL}data: { reads: { tables: [Finance.Invoices] } }\n`,
    [
      "5:27 data.reads.tables[0]: has capital letters: write it in lower case, as Unity Catalog keeps all names",
    ],
  ],
];

describe("names and their limits", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
