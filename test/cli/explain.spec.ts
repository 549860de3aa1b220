import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { Checkout } from "./checkout";

interface Document {
  readonly project: string;
  readonly environments: readonly {
    readonly environment: string;
    readonly stack: string | null;
    readonly complete: boolean;
    readonly values: readonly {
      readonly path: string;
      readonly value: unknown;
      readonly from: string;
      readonly line: number | null;
      readonly stack: readonly { readonly key: string; readonly value: unknown; readonly line?: number }[];
    }[];
    readonly removed: readonly { readonly path: string; readonly line: number }[];
  }[];
}

describe("marvin explain", function () {
  this.timeout(60_000);
  let checkout: Checkout;
  before(async () => {
    checkout = await Checkout.make();
    await writeFile(
      checkout.path("projects", "churn.yaml"),
      `name: churn
description: Predicts who leaves.
owner: student-success
contact: student-success@example.edu
compute:
  interactive: { size: medium }
workflows:
  train:
    schedule: { quartz_cron_expression: "0 0 3 * * ?", timezone_id: Europe/Zurich }
    tasks:
      - task_key: fit
        max_retries: 2
        notebook_task: { notebook_path: notebooks/fit }
environments:
  prod:
    compute: { interactive: null }
    workflows: { train: { tasks: [{ task_key: fit, max_retries: 5 }] } }
`,
    );
  });
  after(() => checkout.remove());

  const explain = (...args: string[]) => checkout.run(["explain", ...args]);

  it("shows the final project with the origin of every value, without loading Pulumi", async () => {
    const spy = checkout.path("spy.cjs");
    await writeFile(
      spy,
      'process.on("exit", () => console.error(Object.keys(require.cache).filter((f) => /@pulumi/.test(f)).length, "loaded"));',
    );
    const { code, stdout, stderr } = await checkout.run(["explain", "churn", "--env", "prod"], {
      NODE_OPTIONS: `--require=${spy}`,
    });
    assert.equal(stderr, "0 loaded\n");
    assert.equal(code, 0);
    const lines = stdout.split("\n");
    const line = (text: string) => lines.find((one) => one.trim().startsWith(text)) ?? "";
    assert.equal(lines[0], "# projects/churn.yaml in prod, by the stack prod (Pulumi.prod.yaml)");
    assert.match(line("owner:"), /owner: student-success +# line 3$/);
    assert.match(line("max_retries:"), /max_retries: 5 +# line 17, in environments\.prod$/);
    assert.match(line("max_concurrent_runs:"), /1 +# default$/);
    assert.match(line("schedule:"), /# marvin:runSchedules: true \(Pulumi\.prod\.yaml, line \d+\)$/);
    assert.match(stdout, /# compute\.interactive is removed +# line 16, in environments\.prod/);
  });

  it("shows what differs where no environment is named", async () => {
    const { stdout } = await explain("projects/churn.yaml");
    assert.match(stdout, /^projects\/churn\.yaml in dev, by the stack dev/m);
    assert.match(stdout, /workflows\.train\.tasks\[0\]\.max_retries: 5 +# line 17, in environments\.prod/);
    assert.match(stdout, /compute\.interactive: removed/);
    assert.match(
      stdout,
      /marvin:computeSizes\.medium: .* # default of the stack; for compute\.interactive\.size/,
    );
  });

  it("answers why, from the line that wins to the one that lost", async () => {
    const { code, stdout } = await explain("churn", "--why", "workflows.train.tasks.fit.max_retries");
    assert.equal(code, 0);
    assert.match(stdout, /^workflows\.train\.tasks\[0\]\.max_retries\n {2}How often a failed task/);
    assert.match(stdout, /^ {2}dev {4}2 {2}# projects\/churn\.yaml, line 12$/m);
    assert.match(
      stdout,
      /^ {2}prod {3}5 {2}# .* line 17, in environments\.prod\n +wins over 2 {2}# .* line 12$/m,
    );
    const unset = await explain("churn", "--why", "workflows.train.description", "--env", "dev");
    assert.match(unset.stdout, /dev {2}not set; default: none/);
  });

  it("documents the same for programs", async () => {
    const { stdout } = await explain("churn", "--stack", "prod", "--json");
    const { project, environments } = JSON.parse(stdout) as Document;
    assert.equal(project, "churn");
    const [prod] = environments;
    assert.deepEqual([prod?.environment, prod?.stack, prod?.complete], ["prod", "prod", true]);
    const cron = prod?.values.find(({ path }) => path === "workflows.train.schedule.quartz_cron_expression");
    assert.deepEqual([cron?.value, cron?.from, cron?.line], ["0 0 3 * * ?", "file", 9]);
    assert.deepEqual(
      cron?.stack.map(({ key, value }) => [key, value]),
      [["runSchedules", true]],
    );
    assert.deepEqual(prod?.removed, [{ path: "compute.interactive", line: 16 }]);
  });

  it("tells of a stack that leaves the project out", async () => {
    const file = checkout.path("Pulumi.stage.yaml");
    const before = await readFile(file, "utf8");
    await writeFile(file, `${before}  marvin:projects: ["student-*"]\n`);
    assert.match((await explain("churn", "--env", "stage")).stdout, /in stage, which no stack makes/);
    const { code, stderr } = await explain("churn", "--stack", "stage");
    assert.equal(code, 2);
    assert.match(stderr, /churn is not in the stack stage: marvin:projects in Pulumi\.stage\.yaml/);
    await writeFile(file, before);
  });

  it("shows faults first, and what it knows in spite of them", async () => {
    await writeFile(checkout.path("projects", "broken.yaml"), "name: broken\nownr: team\n");
    const { code, stdout } = await explain("broken", "--env", "dev");
    assert.equal(code, 1);
    assert.match(stdout, /^projects\/broken\.yaml:2:1 ownr: unknown key: did you mean `owner`\?$/m);
    assert.match(stdout, /ownr: team +# line 2/);
    assert.match(stdout, /Defaults and the values inside them are not shown until/);
    await writeFile(checkout.path("projects", "broken.yaml"), "- no\n");
    const none = await explain("broken");
    assert.equal(none.code, 1);
    assert.match(none.stdout, /cannot be read as a project/);
  });

  for (const [args, said] of [
    [["chrun"], /there is no project chrun: did you mean churn\?/],
    [["churn", "--env", "prd"], /--env must be one of dev, stage, prod: did you mean prod\?/],
    [["churn", "--stack", "prd"], /there is no Pulumi\.prd\.yaml: did you mean prod\?/],
    [["churn", "--stack", "prod", "--env", "dev"], /the stack prod is of prod, not of dev: leave out --env/],
    [["churn", "--why", "workflow"], /workflow is no key of a manifest: .*did you mean `workflows`/],
    [["churn", "--why", "workflows.trian.name"], /workflows has no trian, did you mean train\?/],
    [["churn", "--why", "workflows.train.tasks.fti"], /has no fti/],
    [[], /explain takes one project/],
  ] as const) {
    it(`refuses ${args.join(" ") || "no project"}`, async () => {
      const { code, stdout, stderr } = await explain(...args);
      assert.match(stderr, said);
      assert.deepEqual([code, stdout], [2, ""]);
    });
  }
});
