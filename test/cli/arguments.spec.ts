import assert from "node:assert/strict";
import { COMMANDS, parseArguments, UsageError } from "../../cli/arguments";
import { usage } from "../../cli/usage";

const run = (...argv: string[]) => parseArguments(argv);
const refuses = (argv: string[], pattern: RegExp) =>
  assert.throws(
    () => parseArguments(argv),
    (error) => error instanceof UsageError && pattern.test(error.message),
    argv.join(" "),
  );

describe("arguments", () => {
  it("understands a run with everything", () => {
    const argv = [
      "up",
      "--stack",
      "dev,stage",
      "-s",
      "prod",
      "-p",
      "churn",
      "--json",
      "--diff",
      "--sandbox",
      "--accounts",
      "accounts.yaml",
      "-y",
    ];
    assert.deepEqual(run(...argv), {
      command: "up",
      stacks: ["dev", "stage", "prod"],
      project: "churn",
      json: true,
      diff: true,
      sandbox: true,
      accounts: "accounts.yaml",
      yes: true,
    });
  });

  it("understands what to reconcile, and how to say it", () => {
    assert.deepEqual(run("reconcile"), {
      command: "reconcile",
      dryRun: false,
      sandbox: false,
      format: "text",
    });
    assert.deepEqual(run("reconcile", "-p", "churn", "--dry-run", "--sandbox", "--format", "markdown"), {
      command: "reconcile",
      project: "churn",
      dryRun: true,
      sandbox: true,
      format: "markdown",
    });
    assert.deepEqual(run("reconcile", "--json"), { ...run("reconcile"), format: "json" });
    refuses(["reconcile", "churn"], /reconcile takes no "churn": name a project by --project/);
    refuses(["reconcile", "--format", "github"], /--format must be one of text, markdown, json/);
    refuses(["reconcile", "--dryrun"], /did you mean --dry-run/);
  });

  it("understands a project to render, and where", () => {
    assert.deepEqual(run("render", "churn", "--out", "look"), {
      command: "render",
      project: "churn",
      out: "look",
    });
    refuses(["render", "churn"], /render takes one project and a folder/);
    refuses(["render", "--out", "look"], /render takes one project and a folder/);
    refuses(["render", "churn", "other", "--out", "look"], /render takes one project and a folder/);
    refuses(["preview", "--out", "look"], /--out/);
  });

  it("takes flags before the command and values after an equals sign", () => {
    assert.deepEqual(run("--sandbox", "preview", "--stack=dev"), {
      command: "preview",
      stacks: ["dev"],
      project: undefined,
      json: false,
      diff: false,
      sandbox: true,
      yes: false,
    });
  });

  it("previews every stack, but changes only what is named or disposable", () => {
    const stacks = (...argv: string[]) => {
      const args = run(...argv);
      return "stacks" in args ? args.stacks : undefined;
    };
    assert.deepEqual(stacks("preview"), []);
    assert.deepEqual(stacks("up", "--sandbox"), []);
    for (const command of ["up", "refresh", "destroy"]) refuses([command], /name the stacks by --stack/);
  });

  it("says what was probably meant", () => {
    refuses(["previw"], /did you mean marvin preview\?/);
    refuses(["preview", "--sandbx"], /preview has no --sandbx: did you mean --sandbox\?/);
    refuses(["preview", "--yes"], /preview has no --yes/);
    refuses(["validate", "--diff"], /validate has no --diff/);
    refuses(["frobnicate"], /the commands are preview, up/);
    refuses(["preview", "-x"], /preview has no -x/);
  });

  it("refuses what makes no sense", () => {
    refuses(["preview", "dev"], /takes no "dev": name stacks by --stack/);
    refuses(["preview", "--stack"], /--stack needs a value/);
    refuses(["preview", "--stack", "--json"], /--stack needs a value/);
    refuses(["preview", "--stack", "dev,,prod"], /names no stack/);
    refuses(["preview", "--json=yes"], /--json takes no value/);
    refuses(["validate", "--format", "xml"], /must be one of text, github, json/);
    refuses(["validate", "--format", "github", "--json"], /contradict/);
    refuses(["preview", "--accounts", "accounts.yaml"], /--accounts .* goes with --sandbox/);
    refuses(["validate", "--accounts", "accounts.yaml"], /validate has no --accounts/);
    refuses(["sandbox"], /marvin sandbox reset/);
    refuses(["--sandbox"], /marvin has no --sandbox/);
  });

  it("understands validate", () => {
    assert.deepEqual(run("validate"), { command: "validate", files: [], format: "text" });
    assert.deepEqual(run("validate", "a.yaml", "--json"), {
      command: "validate",
      files: ["a.yaml"],
      format: "json",
    });
    assert.deepEqual(run("validate", "--format=github", "--", "-a.yaml"), {
      command: "validate",
      files: ["-a.yaml"],
      format: "github",
    });
  });

  it("helps with every command", () => {
    assert.deepEqual(run(), { command: "help", of: undefined });
    assert.deepEqual(run("--help"), { command: "help", of: undefined });
    assert.deepEqual(run("help", "up"), { command: "help", of: "up" });
    assert.deepEqual(run("--version"), { command: "version" });
    for (const command of COMMANDS) {
      assert.deepEqual(run(command, "--help"), { command: "help", of: command });
      assert.match(usage(command), new RegExp(`^marvin ${command}`));
      assert.match(usage(), new RegExp(`^marvin ${command}`, "m"));
    }
    for (const text of [usage(), usage("up")]) assert.match(text, /Exit codes: 0 .* 1 .* 2 .*\n3 .* 130/);
  });
});
