import assert from "node:assert/strict";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { Checkout } from "./checkout";

interface Part {
  readonly project: string | null;
  readonly summary: Readonly<Record<string, number>>;
  readonly resources: readonly { readonly op: string; readonly name: string }[];
}
interface Document {
  readonly ok: boolean;
  readonly stacks: readonly { readonly projects: readonly Part[] }[];
}
interface Checkpoint {
  readonly checkpoint: { readonly latest: { readonly resources: readonly StateResource[] } };
}
interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly modified?: string;
  readonly outputs?: { readonly projects?: Readonly<Record<string, unknown>> };
}

const manifest = (name: string, workflow: string) => `name: ${name}
description: A project of a test.
owner: team
contact: team@example.edu
releases: { dev: main }
workflows:
  ${workflow}:
    tasks:
      - task_key: main
        notebook_task: { notebook_path: notebooks/main }
`;

describe("marvin --project", function () {
  this.timeout(300_000);
  let checkout: Checkout;
  before(async () => {
    checkout = await Checkout.make();
    await rm(checkout.path("projects"), { recursive: true });
    await write("churn", "train");
    await write("churn-eu", "train");
    // What the stack declares once, and every job calls.
    await configure(
      "marvin:notificationDestinations: { desk: { type: email, addresses: [desk@example.edu] } }",
      "marvin:notificationRoutes: [{ destinations: [desk] }]",
    );
  });
  after(() => checkout.remove());

  const configure = async (...lines: readonly string[]) => {
    const file = checkout.path("Pulumi.dev.yaml");
    const more = lines.map((line) => `  ${line}\n`).join("");
    await writeFile(file, `${(await readFile(file, "utf8")).trimEnd()}\n${more}`);
  };
  const write = async (name: string, workflow: string) => {
    await mkdir(checkout.path("projects"), { recursive: true });
    await writeFile(checkout.path("projects", `${name}.yaml`), manifest(name, workflow));
  };
  const marvin = async (command: string, ...more: string[]): Promise<readonly Part[]> => {
    const { stdout, stderr } = await checkout.run([
      command,
      "--sandbox",
      "--stack",
      "dev",
      "--json",
      ...more,
    ]);
    const document = JSON.parse(stdout) as Document;
    assert.equal(document.ok, true, stdout + stderr);
    return document.stacks[0]?.projects ?? [];
  };
  const state = async (): Promise<readonly StateResource[]> => {
    const file = checkout.path(".marvin", "sandbox", "state", ".pulumi", "stacks", "marvin", "dev.json");
    return (JSON.parse(await readFile(file, "utf8")) as Checkpoint).checkpoint.latest.resources;
  };
  const outputs = async () =>
    Object.keys(
      (await state()).find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs?.projects ?? {},
    ).sort();
  const named = (resources: readonly StateResource[], project: string) =>
    resources.filter(({ urn }) => {
      const name = urn.split("::").at(-1) ?? "";
      return name === project || name.startsWith(`${project}/`);
    });

  it("makes a project in a stack where there is nothing yet, with all that it stands on", async () => {
    const parts = await marvin("up", "--project", "churn");
    assert.deepEqual(
      parts.map(({ project }) => project),
      [null, "churn"],
    );
    assert.equal(named(await state(), "churn-eu").length, 0);
    assert.equal(named(await state(), "platform:notifications").length, 2);
    assert.deepEqual(await outputs(), ["churn"]);
  });

  it("adds another one, whose name begins as the first one's, and keeps the outputs of the first", async () => {
    await marvin("up", "--project", "churn-eu");
    assert.deepEqual(await outputs(), ["churn", "churn-eu"]);
    const parts = await marvin("preview");
    assert.deepEqual(
      parts.flatMap(({ resources }) => resources),
      [],
      "the whole stack has nothing left to do",
    );
  });

  it("changes and deletes what is the project's, and nothing of others", async () => {
    await write("churn", "score");
    await write("churn-eu", "score");
    const others = named(await state(), "churn-eu");

    const preview = await marvin("preview", "--project", "churn");
    const up = await marvin("up", "--project", "churn");
    for (const parts of [preview, up]) {
      assert.deepEqual(
        parts.flatMap(({ resources }) => resources.map(({ op, name }) => `${op} ${name}`)).sort(),
        [
          "create churn/workflows/score",
          "create churn/workflows/score/permissions",
          "delete churn/workflows/train",
          "delete churn/workflows/train/permissions",
        ],
      );
    }
    assert.deepEqual(named(await state(), "churn-eu"), others);
    assert.deepEqual(await outputs(), ["churn", "churn-eu"]);

    const rest = await marvin("preview");
    assert.deepEqual(
      [...new Set(rest.flatMap(({ resources }) => resources.map(({ name }) => name.split("/")[0])))],
      ["churn-eu"],
      "the other project's change is still to be made",
    );
  });

  it("asks the services about nothing of others", async () => {
    const faults = {
      calls: ["check", "diff", "read", "update", "delete"].map((on) => ({
        on,
        name: "churn-eu*",
        fail: "touched",
      })),
    };
    const args = ["up", "--sandbox", "--stack", "dev", "--project", "churn"];
    const { code, stdout } = await checkout.run(args, { MARVIN_SANDBOX_FAULTS: JSON.stringify(faults) });
    assert.equal(code, 0, stdout);
  });

  it("refuses a project that is not there, or not in the stack", async () => {
    const refused = await checkout.run(["preview", "--sandbox", "--stack", "dev", "--project", "chrun"]);
    assert.deepEqual([refused.code, /did you mean churn\?/.test(refused.stderr)], [2, true]);
    await rm(checkout.path("projects", "churn-eu.yaml"));
    const removed = await checkout.run(["up", "--sandbox", "--stack", "dev", "--project", "churn-eu"]);
    assert.equal(removed.code, 2);
    await configure('marvin:projects: ["other-*"]');
    const elsewhere = await checkout.run(["preview", "--sandbox", "--stack", "dev", "--project", "churn"]);
    assert.deepEqual([elsewhere.code, /is not in the stack dev/.test(elsewhere.stderr)], [2, true]);
  });
});
