import Mocha from "mocha";
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** What a suite's process tells the one that started it. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

/**
 * Runs the test files of one suite in this process: `node --import tsx test/suite.ts .spec.ts`, or of one folder:
 * `... .e2e.ts cli`. Specs replace Pulumi's engine by mocks for their whole process, so that tests on the engine need a
 * process of their own.
 */
async function main(ending: string, folder = "."): Promise<void> {
  const files = readdirSync(join(__dirname, folder), { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(ending),
  );
  const mocha = new Mocha({
    reporter: "spec",
    timeout: ending === ".spec.ts" ? 20_000 : 300_000,
    slow: ending === ".spec.ts" ? 1_000 : 60_000,
    forbidOnly: true,
    failZero: true,
  });
  for (const file of files.sort()) mocha.addFile(join(__dirname, folder, file));
  const runner = mocha.run();
  await new Promise((resolve) => runner.once("end", resolve));
  const counts: Counts = { passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 1 };
  // By hand there is nobody to tell but the shell.
  process.exitCode = counts.failed > 0 ? 1 : 0;
  process.send?.(counts, () => process.exit());
}

void main(process.argv[2] ?? ".spec.ts", process.argv[3]);
