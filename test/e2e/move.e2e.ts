import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { planMove } from "../../cli/stacks/move";
import { fleetOf } from "../../cli/stacks/fleet";
import { ENVIRONMENTS } from "../../manifest/schema/project";
import { changes, LocalCloud } from "./localCloud";

const manifest = (name: string, more = "") => `name: ${name}
description: A project of the test of moves.
owner: data-science
contact: ${name}@example.edu
data: { volumes: { landing: {} } }
groups: { ${name}-builders: {} }
workflows:
  train: { tasks: [{ task_key: fit, notebook_task: { notebook_path: notebooks/fit } }] }
${more}`;

describe("a move between stacks on the engine", () => {
  let cloud: LocalCloud;
  before(() => {
    cloud = new LocalCloud({ churn: manifest("churn"), exams: manifest("exams") });
    cloud.copyStack("dev", "dev-b", 'marvin:projects: ["none-*"]');
    cloud.configure("dev", "config:", 'config:\n  marvin:projects: ["churn", "exams"]');
  });
  after(() => cloud.dispose());

  it("makes and deletes nothing, by the commands that `marvin stacks` tells", async () => {
    await cloud.up("dev");
    await cloud.up("dev-b");
    const count = (await cloud.state("dev")).length;

    const configs = [
      {
        stack: "dev",
        values: new Map<string, unknown>([
          ["environment", "dev"],
          ["projects", ["churn", "exams"]],
        ]),
      },
      {
        stack: "dev-b",
        values: new Map<string, unknown>([
          ["environment", "dev"],
          ["projects", ["none-*"]],
        ]),
      },
    ];
    const fleet = fleetOf(configs, ["churn", "exams"], ENVIRONMENTS);
    const plan = planMove(fleet, configs, { project: "churn", to: "dev-b", groups: true });
    assert.deepEqual(plan.projects, { from: ["exams"], to: ["none-*", "churn"] });
    const [, ...args] = plan.move[0]?.replaceAll("'", "").split(" ") ?? [];
    execFileSync("pulumi", [...args, "--yes"], {
      cwd: cloud.workDir,
      env: { ...process.env, ...cloud.environment },
      stdio: "pipe",
    });
    cloud.configure("dev", "churn", "exams");
    cloud.configure("dev-b", "none-*", "churn");
    for (const stack of ["dev", "dev-b"]) {
      assert.deepEqual(changes(await cloud.preview(stack)), [], stack);
      assert.deepEqual(changes(await cloud.up(stack)), [], stack);
    }
    const moved = await cloud.state("dev-b");
    assert.ok(moved.some(({ urn }) => urn.endsWith("::churn")));
    assert.ok(!(await cloud.state("dev")).some(({ urn }) => urn.endsWith("::churn")));
    assert.ok(moved.length < count);
  });
});
