import assert from "node:assert/strict";
import { check, faultsIn, indented, MINIMAL, OVERRIDES, task } from "./manifests";

const NOTEBOOK = "notebook_task: { notebook_path: notebooks/train }";

const refused: readonly [string, string, string[]][] = [
  [
    "a wrong value in an override",
    MINIMAL + "environments:\n  prod:\n    tags: { a: 5 }\n",
    ['7:13 environments.prod.tags.a: must be text: write "5" in quotes, for YAML reads a number'],
  ],
  [
    "a key missing in an override's own mapping",
    MINIMAL + "environments:\n  prod:\n    workflows:\n      extra:\n        max_concurrent_runs: 1\n",
    [
      "8:7 environments.prod.workflows.extra.tasks: is missing: add `tasks:` — What the job does, as a list of tasks.",
    ],
  ],
  [
    "a required key removed",
    task(NOTEBOOK) + "environments:\n  prod:\n    workflows:\n      train:\n        tasks: null\n",
    [
      "14:9 environments.prod.workflows.train.tasks: is required and cannot be removed: give it a value, or remove this line",
    ],
  ],
  [
    "nothing to remove",
    task(NOTEBOOK) + "environments:\n  prod:\n    workflows:\n      trian: null\n",
    [
      "13:7 environments.prod.workflows.trian: has no value, and the project has no such key that it could remove: add a value, or remove this line",
    ],
  ],
  [
    "nothing to remove, of an unknown key",
    MINIMAL + "environments:\n  prod:\n    data:\n      volums: null\n",
    ["8:7 environments.prod.data.volums: unknown key: did you mean `volumes`?"],
  ],
  [
    "a key that is the same everywhere",
    MINIMAL + "environments:\n  prod:\n    owner: other\n",
    [
      `7:5 environments.prod.owner: is the same in every environment: set it at the top; what may differ is ${OVERRIDES}`,
    ],
  ],
  [
    "a wrong value of a key that does not count there",
    MINIMAL + "environments:\n  prod:\n    repository: { reviews: 99 }\n",
    [
      `7:5 environments.prod.repository: is the same in every environment: set it at the top; what may differ is ${OVERRIDES}`,
    ],
  ],
  [
    "a release in an override",
    MINIMAL + "environments:\n  prod:\n    releases: { prod: v1.0.0 }\n",
    [
      `7:5 environments.prod.releases: is the same in every environment: set it at the top; what may differ is ${OVERRIDES}`,
    ],
  ],
  [
    "an unknown environment",
    MINIMAL + "environments:\n  prd: {}\n",
    ["6:3 environments.prd: unknown key: did you mean `prod`?"],
  ],
  [
    "environments as a list",
    MINIMAL + "environments: [prod]\n",
    ["5:1 environments: must be a mapping of environments: put `dev:`, `stage:` or `prod:` below it"],
  ],
  [
    "an environment without a value",
    MINIMAL + "environments:\n  prod:\n",
    ["6:3 environments.prod: must be a mapping: put the keys that differ below it, or remove it"],
  ],
  [
    "environments without a value",
    MINIMAL + "environments:\n",
    ["5:1 environments: must be a mapping of environments: put `dev:`, `stage:` or `prod:` below it"],
  ],
  [
    "a list emptied",
    task(NOTEBOOK) + "environments: { prod: { workflows: { train: { tasks: [] } } } }\n",
    ["10:47 environments.prod.workflows.train.tasks: is empty: add a task"],
  ],
  [
    "a cluster removed that the base names",
    task(`job_cluster_key: main\n${NOTEBOOK}`, "job_clusters: [{ job_cluster_key: main, size: small }]") +
      "environments: { prod: { workflows: { train: { job_clusters: [] } } } }\n",
    [
      "9:9 workflows.train.tasks[0].job_cluster_key: is not declared in `job_clusters`: add it to the workflow's `job_clusters` (with the overrides of prod)",
    ],
  ],
  [
    "a cluster removed in two environments",
    task(`job_cluster_key: main\n${NOTEBOOK}`, "job_clusters: [{ job_cluster_key: main, size: small }]") +
      "environments: { stage: { workflows: { train: { job_clusters: null } } }, prod: { workflows: { train: { job_clusters: null } } } }\n",
    [
      "9:9 workflows.train.tasks[0].job_cluster_key: is not declared in `job_clusters`: add it to the workflow's `job_clusters` (with the overrides of stage and prod)",
    ],
  ],
  [
    "one task's cluster overridden by one that is not there",
    task(`job_cluster_key: main\n${NOTEBOOK}`, "job_clusters: [{ job_cluster_key: main, size: small }]") +
      "environments:\n  prod:\n    workflows:\n      train:\n        tasks:\n          - task_key: run\n            job_cluster_key: big\n",
    [
      "11:22 workflows.train.job_clusters[0].job_cluster_key: is used by no task: name it by `job_cluster_key` in a task, or remove it (with the overrides of prod)",
      "18:13 environments.prod.workflows.train.tasks[0].job_cluster_key: is not declared in `job_clusters`: the workflow has main",
    ],
  ],
  [
    "a task added that depends on nothing there",
    task(NOTEBOOK) +
      "environments:\n  prod:\n    workflows:\n      train:\n        tasks:\n          - task_key: extra\n            depends_on: [{ task_key: rnu }]\n            " +
      NOTEBOOK +
      "\n",
    [
      "16:28 environments.prod.workflows.train.tasks[0].depends_on[0].task_key: there is no such task in this workflow: did you mean `run`?",
    ],
  ],
  [
    "one fault of the base, whatever the overrides",
    MINIMAL.replace("data-science", "Data Science") +
      "environments: { dev: { tags: { a: b } }, stage: { tags: { a: b } }, prod: { tags: { a: b } } }\n",
    [
      "3:1 owner: must be the team's slug as in its address on GitHub: lower-case letters, digits and hyphens",
    ],
  ],
  [
    "a fault that an override mends",
    MINIMAL + "data: { schema: A }\nenvironments: { prod: { data: { schema: a } } }\n",
    [
      "5:9 data.schema: must be lower-case letters, digits and underscores, not beginning with a digit, e.g. `student_churn` (in dev and stage)",
    ],
  ],
];

describe("merge: faults of overrides", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }

  it("merges mappings, removes by null, and merges tasks and clusters by key, in one environment only", () => {
    const base = task(
      `job_cluster_key: main\nmax_retries: 1\n${NOTEBOOK}`,
      "job_clusters: [{ job_cluster_key: main, size: small }]\nschedule: { quartz_cron_expression: 0 0 5 * * ?, timezone_id: UTC }",
    );
    const { projects, faults } = check({
      "churn.yaml": `${base}tags: { a: "1", b: "2" }
environments:
  prod:
    tags: { b: "3", c: "4" }
    workflows:
      train:
        schedule: null
        tasks: [{ task_key: run, max_retries: 2 }, { task_key: more, depends_on: [{ task_key: run }], ${NOTEBOOK} }]
        job_clusters: [{ job_cluster_key: main, size: large }]
`,
    });
    assert.deepEqual(faults, []);
    const { dev, stage, prod } = projects[0]!.environments;
    assert.equal(dev, stage);
    assert.deepEqual(dev.tags, { a: "1", b: "2" });
    assert.deepEqual(prod.tags, { a: "1", b: "3", c: "4" });
    const run = {
      task_key: "run",
      job_cluster_key: "main",
      notebook_task: { notebook_path: "notebooks/train", source: "GIT" },
    };
    assert.deepEqual(dev.workflows["train"]?.tasks, [{ ...run, max_retries: 1 }]);
    assert.deepEqual(prod.workflows["train"]?.tasks, [
      { ...run, max_retries: 2 },
      { task_key: "more", depends_on: [{ task_key: "run" }], notebook_task: run.notebook_task },
    ]);
    assert.deepEqual(prod.workflows["train"]?.job_clusters, [{ job_cluster_key: "main", size: "large" }]);
    assert.equal(dev.workflows["train"]?.schedule?.timezone_id, "UTC");
    assert.equal(prod.workflows["train"]?.schedule, undefined);
  });

  const lists: readonly [string, string, string, unknown][] = [
    [
      "replaces what a task depends on",
      "tasks",
      "[{ task_key: run, depends_on: [{ task_key: b }] }]",
      [{ task_key: "b" }],
    ],
    ["empties what a task depends on", "tasks", "[{ task_key: run, depends_on: [] }]", []],
  ];
  for (const [title, key, value, expected] of lists) {
    it(title, () => {
      const others = ["a", "b"].map((name) => `- task_key: ${name}\n  ${NOTEBOOK}`).join("\n");
      const base = task(`depends_on: [{ task_key: a }]\n${NOTEBOOK}`, indented(others, 2));
      const { projects, faults } = check({
        "churn.yaml": `${base}environments: { prod: { workflows: { train: { ${key}: ${value} } } } }\n`,
      });
      assert.deepEqual(faults, []);
      assert.deepEqual(projects[0]?.environments.prod.workflows["train"]?.tasks[0]?.depends_on, expected);
    });
  }

  it("merges job parameters by name, and replaces other lists", () => {
    const base = task(NOTEBOOK, "parameters: [{ name: a, default: x }, { name: b, default: y }]");
    const { projects, faults } = check({
      "churn.yaml": `${base}access: { owners: [a, b] }
environments:
  prod:
    access: { owners: [c] }
    workflows: { train: { parameters: [{ name: b, default: z }] } }
`,
    });
    assert.deepEqual(faults, []);
    const { prod } = projects[0]!.environments;
    assert.deepEqual(prod.workflows["train"]?.parameters, [
      { name: "a", default: "x" },
      { name: "b", default: "z" },
    ]);
    assert.deepEqual(prod.access.owners, ["c"]);
  });
});
