import { fork } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { obtainEngine } from "../cli/engine/obtain";
import type { Counts } from "./suite";
import { runtimeOf, runTemplate } from "./template";

const SUITES = ["specs", "bot", "engine", "template"];

/** Every test of the repository: specs, the bot and the engine one after another and, beside them, the template. */
async function main(): Promise<void> {
  const only = process.argv[2];
  if (only !== undefined && !SUITES.includes(only)) {
    throw new Error(
      `there is no suite ${only}: npm test runs all, npm test -- SUITE one of ${SUITES.join(", ")}`,
    );
  }
  const runtime = runtimeOf(process.env);
  const total = { passed: 0, failed: 0 };
  // Each waits for one process much of the time: on two cores they take little longer together than the longer one.
  const output = new HeldOutput();
  const template =
    only === undefined || only === "template" ? runTemplate(runtime, output.write) : { passed: 0, failed: 0 };
  if (only === undefined || only === "specs") add(total, await runSuite("Specs", ".spec.ts", process.env));
  if (only === undefined || only === "bot") {
    add(
      total,
      await runSuite("The bot, on real Git and Copier and a GitHub on loopback", ".bot.ts", process.env),
    );
  }
  if (only === undefined || only === "engine") add(total, await runOnEngine());
  output.release();
  add(total, await template);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

/** What one suite says while another has the screen: kept until that is done. */
class HeldOutput {
  private held: string[] | undefined = [];

  readonly write = (text: string): void => {
    if (this.held === undefined) process.stdout.write(text);
    else this.held.push(text);
  };

  release(): void {
    const held = this.held ?? [];
    this.held = undefined;
    process.stdout.write(held.join(""));
  }
}

/** Without an engine these tests have failed, not vanished. */
async function runOnEngine(): Promise<Counts> {
  try {
    const { command, version } = await obtainEngine();
    const path = `${dirname(command)}${delimiter}${process.env["PATH"] ?? ""}`;
    const title = `On the Pulumi engine ${version}, some minutes`;
    // The engine is called for hundreds of times, each so short that collecting garbage is a third of the work.
    return await runSuite(title, ".e2e.ts", { GOGC: "400", ...process.env, PATH: path });
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return { passed: 0, failed: 1 };
  }
}

/** A suite that ends without its counts has crashed, and counts as one failure. */
function runSuite(title: string, ending: string, env: NodeJS.ProcessEnv): Promise<Counts> {
  console.log(`\n${title}`);
  return new Promise((resolve) => {
    let counts: Counts = { passed: 0, failed: 1 };
    const child = fork(join(__dirname, "suite.ts"), [ending], { env, execArgv: ["--import", "tsx"] });
    child.on("message", (message) => {
      counts = message as Counts;
    });
    child.on("close", () => resolve(counts));
  });
}

function add(total: { passed: number; failed: number }, counts: Counts): void {
  total.passed += counts.passed;
  total.failed += counts.failed;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
