import assert from "node:assert/strict";
import { MINIMAL, faultsIn, task } from "../manifests";

const refused: readonly [string, string, string[]][] = [
  [
    "a project that reads itself",
    MINIMAL + "data: { reads: { projects: [churn] } }\n",
    ["5:29 data.reads.projects[0]: a project reads its own schema already: remove it"],
  ],
  [
    "a project that reads its own schema",
    `${MINIMAL}data: { reads: { schemas: [churn] } }\n`,
    ["5:28 data.reads.schemas[0]: a project reads its own schema already: remove it"],
  ],
  [
    "a project that reads a table of its own",
    `${MINIMAL}data: { schema: s, reads: { tables: [s.t] } }\n`,
    ["5:38 data.reads.tables[0]: a project reads its own schema already: remove it"],
  ],
  [
    "a schema that stands twice",
    MINIMAL + "data: { reads: { schemas: [a, b, a] } }\n",
    ["5:34 data.reads.schemas[2]: stands twice in this list: keep one"],
  ],
  [
    "a table that stands twice",
    MINIMAL + "data: { reads: { tables: [a.b, a.b] } }\n",
    ["5:32 data.reads.tables[1]: stands twice in this list: keep one"],
  ],
  [
    "a job of a workflow that is not there",
    task('run_job_task: { job_id: "${resources.jobs.trian.id}" }'),
    [
      "9:25 workflows.train.tasks[0].run_job_task.job_id: the project has no workflow `trian`: did you mean `train`?",
    ],
  ],
  [
    "a job of a workflow unlike any",
    task('run_job_task: { job_id: "${resources.jobs.score.id}" }'),
    [
      "9:25 workflows.train.tasks[0].run_job_task.job_id: the project has no workflow `score`: `workflows` has train",
    ],
  ],
  [
    "a job by its name",
    task("run_job_task: { job_id: train }"),
    [
      "9:25 workflows.train.tasks[0].run_job_task.job_id: must be `${resources.jobs.KEY.id}` for another workflow of this project, or the number of a job",
    ],
  ],
  [
    "a workflow that starts itself",
    task('run_job_task: { job_id: "${resources.jobs.train.id}" }'),
    [
      "9:25 workflows.train.tasks[0].run_job_task.job_id: the workflows start each other in a circle: remove one of these tasks",
    ],
  ],
  [
    "a workflow that starts itself in a loop",
    task(
      "for_each_task: { inputs: '[]', task: { task_key: inner, run_job_task: { job_id: \"${resources.jobs.train.id}\" } } }",
    ),
    [
      "9:81 workflows.train.tasks[0].for_each_task.task.run_job_task.job_id: the workflows start each other in a circle: remove one of these tasks",
    ],
  ],
  [
    "workflows that start each other",
    MINIMAL +
      ["a", "b"]
        .map(
          (k, i) =>
            `${i ? "" : "workflows:\n"}  ${k}:\n    tasks: [{ task_key: t, run_job_task: { job_id: "\${resources.jobs.${"ba"[i]}.id}" } }]\n`,
        )
        .join(""),
    [
      "7:44 workflows.a.tasks[0].run_job_task.job_id: the workflows start each other in a circle: remove one of these tasks",
      "9:44 workflows.b.tasks[0].run_job_task.job_id: the workflows start each other in a circle: remove one of these tasks",
    ],
  ],
];

describe("checkProject", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});
