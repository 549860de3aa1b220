import assert from "node:assert/strict";
import { faultsIn, task } from "../manifests";

const NOTEBOOK = "notebook_task: { notebook_path: notebooks/train }";

const refused: readonly [string, string, string[]][] = [
  [
    "a notebook of the workspace",
    task("notebook_task: { notebook_path: notebooks/train, source: WORKSPACE }"),
    [
      "9:58 workflows.train.tasks[0].notebook_task.source: must be `GIT`: jobs run what is committed. Move the file to the repository and remove `source`",
    ],
  ],
  [
    "a source outside its set",
    task("notebook_task: { notebook_path: notebooks/train, source: github }"),
    [
      "9:58 workflows.train.tasks[0].notebook_task.source: must be `GIT`: jobs run what is committed. Move the file to the repository and remove `source`",
    ],
  ],
  [
    "a notebook's absolute path",
    task("notebook_task: { notebook_path: /Workspace/Users/me/train }"),
    [
      "9:26 workflows.train.tasks[0].notebook_task.notebook_path: must be relative to the repository's root, e.g. `notebooks/train`, without a leading `/` or `./`: jobs run what is in Git",
    ],
  ],
  [
    "a notebook's path from here",
    task("notebook_task: { notebook_path: ./train }"),
    [
      "9:26 workflows.train.tasks[0].notebook_task.notebook_path: must be relative to the repository's root, e.g. `notebooks/train`, without a leading `/` or `./`: jobs run what is in Git",
    ],
  ],
  [
    "a notebook's path at home",
    task("notebook_task: { notebook_path: ~/train }"),
    [
      "9:26 workflows.train.tasks[0].notebook_task.notebook_path: must be relative to the repository's root, e.g. `notebooks/train`, without a leading `/` or `./`: jobs run what is in Git",
    ],
  ],
  [
    "a notebook outside the repository",
    task("notebook_task: { notebook_path: notebooks/../../train }"),
    ["9:26 workflows.train.tasks[0].notebook_task.notebook_path: leaves the repository: remove `..`"],
  ],
  [
    "a notebook with its extension",
    task("notebook_task: { notebook_path: notebooks/train.py }"),
    [
      "9:26 workflows.train.tasks[0].notebook_task.notebook_path: must not end in `.py`: Databricks finds the notebook without it",
    ],
  ],
  [
    "a notebook's path of Windows",
    task("notebook_task: { notebook_path: notebooks\\train }"),
    ["9:26 workflows.train.tasks[0].notebook_task.notebook_path: holds a backslash: separate folders by `/`"],
  ],
  [
    "a file on DBFS",
    task(
      "environment_key: d\nspark_python_task: { python_file: dbfs:/train.py }",
      `environments: [{ environment_key: d, spec: { environment_version: "4" } }]`,
    ),
    [
      "10:30 workflows.train.tasks[0].spark_python_task.python_file: must be relative to the repository's root, e.g. `notebooks/train`, without a leading `/` or `./`: jobs run what is in Git",
    ],
  ],
  [
    "an empty notebook's path",
    task(`notebook_task: { notebook_path: "" }`),
    ["9:26 workflows.train.tasks[0].notebook_task.notebook_path: is empty: write a value"],
  ],
  [
    "SQL without file or query",
    task("sql_task: { warehouse_id: a }"),
    [
      "9:9 workflows.train.tasks[0].sql_task: needs one of `file` (SQL in the repository), `query` and `alert`",
    ],
  ],
  [
    "both kinds of wheel parameters",
    task(
      `environment_key: d\npython_wheel_task: { package_name: a, entry_point: b, parameters: [x], named_parameters: { y: z } }`,
      `environments: [{ environment_key: d, spec: { environment_version: "4" } }]`,
    ),
    [
      "10:63 workflows.train.tasks[0].python_wheel_task.parameters: `parameters` and `named_parameters` exclude each other: keep one",
    ],
  ],
  [
    "dbt without commands",
    task(
      `environment_key: d\ndbt_task: { commands: [] }`,
      `environments: [{ environment_key: d, spec: { environment_version: "4" } }]`,
    ),
    ["10:21 workflows.train.tasks[0].dbt_task.commands: is empty: add a command such as `dbt run`"],
  ],
  [
    "a condition with a number",
    task('condition_task: { left: "{{tasks.a.values.b}}", op: GREATER_THAN, right: 0 }'),
    [
      '9:75 workflows.train.tasks[0].condition_task.right: must be text: write "0" in quotes, for YAML reads a number',
    ],
  ],
  [
    "a condition with a sign",
    task('condition_task: { left: a, op: ">", right: b }'),
    [
      "9:36 workflows.train.tasks[0].condition_task.op: must be one of EQUAL_TO, NOT_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL, LESS_THAN, LESS_THAN_OR_EQUAL",
    ],
  ],
  [
    "a loop over a YAML list",
    task("for_each_task: { inputs: [a, b], task: { task_key: i, notebook_task: { notebook_path: n } } }"),
    [
      '9:26 workflows.train.tasks[0].for_each_task.inputs: must be text that holds a JSON list: put quotes around it, e.g. \'["arts", "law"]\'',
    ],
  ],
  [
    "a loop over text that is no list",
    task('for_each_task: { inputs: "a, b", task: { task_key: i, notebook_task: { notebook_path: n } } }'),
    [
      '9:26 workflows.train.tasks[0].for_each_task.inputs: must be a JSON list in quotes, e.g. \'["arts", "law"]\', or a reference such as "{{tasks.KEY.values.NAME}}"',
    ],
  ],
  [
    "101 runs of a loop at a time",
    task(
      "for_each_task: { inputs: '[]', concurrency: 101, task: { task_key: i, notebook_task: { notebook_path: n } } }",
    ),
    ["9:40 workflows.train.tasks[0].for_each_task.concurrency: is too large: from 1 to 100 runs at a time"],
  ],
  [
    "retries without end",
    task(`max_retries: -1\n${NOTEBOOK}`),
    [
      "9:9 workflows.train.tasks[0].max_retries: is -1, which retries for ever, whatever it costs: write a number up to 100",
    ],
  ],
  [
    "a run_if outside its set",
    task(`run_if: ALL_SUCCES\n${NOTEBOOK}`),
    [
      "9:9 workflows.train.tasks[0].run_if: must be one of ALL_SUCCESS, ALL_DONE, NONE_FAILED, AT_LEAST_ONE_SUCCESS, ALL_FAILED, AT_LEAST_ONE_FAILED: did you mean `ALL_SUCCESS`?",
    ],
  ],
  [
    "an outcome outside its set",
    task(`depends_on: [{ task_key: run, outcome: maybe }]\n${NOTEBOOK}`),
    ["9:39 workflows.train.tasks[0].depends_on[0].outcome: must be one of true, false"],
  ],
];

describe("task", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
