import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { obtainEngine } from "../cli/engine/obtain";
import type { Counts } from "./suite";
import { runtimeOf, runTemplate, type Runtime } from "./template";

type Say = (text: string) => void;

/** Runs tests and says what becomes of them. */
type Suite = (say: Say) => Promise<Counts>;

/** All suites, in the order in which they begin and are shown: of the long ones, those that take longest first. */
const suitesOn = (runtime: Runtime): Readonly<Record<string, Suite>> => ({
  specs: (say) => runSuite("Specs", [".spec.ts"], process.env, say),
  template: (say) => runTemplate(runtime, say),
  engine: (say) => runOnEngine("Projects", "e2e", say),
  command: (say) => runOnEngine("The command", "cli", say),
  bot: (say) =>
    runSuite("The bot, on real Git and Copier and a GitHub on loopback", [".bot.ts"], process.env, say),
});

/** Every test of the repository, as many suites side by side as there are processors, or the suite that is named. */
async function main(): Promise<void> {
  const only = process.argv[2];
  const all = Object.entries(suitesOn(runtimeOf(process.env)));
  const suites = all.filter(([name]) => only === undefined || name === only);
  if (suites.length === 0) {
    throw new Error(
      `there is no suite ${only}: npm test runs all, npm test -- SUITE one of ${all.map(([name]) => name).join(", ")}`,
    );
  }
  const screen = new Screen();
  const results: (Counts & { readonly took: string })[] = [];
  const waiting = suites.entries();
  const work = async () => {
    for (const [place, [name, run]] of waiting) {
      const began = performance.now();
      const counts = await run((text) => screen.write(place, text));
      const minutes = (performance.now() - began) / 60_000;
      results[place] = { ...counts, took: `${name} ${minutes.toFixed(1)} min` };
      screen.end(place);
    }
  };
  // A suite waits for one process much of the time, so that two never are too many.
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
  console.log(`\n${results.map(({ took }) => took).join(", ")}`);
  const passed = results.reduce((sum, each) => sum + each.passed, 0);
  const failed = results.reduce((sum, each) => sum + each.failed, 0);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

/** Shows what suites say one after another, whenever they say it. */
class Screen {
  private shown = 0;
  private readonly held: string[][] = [];
  private readonly ended = new Set<number>();

  write(place: number, text: string): void {
    if (place === this.shown) process.stdout.write(text);
    else (this.held[place] ??= []).push(text);
  }

  end(place: number): void {
    this.ended.add(place);
    while (this.ended.has(this.shown)) {
      this.shown += 1;
      process.stdout.write((this.held[this.shown] ?? []).join(""));
    }
  }
}

/** Tests on the Pulumi engine, which is the slow part. Without an engine they have failed, not vanished. */
async function runOnEngine(what: string, folder: string, say: Say): Promise<Counts> {
  try {
    const { command, version } = await obtainEngine({ stream: { write: say } });
    const path = `${dirname(command)}${delimiter}${process.env["PATH"] ?? ""}`;
    const title = `${what} on the Pulumi engine ${version}, some minutes`;
    // The engine is called for hundreds of times, each so short that collecting garbage is a third of the work.
    return await runSuite(title, [".e2e.ts", folder], { GOGC: "400", ...process.env, PATH: path }, say);
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n`);
    return { passed: 0, failed: 1 };
  }
}

/** A suite that ends without its counts has crashed, and counts as one failure. */
function runSuite(
  title: string,
  files: readonly string[],
  env: NodeJS.ProcessEnv,
  say: Say,
): Promise<Counts> {
  say(`\n${title}\n`);
  return new Promise((resolve) => {
    let counts: Counts = { passed: 0, failed: 1 };
    const options = { env, execArgv: ["--import", "tsx"], silent: true };
    const child = fork(join(__dirname, "suite.ts"), files, options);
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
