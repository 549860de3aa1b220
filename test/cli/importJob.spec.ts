import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { load } from "js-yaml";
import { importJob } from "../../cli/importJob/importJob";
import { repositoryPath } from "../../cli/importJob/paths";
import { insertWorkflows } from "../../cli/importJob/place";
import { readJobs } from "../../cli/importJob/read";
import { faultsIn, MINIMAL } from "../manifest/manifests";
import { Checkout } from "./checkout";

const JOBS = join(__dirname, "jobs");

const imported = (file: string, json = false) => importJob({ command: "import-job", file, json }, JOBS);

interface Document {
  readonly workflows: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly notes: readonly {
    readonly workflow: string;
    readonly notes: readonly { outcome: string; path: string }[];
  }[];
  readonly others: readonly string[];
  readonly faults: readonly unknown[];
}

const documentOf = async (file: string) => JSON.parse((await imported(file, true)).output) as Document;

describe("marvin import-job", () => {
  for (const file of readdirSync(JOBS).filter((name) => name !== "every-step.yml")) {
    it(`turns ${file} into workflows that are valid where they are pasted`, async () => {
      const { output, exitCode } = await imported(file);
      assert.equal(exitCode, 0);
      assert.deepEqual(faultsIn(`${MINIMAL}${output}\n`), []);
    });
  }

  it("tells of all that it changed, dropped or cannot decide", async () => {
    const { notes, others } = await documentOf("wheel-bundle.yml");
    assert.deepEqual(
      notes.flatMap(({ notes: all }) => all.map(({ outcome, path }) => `${outcome} ${path}`)).sort(),
      [
        "changed name",
        "changed parameters[0].default",
        "changed parameters[1].default",
        "changed parameters[1].default",
        "changed parameters[2].default",
        "changed tasks[0].notebook_task.notebook_path",
        "decide tasks[1].libraries",
        "decide tasks[2].pipeline_task.pipeline_id",
        "dropped email_notifications.on_failure",
        "dropped job_clusters[0].new_cluster.policy_id",
        "dropped permissions",
        "dropped run_as",
      ],
    );
    assert.deepEqual(others, ["resources.pipelines", "targets.prod.resources.jobs"]);
  });

  it("writes a variable's default out, and knows what catalogs and schemas mean", async () => {
    const { workflows } = await documentOf("wheel-bundle.yml");
    assert.deepEqual(workflows["nightly-scores"]?.["parameters"], [
      { name: "catalog", default: "${marvin.catalog}" },
      { name: "threshold", default: "0.8" },
      { name: "days", default: "7" },
    ]);
  });

  it("resolves anchors and merge keys, and lets jobs start each other by their new keys", async () => {
    const { workflows } = await documentOf("shared-parts.yml");
    assert.deepEqual(workflows["model-training"]?.["job_clusters"], [
      {
        job_cluster_key: "train",
        new_cluster: { spark_version: "17.3.x-cpu-ml-scala2.13", node_type_id: "m5.xlarge", num_workers: 3 },
      },
    ]);
    assert.deepEqual(workflows["everything"]?.["tasks"], [
      { task_key: "run", run_job_task: { job_id: "${resources.jobs.model-training.id}" } },
    ]);
  });

  it("gives compute to what ran on a cluster of people", async () => {
    const { workflows } = await documentOf("from-the-api.json");
    assert.deepEqual(workflows["daily_report"], {
      name: "Daily report",
      max_concurrent_runs: 1,
      webhook_notifications: {},
      tasks: [
        { task_key: "report", notebook_task: { notebook_path: "report", base_parameters: { days: "7" } } },
        {
          task_key: "send",
          spark_python_task: { python_file: "tools/send.py", parameters: ["--top", "5"] },
          environment_key: "default",
        },
      ],
      environments: [
        { environment_key: "default", spec: { environment_version: "4", dependencies: ["requests"] } },
      ],
    });
  });

  it("names what is still wrong, where no workflow can be made without a person", async () => {
    const { report, exitCode } = await imported("every-step.yml");
    assert.equal(exitCode, 1);
    const wrong = report.split("\n").filter((line) => line.startsWith("still wrong"));
    assert.equal(wrong.length, 1);
    assert.match(wrong[0] ?? "", /tasks\[6\]: the task does nothing/);
    assert.match(
      report,
      /dropped {2}every_step\.tasks\[6\]\.spark_submit_task: Databricks retires spark-submit/,
    );
  });

  for (const [path, notebook, expected] of [
    ["../src/a.ipynb", true, "src/a"],
    ["./src/a.py", false, "src/a.py"],
    ["/Workspace/Users/anna@example.edu/.bundle/churn/dev/files/src/a", true, "src/a"],
    ["/Users/anna@example.edu/churn/a", true, "churn/a"],
    ["/Repos/anna@example.edu/churn/notebooks/a", true, "notebooks/a"],
    ["${workspace.root_path}/files/src/a.py", false, "src/a.py"],
    ["dbfs:/FileStore/scripts/a.py", false, "scripts/a.py"],
    ["/Volumes/ml/churn/code/a.py", false, "a.py"],
    ["notebooks/a", true, "notebooks/a"],
  ] as const) {
    it(`finds ${path} in the repository`, () => assert.equal(repositoryPath(path, notebook), expected));
  }

  for (const [what, text, message] of [
    ["a list", "- a\n", /holds no mapping/],
    ["no job", "name: x\n", /holds no job/],
    ["neither YAML nor JSON", "a: [", /neither YAML nor JSON/],
  ] as const) {
    it(`refuses ${what}`, () => assert.throws(() => readJobs(text), message));
  }
});

describe("workflows put into a manifest's text", () => {
  const workflows = { b: { tasks: [] } };

  for (const [what, before, after] of [
    ["at the end", "name: churn # a comment\n", "name: churn # a comment\nworkflows:\n  b:\n    tasks: []\n"],
    ["in place of none", "workflows: {}\nmodels: {}\n", "workflows:\n  b:\n    tasks: []\nmodels: {}\n"],
    [
      "below the last one",
      "workflows:\n    # the first\n    a:\n        tasks: []\n\n# models\nmodels: {}\n",
      "workflows:\n    # the first\n    a:\n        tasks: []\n    b:\n      tasks: []\n\n# models\nmodels: {}\n",
    ],
  ] as const) {
    it(`stand ${what}, and leave the rest as it is`, () => {
      assert.equal(insertWorkflows(before, workflows), after);
      assert.deepEqual((load(after) as { workflows: object }).workflows, {
        ...(load(before) as { workflows?: object }).workflows,
        ...workflows,
      });
    });
  }

  it("are refused where they would have to stand in one line", () => {
    assert.throws(() => insertWorkflows("workflows: { a: {} }\n", workflows), /stand in one line/);
  });
});

describe("marvin import-job into a project", function () {
  this.timeout(60_000);
  let checkout: Checkout;
  before(async () => {
    checkout = await Checkout.make();
    await writeFile(checkout.path("projects", "churn.yaml"), `${MINIMAL}# The end.\n`);
  });
  after(() => checkout.remove());

  it("writes it, once and only if it is valid afterwards", async () => {
    const file = checkout.path("projects", "churn.yaml");
    const before = readFileSync(file, "utf8");
    const bad = await checkout.run(["import-job", join(JOBS, "every-step.yml"), "--project", "churn"]);
    assert.equal(bad.code, 1);
    assert.equal(await readFile(file, "utf8"), before);

    const good = await checkout.run([
      "import-job",
      join(JOBS, "one-task.json"),
      "-p",
      "churn",
      "--key",
      "clean",
    ]);
    assert.deepEqual([good.code, good.stdout], [0, ""]);
    assert.match(good.stderr, /Written to projects\/churn\.yaml\./);
    const written = await readFile(file, "utf8");
    assert.ok(written.startsWith(before.trimEnd()));
    assert.equal((await checkout.run(["validate", "projects/churn.yaml"])).code, 0);

    const again = await checkout.run([
      "import-job",
      join(JOBS, "one-task.json"),
      "-p",
      "churn",
      "--key",
      "clean",
    ]);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /has a workflow clean already: choose another key by --key/);
    assert.equal(await readFile(file, "utf8"), written);
  });
});
