import { fork } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { obtainEngine } from "../cli/engine/obtain";
import type { Counts } from "./suite";
import { runtimeOf, runTemplate } from "./template";

type Say = (text: string) => void;

/** Takes what a suite says, and gives its counts. */
type Suite = (say: Say) => Promise<Counts>;

const SUITES: Readonly<Record<string, Suite>> = {
  specs: (say) => runSuite("Specs", ".spec.ts", process.env, say),
  engine: runOnEngine,
  template: (say) => runTemplate(runtimeOf(process.env), say),
  bot: (say) =>
    runSuite("The bot, on real Git and Copier and a GitHub on loopback", ".bot.ts", process.env, say),
};

/** What runs side by side: each waits for one process much of the time, and the two take about as long. */
const LANES = [
  ["specs", "engine"],
  ["template", "bot"],
];

/** Every test of the repository, or those of the suite that is named. */
async function main(): Promise<void> {
  const only = process.argv[2];
  if (only !== undefined && !(only in SUITES)) {
    throw new Error(
      `there is no suite ${only}: npm test runs all, npm test -- SUITE one of ${Object.keys(SUITES).join(", ")}`,
    );
  }
  // Before anything runs: whoever names a runtime that is none would be told in a quarter of an hour.
  runtimeOf(process.env);
  const [shown = [], held = []] = only === undefined ? LANES : [[only]];
  const output = new HeldOutput();
  const beside = runAll(held, output.write);
  const counts = await runAll(shown, (text) => process.stdout.write(text));
  output.release();
  const all = [...counts, ...(await beside)];
  console.log(`\n${all.map(({ name, minutes }) => `${name} ${minutes.toFixed(1)} min`).join(", ")}`);
  const passed = all.reduce((sum, each) => sum + each.passed, 0);
  const failed = all.reduce((sum, each) => sum + each.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

interface Result extends Counts {
  readonly name: string;
  readonly minutes: number;
}

/** Runs suites one after another. */
async function runAll(names: readonly string[], say: Say): Promise<Result[]> {
  const results: Result[] = [];
  for (const name of names) {
    const began = performance.now();
    const counts = await SUITES[name]?.(say);
    if (counts !== undefined)
      results.push({ ...counts, name, minutes: (performance.now() - began) / 60_000 });
  }
  return results;
}

/** What suites say while others have the screen: kept until those are done. */
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
async function runOnEngine(say: Say): Promise<Counts> {
  try {
    const { command, version } = await obtainEngine();
    const path = `${dirname(command)}${delimiter}${process.env["PATH"] ?? ""}`;
    const title = `On the Pulumi engine ${version}, some minutes`;
    // The engine is called for hundreds of times, each so short that collecting garbage is a third of the work.
    return await runSuite(title, ".e2e.ts", { GOGC: "400", ...process.env, PATH: path }, say);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n`);
    return { passed: 0, failed: 1 };
  }
}

/** A suite that ends without its counts has crashed, and counts as one failure. */
function runSuite(title: string, ending: string, env: NodeJS.ProcessEnv, say: Say): Promise<Counts> {
  say(`\n${title}\n`);
  return new Promise((resolve) => {
    let counts: Counts = { passed: 0, failed: 1 };
    const child = fork(join(__dirname, "suite.ts"), [ending], {
      env,
      execArgv: ["--import", "tsx"],
      silent: true,
    });
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", say);
    child.on("message", (message) => {
      counts = message as Counts;
    });
    child.on("close", () => resolve(counts));
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
