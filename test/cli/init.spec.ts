import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { render } from "@inquirer/testing";
import type { Terminal } from "../../cli/init/ask";
import { parseArguments, UsageError } from "../../cli/arguments";
import { init } from "../../cli/init/init";
import { KINDS } from "../../cli/init/kinds";
import { check, MINIMAL } from "../manifest/manifests";
import { Checkout } from "./checkout";

const GIVEN = [
  "--owner=exam-office",
  "--contact=exam-office@example.edu",
  "--description=Forecasts: how many rooms each exam needs.",
];

const argumentsOf = (...argv: string[]) => {
  const args = parseArguments(["init", ...argv]);
  assert.equal(args.command, "init");
  return args;
};

/** A terminal on which the questions of `marvin init` stand. */
const onTerminal = (...argv: string[]) =>
  render((_: object, { input, output }: Terminal = {}) => {
    const write = (chunk: Buffer, _encoding: string, done: () => void) => {
      output?.write(chunk);
      done();
    };
    const terminal = {
      input,
      // A prompt ends its output, which leaves a terminal's own open, but not the screen of a test.
      get output() {
        return new Writable({ write });
      },
    };
    // What renders wants a prompt of the older kind, which could be cancelled.
    return Object.assign(init(argumentsOf(...argv), terminal), { cancel: () => undefined });
  }, {});

type Screen = Awaited<ReturnType<typeof onTerminal>>;

/** Waits for a question, then answers it with keys. */
async function answer(screen: Screen, question: RegExp, keys: string): Promise<void> {
  for (let tries = 0; !question.test(screen.getScreen()); tries++) {
    if (tries > 400) assert.fail(`${String(question)} is not asked, but:\n${screen.getScreen()}`);
    await new Promise((done) => setTimeout(done, 5));
  }
  // A listener of the last question may still be there in this turn.
  await new Promise((done) => setTimeout(done, 5));
  for (const key of keys.split(/(<\w+>)/).filter((part) => part !== "")) {
    const name = /^<(\w+)>$/.exec(key)?.[1];
    if (name === undefined) screen.events.type(key);
    else screen.events.keypress(name);
  }
}

describe("marvin init", () => {
  const home = process.cwd();
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "marvin-init-"));
    await mkdir(join(folder, "projects"));
    await writeFile(join(folder, "projects", "churn.yaml"), MINIMAL);
    process.chdir(folder);
  });
  afterEach(async () => {
    process.chdir(home);
    await rm(folder, { recursive: true });
  });

  const written = (name: string) => readFile(join("projects", `${name}.yaml`), "utf8");
  const refused = (pattern: RegExp, ...argv: string[]) =>
    assert.rejects(init(argumentsOf(...argv)), (error: unknown) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, pattern);
      return true;
    });

  for (const kind of Object.keys(KINDS)) {
    for (const more of [["--schedule=none"], ["--owner-group=a", "--reader-group=b, c", "--tag=cost=0815"]]) {
      it(`writes ${kind} with ${more.join(" ")}, valid as it is and with what stands there as a comment`, async () => {
        const { exitCode, output } = await init(
          argumentsOf("exam-rooms", ...GIVEN, `--kind=${kind}`, ...more),
        );
        assert.equal(exitCode, 0);
        assert.match(output, /^Wrote projects\/exam-rooms\.yaml: .*npx marvin validate\n/s);
        const text = await written("exam-rooms");
        assert.match(text, /^# yaml-language-server: \$schema=\.\.\/manifest\/project\.schema\.json\n/);
        assert.deepEqual(check({ "exam-rooms.yaml": text }).faults, []);
        // A commented key begins in lower case and has a colon; sentences begin with a capital.
        const all = text.replace(/^( *)# (?=\s*[a-z_]+:(?: [[{v]|$))/gm, "$1");
        assert.notEqual(all, text);
        assert.deepEqual(check({ "exam-rooms.yaml": all }).faults, []);
      });
    }
  }

  it("takes what the flags say, and quotes what YAML would misread", async () => {
    const flags = ["--schedule", "0 30 6 * * ?", "--time-zone", "Europe/Zurich", "--tag", "cost_center=4711"];
    await init(argumentsOf("exam-rooms", ...GIVEN, "--kind=scoring", ...flags, "--owner-group", "Büro: 1"));
    const { projects } = check({ "exam-rooms.yaml": await written("exam-rooms") });
    const project = projects[0]!.environments.prod;
    assert.equal(project.description, "Forecasts: how many rooms each exam needs.");
    assert.deepEqual(project.tags, { cost_center: "4711" });
    assert.deepEqual(project.access.owners, ["Büro: 1"]);
    assert.deepEqual(project.workflows["score"]!.schedule, {
      quartz_cron_expression: "0 30 6 * * ?",
      timezone_id: "Europe/Zurich",
    });
  });

  it("names all flags that are missing or refused at once, and writes nothing", async () => {
    await refused(
      /NAME is missing \(.*\n {2}--owner: must be the team's slug.*\n {2}--contact ADDRESS is missing.*\n {2}--description TEXT is missing.*\n {2}--kind: must be one of training, .*\n {2}--schedule: .* has 5 fields as in Unix cron.*$/s,
      "--owner=Exam Office",
      "--kind=train",
      "--schedule=0 5 * * *",
    );
    assert.deepEqual(await readdir("projects"), ["churn.yaml"]);
  });

  it("refuses names that are no names, are there already, or whose schema another project owns", async () => {
    await refused(/NAME: must be lower-case letters, digits and single hyphens/, "Exam_Rooms", ...GIVEN);
    await refused(/NAME: projects\/churn\.yaml is there already: choose another name/, "churn", ...GIVEN);
    assert.equal(await written("churn"), MINIMAL);
    await writeFile(
      "projects/older.yaml",
      `${MINIMAL.replace("churn", "older")}data: { schema: exam_rooms }\n`,
    );
    await refused(/the schema `exam_rooms` is projects\/older\.yaml's already/, "exam-rooms", ...GIVEN);
  });

  it("wants the tags that a stack requires", async () => {
    const config = `config:\n  marvin:requiredTags: { cost_center: [], data_class: [internal, public] }\n`;
    await writeFile("Pulumi.prod.yaml", config);
    await refused(/--tag: a stack requires cost_center=VALUE and data_class=VALUE/, "exam-rooms", ...GIVEN);
    const tags = ["--tag=cost_center=1", "--tag=data_class=secret"];
    await refused(/--tag: data_class must be one of internal, public/, "exam-rooms", ...GIVEN, ...tags);
    const { exitCode } = await init(
      argumentsOf("exam-rooms", ...GIVEN, tags[0]!, "--tag=data_class=internal"),
    );
    assert.equal(exitCode, 0);
  });

  it("asks what the flags leave open, until a manifest takes the answer", async () => {
    const screen = await onTerminal("--contact=exam-office@example.edu", "--kind=nothing");
    await answer(screen, /Name of the project/, "churn<enter>");
    await answer(screen, /projects\/churn\.yaml is there already/, "-rooms<enter>");
    await answer(screen, /GitHub team/, "exam-office<enter>");
    await answer(screen, /in one sentence/, "Forecasts rooms.<enter>");
    await answer(screen, /What kind of work/, "<down><down><enter>");
    await answer(screen, /When does it run/, "<down><down><down><down><enter>");
    await answer(screen, /Another time/, "0 5 * * *<enter>");
    await answer(screen, /must be daily, weekly/, `${"<backspace>".repeat(9)}0 0 5 * * ?<enter>`);
    await answer(screen, /time zone/, "Europe/Zurich<enter>");
    await answer(screen, /groups that answer/, "office, deans<enter>");
    await answer(screen, /groups that read/, "<enter>");
    await answer(screen, /Tags/, "<enter>");
    assert.equal((await screen.answer).exitCode, 0);
    const { projects, faults } = check({ "churn-rooms.yaml": await written("churn-rooms") });
    assert.deepEqual(faults, []);
    const project = projects[0]!.environments.dev;
    assert.deepEqual(project.access.owners, ["office", "deans"]);
    assert.deepEqual(Object.keys(project.workflows), ["refresh"]);
    assert.equal(project.workflows["refresh"]!.schedule?.timezone_id, "Europe/Zurich");
  }).timeout(10_000);

  it("asks nothing with --yes, and writes nothing after Ctrl-C", async () => {
    const sure = await onTerminal("exam-rooms", ...GIVEN, "--yes");
    assert.equal((await sure.answer).exitCode, 0);
    const screen = await onTerminal("other-rooms", ...GIVEN);
    await answer(screen, /What kind of work/, "");
    screen.events.keypress({ name: "c", ctrl: true });
    assert.deepEqual(await screen.answer, { output: "Nothing was written.", exitCode: 130 });
    assert.deepEqual((await readdir("projects")).sort(), ["churn.yaml", "exam-rooms.yaml"]);
  });
});

describe("marvin init as a command", function () {
  this.timeout(60_000);
  let checkout: Checkout;
  before(async () => {
    checkout = await Checkout.make();
  });
  after(() => checkout.remove());

  it("writes without a terminal what the flags say, beside the projects that are there", async () => {
    const missing = await checkout.run(["init", "exam-rooms", "--kind", "serving"]);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /--owner TEAM is missing[^]*--contact ADDRESS[^]*--description TEXT/);
    assert.equal(missing.stdout, "");
    const made = await checkout.run(["init", "exam-rooms", "--kind", "serving", ...GIVEN]);
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stdout, /^Wrote projects\/exam-rooms\.yaml: serving/);
    assert.equal((await checkout.run(["validate"])).code, 0);
    const again = await checkout.run(["init", "exam-rooms", ...GIVEN]);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /is there already/);
  });
});
