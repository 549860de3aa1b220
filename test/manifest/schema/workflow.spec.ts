import assert from "node:assert/strict";
import { faultsIn, task, workflow } from "../manifests";

const NOTEBOOK = "notebook_task: { notebook_path: notebooks/train }";

const refused: readonly [string, string, string[]][] = [
  [
    "a schedule without a time zone",
    workflow(`schedule: { quartz_cron_expression: "0 0 5 * * ?" }\ntasks: [{ task_key: run, ${NOTEBOOK} }]`),
    [
      "7:5 workflows.train.schedule.timezone_id: is missing: add `timezone_id:` — IANA time zone, e.g. `Europe/Zurich`.",
    ],
  ],
  [
    "a Unix cron expression",
    workflow(
      `schedule: { quartz_cron_expression: "0 5 * * *", timezone_id: UTC }\ntasks: [{ task_key: run, ${NOTEBOOK} }]`,
    ),
    [
      "7:17 workflows.train.schedule.quartz_cron_expression: has 5 fields as in Unix cron: Quartz begins with seconds and needs a `?`, e.g. `0 30 6 * * ?` for 06:30 every day",
    ],
  ],
  [
    "an unknown time zone",
    workflow(
      `schedule: { quartz_cron_expression: "0 0 5 * * ?", timezone_id: Zurich }\ntasks: [{ task_key: run, ${NOTEBOOK} }]`,
    ),
    ["7:56 workflows.train.schedule.timezone_id: is no IANA time zone: did you mean `Europe/Zurich`?"],
  ],
  [
    "a pause status outside its set",
    workflow(
      `schedule: { quartz_cron_expression: "0 0 5 * * ?", timezone_id: UTC, pause_status: paused }\ntasks: [{ task_key: run, ${NOTEBOOK} }]`,
    ),
    ["7:74 workflows.train.schedule.pause_status: must be one of PAUSED, UNPAUSED: did you mean `PAUSED`?"],
  ],
  [
    "no concurrent run",
    task(NOTEBOOK, "max_concurrent_runs: 0"),
    ["10:5 workflows.train.max_concurrent_runs: is too small: from 1 to 1000 runs"],
  ],
  [
    "a time limit of more than 30 days",
    task(NOTEBOOK, "timeout_seconds: 2592001"),
    ["10:5 workflows.train.timeout_seconds: is too large: from 1 to 2592000 seconds"],
  ],
  [
    "four webhooks",
    task(NOTEBOOK, "webhook_notifications: { on_failure: [{ id: a }, { id: b }, { id: c }, { id: d }] }"),
    ["10:30 workflows.train.webhook_notifications.on_failure: has too many webhooks: at most 3 an event"],
  ],
  [
    "a webhook without an id",
    task(NOTEBOOK, `webhook_notifications: { on_failure: [{ id: "" }] }`),
    ["10:45 workflows.train.webhook_notifications.on_failure[0].id: is empty: write a value"],
  ],
  [
    "mail to nobody",
    task(NOTEBOOK, "email_notifications: { on_failure: [oncall] }"),
    [
      "10:41 workflows.train.email_notifications.on_failure[0]: must be an e-mail address, e.g. `churn-team@example.edu`",
    ],
  ],
  [
    "health without rules",
    task(NOTEBOOK, "health: { rules: [] }"),
    ["10:15 workflows.train.health.rules: is empty: add a rule or remove the key"],
  ],
  [
    "a parameter with a space",
    task(NOTEBOOK, "parameters: [{ name: a b, default: x }]"),
    ["10:20 workflows.train.parameters[0].name: must be letters, digits, `_`, `-` and `.`"],
  ],
  [
    "a serverless version read as a number",
    task(
      `environment_key: d\n${NOTEBOOK}`,
      `environments: [{ environment_key: d, spec: { environment_version: 4 } }]`,
    ),
    [
      '11:50 workflows.train.environments[0].spec.environment_version: must be text: write "4" in quotes, for YAML reads a number',
    ],
  ],
  [
    "a serverless environment without a version",
    task(
      `environment_key: d\n${NOTEBOOK}`,
      `environments: [{ environment_key: d, spec: { dependencies: [a] } }]`,
    ),
    [
      '11:42 workflows.train.environments[0].spec: says nothing of its version: add `environment_version`, e.g. "4"',
    ],
  ],
  [
    "a job cluster without a size",
    task(`job_cluster_key: a\n${NOTEBOOK}`, "job_clusters: [{ job_cluster_key: a }]"),
    ["11:20 workflows.train.job_clusters[0]: needs exactly one of `size`, e.g. small, and `new_cluster`"],
  ],
  [
    "a job cluster with two sizes",
    task(
      `job_cluster_key: a\n${NOTEBOOK}`,
      "job_clusters: [{ job_cluster_key: a, size: small, new_cluster: { spark_version: a, node_type_id: b, num_workers: 1 } }]",
    ),
    ["11:20 workflows.train.job_clusters[0]: needs exactly one of `size`, e.g. small, and `new_cluster`"],
  ],
  [
    "a size that is no name",
    task(`job_cluster_key: a\n${NOTEBOOK}`, "job_clusters: [{ job_cluster_key: a, size: Huge }]"),
    [
      "11:42 workflows.train.job_clusters[0].size: must be the name of a size class, in lower case: small, medium, large, gpu, or one that the stack defines",
    ],
  ],
  [
    "a job's ACL",
    task(NOTEBOOK, "permissions: []"),
    ["10:5 workflows.train.permissions: permissions follow from `access`: remove it"],
  ],
];

describe("workflow", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
