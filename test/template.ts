import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOnPath, isExecutable } from "../cli/engine/command";
import { pythonWith } from "../cli/python/environment";
import type { Counts } from "./suite";

const TEMPLATE = join(__dirname, "..", "template");

/** What the tests of the template run on, newest first; each is a lock in `template/requirements`. */
const RUNTIMES = ["runtime-18", "runtime-17"] as const;
export type Runtime = (typeof RUNTIMES)[number];

/** The runtime that MARVIN_RUNTIME names, or the newest. */
export function runtimeOf(env: NodeJS.ProcessEnv): Runtime {
  const wanted = env["MARVIN_RUNTIME"];
  if (wanted === undefined || wanted === "") return RUNTIMES[0];
  const runtime = RUNTIMES.find((one) => one === wanted);
  if (runtime === undefined)
    throw new Error(`MARVIN_RUNTIME is ${wanted}: it must be one of ${RUNTIMES.join(", ")}`);
  return runtime;
}

/**
 * The tests of the template and its Python package, on real Spark, Delta, MLflow, Great Expectations and Evidently.
 * @param say takes what they say
 */
export async function runTemplate(runtime: Runtime, say: (text: string) => void): Promise<Counts> {
  say(
    `\nThe template and its package on ${runtime}, eight minutes or so: Spark and Delta are the slow part\n`,
  );
  if (!hasJava(process.env)) {
    say(
      "Spark needs Java 17 or later, and there is no java on PATH nor under JAVA_HOME: install it from https://adoptium.net\n",
    );
    return { passed: 0, failed: 1 };
  }
  const folder = mkdtempSync(join(tmpdir(), "marvin-pytest-"));
  try {
    const lock = join(TEMPLATE, "requirements", `${runtime}.txt`);
    const python = await pythonWith(lock, { stream: { write: say } });
    const report = join(folder, "report.xml");
    await pytest(python, report, say);
    return countsIn(readFileSync(report, "utf8"));
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function hasJava(env: NodeJS.ProcessEnv): boolean {
  const home = env["JAVA_HOME"];
  return (
    findOnPath("java", env) !== undefined || (home !== undefined && isExecutable(join(home, "bin", "java")))
  );
}

function pytest(python: string, report: string, say: (text: string) => void): Promise<void> {
  const options = ["-m", "pytest", "--quiet", "--durations=5", `--junit-xml=${report}`];
  const suites = ["package/tests", "tests"];
  const env = {
    ...process.env,
    PYTHONPATH: join(TEMPLATE, "package", "src"),
    PYTHONDONTWRITEBYTECODE: "1",
  };
  return new Promise((resolve, reject) => {
    const child = spawn(python, [...options, ...suites], {
      cwd: TEMPLATE,
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.setEncoding("utf8").on("data", say);
    child.stderr.setEncoding("utf8").on("data", say);
    child.once("error", reject);
    child.once("close", () => resolve());
  });
}

/** What pytest's report counts. Skipped tests have not passed. */
function countsIn(report: string): Counts {
  const count = (name: string) => Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(report)?.[1]);
  const failed = count("failures") + count("errors") + count("skipped");
  return { passed: count("tests") - failed, failed };
}
