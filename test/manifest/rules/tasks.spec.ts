import assert from "node:assert/strict";
import { faultsIn, task, workflow } from "../manifests";

const NOTEBOOK = "notebook_task: { notebook_path: notebooks/train }";

/** A workflow of two tasks, each with a line of its own at line 9 and 12. */
function two(first: string, second: string): string {
  const task = (key: string, line: string) => `  - task_key: ${key}\n    ${line}\n    ${NOTEBOOK}\n`;
  return workflow(`tasks:\n${task("first", first)}${task("second", second)}`);
}

const refused: readonly [string, string, string[]][] = [
  ["a job without tasks", workflow("tasks: []"), ["7:5 workflows.train.tasks: is empty: add a task"]],
  [
    "a job whose tasks are missing",
    workflow("max_concurrent_runs: 1"),
    ["6:3 workflows.train.tasks: is missing: add `tasks:` — What the job does, as a list of tasks."],
  ],
  [
    "a task that does nothing",
    task("max_retries: 1"),
    [
      "8:9 workflows.train.tasks[0]: the task does nothing: add one of notebook_task, python_wheel_task, spark_python_task, spark_jar_task, sql_task, dbt_task, alert_task, dashboard_task, pipeline_task, run_job_task, condition_task, for_each_task",
    ],
  ],
  [
    "a task that does two things",
    task(`${NOTEBOOK}\nspark_jar_task: { main_class_name: Main }`),
    [
      "10:9 workflows.train.tasks[0].spark_jar_task: the task does 2 things (notebook_task, spark_jar_task): split it into tasks of one kind each",
    ],
  ],
  [
    "task keys that are used twice",
    workflow(`tasks:\n  - task_key: a\n    ${NOTEBOOK}\n  - task_key: a\n    ${NOTEBOOK}`),
    ["10:9 workflows.train.tasks[1].task_key: is used twice in this workflow: give each its own"],
  ],
  [
    "depends_on a task that is not there",
    two("max_retries: 1", "depends_on: [{ task_key: frist }]"),
    [
      "12:24 workflows.train.tasks[1].depends_on[0].task_key: there is no such task in this workflow: did you mean `first`?",
    ],
  ],
  [
    "depends_on a task that is unlike any",
    two("max_retries: 1", "depends_on: [{ task_key: prepare }]"),
    [
      "12:24 workflows.train.tasks[1].depends_on[0].task_key: there is no such task in this workflow: the tasks are first, second",
    ],
  ],
  [
    "depends_on itself",
    two("max_retries: 1", "depends_on: [{ task_key: second }]"),
    ["12:24 workflows.train.tasks[1].depends_on[0].task_key: a task cannot wait for itself: remove it"],
  ],
  [
    "depends_on one task twice",
    two("max_retries: 1", "depends_on: [{ task_key: first }, { task_key: first }]"),
    ["12:45 workflows.train.tasks[1].depends_on[1].task_key: is named twice: keep one"],
  ],
  [
    "an outcome of a task that has none",
    two("max_retries: 1", `depends_on: [{ task_key: first, outcome: "true" }]`),
    ["12:41 workflows.train.tasks[1].depends_on[0].outcome: only a condition task has an outcome: remove it"],
  ],
  [
    "a circle of two",
    two("depends_on: [{ task_key: second }]", "depends_on: [{ task_key: first }]"),
    [
      "9:9 workflows.train.tasks[0].depends_on: the tasks wait for each other in a circle (first -> second -> first): remove one of the dependencies",
    ],
  ],
  [
    "two circles",
    workflow(
      `tasks:\n${[
        ["a", "b"],
        ["b", "a"],
        ["c", "d"],
        ["d", "c"],
      ]
        .map(([k, d]) => `  - task_key: ${k}\n    depends_on: [{ task_key: ${d} }]\n    ${NOTEBOOK}\n`)
        .join("")}`,
    ),
    [
      "9:9 workflows.train.tasks[0].depends_on: the tasks wait for each other in a circle (a -> b -> a): remove one of the dependencies",
      "15:9 workflows.train.tasks[2].depends_on: the tasks wait for each other in a circle (c -> d -> c): remove one of the dependencies",
    ],
  ],
  [
    "a long circle",
    workflow(
      `tasks:\n${Array.from({ length: 30 }, (_, i) => `  - task_key: t${i}\n    depends_on: [{ task_key: t${(i + 1) % 30} }]\n    ${NOTEBOOK}\n`).join("")}`,
    ),
    [
      "9:9 workflows.train.tasks[0].depends_on: the tasks wait for each other in a circle (t0 -> t1 -> t2 -> t3 -> t4 -> t5 -> t6 -> t7 -> t8 -> t9 -> ... -> t0): remove one of the dependencies",
    ],
  ],
  [
    "a job cluster that is not declared",
    task(`job_cluster_key: main\n${NOTEBOOK}`),
    [
      "9:9 workflows.train.tasks[0].job_cluster_key: is not declared in `job_clusters`: add it to the workflow's `job_clusters`",
    ],
  ],
  [
    "a job cluster that is mistyped",
    task(`job_cluster_key: mian\n${NOTEBOOK}`, "job_clusters: [{ job_cluster_key: main, size: small }]"),
    [
      "9:9 workflows.train.tasks[0].job_cluster_key: is not declared in `job_clusters`: did you mean `main`?",
      "11:22 workflows.train.job_clusters[0].job_cluster_key: is used by no task: name it by `job_cluster_key` in a task, or remove it",
    ],
  ],
  [
    "a job cluster that no task uses",
    task(NOTEBOOK, "job_clusters: [{ job_cluster_key: main, size: small }]"),
    [
      "10:22 workflows.train.job_clusters[0].job_cluster_key: is used by no task: name it by `job_cluster_key` in a task, or remove it",
    ],
  ],
  [
    "a serverless environment that is not declared",
    task(`environment_key: default\npython_wheel_task: { package_name: a, entry_point: b }`),
    [
      "9:9 workflows.train.tasks[0].environment_key: is not declared in `environments`: add it to the workflow's `environments`",
    ],
  ],
  [
    "job clusters that share a key",
    task(
      `job_cluster_key: a\n${NOTEBOOK}`,
      "job_clusters: [{ job_cluster_key: a, size: small }, { job_cluster_key: a, size: large }]",
    ),
    [
      "11:59 workflows.train.job_clusters[1].job_cluster_key: is used twice in this workflow: give each its own",
    ],
  ],
  [
    "environments that share a key",
    task(
      `environment_key: a\n${NOTEBOOK}`,
      `environments: [{ environment_key: a, spec: { environment_version: "4" } }, { environment_key: a, spec: { environment_version: "4" } }]`,
    ),
    [
      "11:82 workflows.train.environments[1].environment_key: is used twice in this workflow: give each its own",
    ],
  ],
  [
    "parameters that share a name",
    task(NOTEBOOK, "parameters: [{ name: a, default: x }, { name: a, default: y }]"),
    ["10:45 workflows.train.parameters[1].name: is used twice in this workflow: give each its own"],
  ],
  [
    "two kinds of compute",
    task(
      `job_cluster_key: main\nenvironment_key: default\n${NOTEBOOK}`,
      `job_clusters: [{ job_cluster_key: main, size: small }]\nenvironments: [{ environment_key: default, spec: { environment_version: "4" } }]`,
    ),
    [
      "10:9 workflows.train.tasks[0].environment_key: the task names two kinds of compute (job_cluster_key, environment_key): keep one",
    ],
  ],
  [
    "a wheel without compute",
    task("python_wheel_task: { package_name: a, entry_point: b }"),
    [
      "8:9 workflows.train.tasks[0]: a python_wheel_task needs compute: add `environment_key` (serverless) or `job_cluster_key`",
    ],
  ],
  [
    "a JAR without a cluster",
    task("spark_jar_task: { main_class_name: Main }"),
    ["8:9 workflows.train.tasks[0]: a spark_jar_task needs a cluster: add `job_cluster_key`"],
  ],
  [
    "SQL on a cluster",
    task(
      "job_cluster_key: main\nsql_task: { warehouse_id: abc, file: { path: a.sql } }",
      "job_clusters: [{ job_cluster_key: main, size: small }]",
    ),
    [
      "9:9 workflows.train.tasks[0].job_cluster_key: this sql_task runs without a cluster: remove `job_cluster_key`",
    ],
  ],
  [
    "libraries without a cluster",
    task(`libraries: [{ pypi: { package: lightgbm } }]\n${NOTEBOOK}`),
    [
      "9:9 workflows.train.tasks[0].libraries: libraries need a cluster: serverless tasks list packages in `environments[].spec.dependencies`",
    ],
  ],
  [
    "a loop around a task that does nothing",
    task("for_each_task: { inputs: '[]', task: { task_key: inner } }"),
    [
      "9:40 workflows.train.tasks[0].for_each_task.task: the task does nothing: add one of notebook_task, python_wheel_task, spark_python_task, spark_jar_task, sql_task, dbt_task, alert_task, dashboard_task, pipeline_task, run_job_task, condition_task, for_each_task",
    ],
  ],
  [
    "a loop around a cluster that is not declared",
    task(`for_each_task: { inputs: '[]', task: { task_key: inner, job_cluster_key: main, ${NOTEBOOK} } }`),
    [
      "9:65 workflows.train.tasks[0].for_each_task.task.job_cluster_key: is not declared in `job_clusters`: add it to the workflow's `job_clusters`",
    ],
  ],
  [
    "1,001 tasks",
    workflow(
      `tasks:\n${Array.from({ length: 1001 }, (_, i) => `  - { task_key: t${i}, ${NOTEBOOK} }\n`).join("")}`,
    ),
    ["7:5 workflows.train.tasks: has too many tasks: Databricks takes 1000 a job"],
  ],
];

describe("checkTasks: what the provider lets through at preview", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
