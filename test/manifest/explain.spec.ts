import assert from "node:assert/strict";
import { faultsIn, MINIMAL, task, TOP_KEYS, workflow } from "./manifests";

const refused: readonly [string, string, string[]][] = [
  ["top", MINIMAL + "workflow: {}\n", ["5:1 workflow: unknown key: did you mean `workflows`?"]],
  [
    "top, unlike any",
    MINIMAL + "foo: {}\n",
    [`5:1 foo: unknown key: remove it; this place takes ${TOP_KEYS}`],
  ],
  [
    "environments mistyped",
    MINIMAL + "environment: {}\n",
    ["5:1 environment: unknown key: did you mean `environments`?"],
  ],
  [
    "repository",
    MINIMAL + "repository: {visiblity: private}\n",
    ["5:14 repository.visiblity: unknown key: did you mean `visibility`?"],
  ],
  ["data", MINIMAL + "data: {volume: {}}\n", ["5:8 data.volume: unknown key: did you mean `volumes`?"]],
  [
    "data.reads",
    MINIMAL + "data: {reads: {table: []}}\n",
    ["5:16 data.reads.table: unknown key: did you mean `tables`?"],
  ],
  [
    "volume",
    MINIMAL + "data: {volumes: {a: {coment: x}}}\n",
    ["5:22 data.volumes.a.coment: unknown key: did you mean `comment`?"],
  ],
  [
    "compute",
    MINIMAL + "compute: {interactiv: {}}\n",
    ["5:11 compute.interactiv: unknown key: did you mean `interactive`?"],
  ],
  [
    "compute.interactive",
    MINIMAL + "compute: {interactive: {auto_termination_minutes: 30}}\n",
    [
      "5:25 compute.interactive.auto_termination_minutes: unknown key: did you mean `autotermination_minutes`?",
    ],
  ],
  ["workflow", workflow("task: []"), ["7:5 workflows.train.task: unknown key: did you mean `tasks`?"]],
  [
    "schedule",
    workflow("schedule: {cron: x}\ntasks: []"),
    [
      "7:5 workflows.train.schedule.timezone_id: is missing: add `timezone_id:` — IANA time zone, e.g. `Europe/Zurich`.",
      "7:16 workflows.train.schedule.cron: unknown key: did you mean `quartz_cron_expression`?",
      "8:5 workflows.train.tasks: is empty: add a task",
    ],
  ],
  [
    "task in camel case",
    task("notebookTask: { notebook_path: n }"),
    ["9:9 workflows.train.tasks[0].notebookTask: unknown key: did you mean `notebook_task`?"],
  ],
  [
    "task by one word",
    task("retries: 2\nnotebook_task: { notebook_path: n }"),
    ["9:9 workflows.train.tasks[0].retries: unknown key: did you mean `max_retries`?"],
  ],
  [
    "notebook_task",
    task("notebook_task: { path: n }"),
    ["9:26 workflows.train.tasks[0].notebook_task.path: unknown key: did you mean `notebook_path`?"],
  ],
  [
    "depends_on",
    task("depends_on: [{ task: a }]\nnotebook_task: { notebook_path: n }"),
    ["9:24 workflows.train.tasks[0].depends_on[0].task: unknown key: did you mean `task_key`?"],
  ],
  [
    "libraries",
    task(
      "job_cluster_key: m\nlibraries: [{ pip: x }]\nnotebook_task: { notebook_path: n }",
      "job_clusters: [{ job_cluster_key: m, size: small }]",
    ),
    [
      "10:23 workflows.train.tasks[0].libraries[0].pip: unknown key: remove it; this place takes pypi, maven, cran, whl, jar, requirements",
    ],
  ],
  [
    "new_cluster",
    task(
      "new_cluster: {spark_version: x, node_type_id: y, num_worker: 1}\nnotebook_task: { notebook_path: n }",
    ),
    ["9:58 workflows.train.tasks[0].new_cluster.num_worker: unknown key: did you mean `num_workers`?"],
  ],
  [
    "for_each_task",
    task("for_each_task: {input: '[]', task: {task_key: a, notebook_task: {notebook_path: n}}}"),
    ["9:25 workflows.train.tasks[0].for_each_task.input: unknown key: did you mean `inputs`?"],
  ],
  [
    "experiment",
    MINIMAL + "experiments: {a: {desc: x}}\n",
    ["5:19 experiments.a.desc: unknown key: remove it; this place takes formerly, description"],
  ],
  [
    "model",
    MINIMAL + "models: {a: {comments: x}}\n",
    ["5:14 models.a.comments: unknown key: did you mean `comment`?"],
  ],
  [
    "access",
    MINIMAL + "access: {reader: []}\n",
    ["5:10 access.reader: unknown key: did you mean `readers`?"],
  ],
  [
    "releases",
    MINIMAL + "releases: {production: v1.0.0}\n",
    ["5:12 releases.production: unknown key: did you mean `prod`?"],
  ],
  [
    "environments",
    MINIMAL + "environments: {production: {}}\n",
    ["5:16 environments.production: unknown key: did you mean `prod`?"],
  ],
  [
    "an override",
    MINIMAL + "environments: {prod: {workflow: {}}}\n",
    ["5:23 environments.prod.workflow: unknown key: did you mean `workflows`?"],
  ],
  [
    "inside an override",
    MINIMAL + "environments: {prod: {data: {volums: {}}}}\n",
    ["5:30 environments.prod.data.volums: unknown key: did you mean `volumes`?"],
  ],
  [
    "email_notifications",
    workflow("email_notifications: {on_fail: []}\ntasks: []"),
    [
      "7:27 workflows.train.email_notifications.on_fail: unknown key: remove it; this place takes on_start, on_success, on_failure, on_duration_warning_threshold_exceeded, on_streaming_backlog_exceeded, no_alert_for_skipped_runs",
      "8:5 workflows.train.tasks: is empty: add a task",
    ],
  ],
  [
    "run_as",
    workflow("run_as: {user_name: a@example.edu}\ntasks: []"),
    [
      "7:5 workflows.train.run_as: Marvin runs jobs as the project's service principal: remove it",
      "8:5 workflows.train.tasks: is empty: add a task",
    ],
  ],
  [
    "git_source",
    workflow("git_source: {}\ntasks: []"),
    [
      "7:5 workflows.train.git_source: Marvin sets the project's repository at the ref of `releases`: remove it",
      "8:5 workflows.train.tasks: is empty: add a task",
    ],
  ],
  [
    "existing_cluster_id",
    task("existing_cluster_id: 123\nnotebook_task: { notebook_path: n }"),
    [
      "9:9 workflows.train.tasks[0].existing_cluster_id: a job on a cluster that people use cannot be repeated: name a cluster of `job_clusters` by `job_cluster_key`, or remove it to run serverless",
    ],
  ],
  [
    "policy_id",
    task(
      "new_cluster: {spark_version: x, node_type_id: y, num_workers: 1, policy_id: z}\nnotebook_task: { notebook_path: n }",
    ),
    [
      "9:74 workflows.train.tasks[0].new_cluster.policy_id: Marvin sets the project's cluster policy: remove it",
    ],
  ],
  [
    "a loop in a loop",
    task("for_each_task: {inputs: '[]', task: {task_key: a, for_each_task: {}}}"),
    [
      "9:59 workflows.train.tasks[0].for_each_task.task.for_each_task: loops cannot be nested: use another task",
    ],
  ],
  [
    "trigger",
    workflow("trigger: {}\ntasks: []"),
    [
      "7:5 workflows.train.trigger: does not say what it waits for: add `periodic`, `file_arrival` or `table_update`",
      "8:5 workflows.train.tasks: is empty: add a task",
    ],
  ],
];

describe("explain: unknown keys, at every level", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
