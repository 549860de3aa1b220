import { fork } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { obtainEngine } from "../cli/engine/obtain";
import type { Counts } from "./suite";

/** Every test of the repository: specs first, then what runs on the engine in the local cloud. */
async function main(): Promise<void> {
  const only = process.argv[2];
  const total = { passed: 0, failed: 0 };
  if (only === undefined || only === "specs") add(total, await runSuite("Specs", ".spec.ts", process.env));
  if (only === undefined || only === "engine") {
    const engine = await obtainEngine();
    const env = {
      ...process.env,
      PATH: `${dirname(engine.command)}${delimiter}${process.env["PATH"] ?? ""}`,
    };
    add(total, await runSuite(`On the Pulumi engine ${engine.version}, some minutes`, ".e2e.ts", env));
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed > 0 ? 1 : 0;
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
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
});
