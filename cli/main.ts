/** The `marvin` command. What a command does not need is not loaded: `validate` runs without Pulumi. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArguments, UsageError, type Arguments } from "./arguments";
import { formatFaults } from "./faultFormat";
import { Interruption } from "./interruption";
import { Progress } from "./progress";
import { ROOT } from "./repository";
import { wantsColors } from "./terminal";
import { usage } from "./usage";
import { validate } from "./validate";

async function main(): Promise<number> {
  // npm runs scripts in the package's folder and tells where it was called.
  const from = process.env.INIT_CWD ?? process.cwd();
  const args = parseArguments(process.argv.slice(2));
  process.chdir(ROOT);
  switch (args.command) {
    case "help":
      print(usage(args.of));
      return 0;
    case "version":
      print(ownVersion());
      return 0;
    case "validate": {
      const report = await validate(args.files, from);
      print(formatFaults(report, args.format));
      return report.faults.length === 0 ? 0 : 1;
    }
    case "explain": {
      const { explain } = await import("./explain/explain.js");
      const { text, exitCode } = await explain(args, from, wantsColors(process.stdout));
      print(text);
      return exitCode;
    }
    case "init": {
      const { init } = await import("./init/init.js");
      const asks = process.stdin.isTTY && process.stderr.isTTY;
      const { output, exitCode } = await init(
        args,
        asks ? { input: process.stdin, output: process.stderr } : undefined,
      );
      if (exitCode !== 0) return complain(output, exitCode);
      print(output);
      return 0;
    }
    case "import-job": {
      const { importJob } = await import("./importJob/importJob.js");
      const { output, report, exitCode } = await importJob(args, from);
      if (output !== "") print(output);
      if (report !== "") process.stderr.write(`${report}\n`);
      return exitCode;
    }
    case "render": {
      const { renderProject, RenderFailed } = await import("./template/renderProject.js");
      const { NoPythonError } = await import("./python/interpreter.js");
      return renderProject(args, from).then(
        (text) => {
          print(text);
          return 0;
        },
        (error: unknown) => {
          if (error instanceof RenderFailed || error instanceof NoPythonError)
            return complain(error.message, 1);
          throw error;
        },
      );
    }
    case "reconcile": {
      const { reconcileProjects, ReconcileRefused } = await import("./reconcile/reconcileProjects.js");
      const { NoPythonError } = await import("./python/interpreter.js");
      const progress = new Progress(process.stderr);
      const { signal } = new Interruption((text) => progress.say(text));
      return reconcileProjects(args, { signal, say: (text) => progress.say(text) }).then(
        ({ text, exitCode }) => {
          print(text);
          return signal.aborted ? 130 : exitCode;
        },
        (error: unknown) => {
          if (signal.aborted) return 130;
          if (error instanceof ReconcileRefused || error instanceof NoPythonError)
            return complain(error.message, 1);
          throw error;
        },
      );
    }
    case "stacks": {
      const { stacks } = await import("./stacks/stacks.js");
      const { text, exitCode } = await stacks(args);
      print(text);
      return exitCode;
    }
    default:
      return withEngine(args, from);
  }
}

type EngineArguments = Extract<Arguments, { command: "sandbox" | "preview" | "up" | "refresh" | "destroy" }>;

async function withEngine(args: EngineArguments, from: string): Promise<number> {
  const progress = new Progress(process.stderr);
  const { SandboxError, resetSandbox } = await import("./sandboxWorkspace.js");
  const { NoEngineError } = await import("./engine/obtain.js");
  const interruption = new Interruption((text) => progress.say(text));
  // Pulumi keeps a stack trace with every promise of the program, which nobody sees.
  if (!process.env.MARVIN_DEBUG) Error.stackTraceLimit = 0;
  try {
    if (args.command === "sandbox") {
      await resetSandbox();
      print("The local cloud is empty.");
      return 0;
    }
    const { run, RunRefused } = await import("./run.js");
    return await run(args, { interruption, progress, print, from }).catch((error: unknown) => {
      if (error instanceof RunRefused) return complain(error.message, 1);
      throw error;
    });
  } catch (error) {
    if (interruption.happened) return 130;
    if (error instanceof NoEngineError) return complain(error.message, 3);
    if (error instanceof SandboxError) return complain(error.message, 1);
    throw error;
  }
}

/** The result goes to standard output, all else to standard error. */
function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(message: string, exitCode: number): number {
  process.stderr.write(`marvin: ${message}\n`);
  return exitCode;
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}

function failure(error: unknown): number {
  if (error instanceof UsageError)
    return complain(`${error.message}\nmarvin --help shows how it is used.`, 2);
  if (process.env.MARVIN_DEBUG) console.error(error);
  const message = error instanceof Error ? error.message : String(error);
  return complain(
    `${message}${process.env.MARVIN_DEBUG ? "" : "\n(MARVIN_DEBUG=1 shows where this comes from.)"}`,
    1,
  );
}

// A reader that has seen enough, such as `head`, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

void main()
  .catch(failure)
  // Servers of the Automation API may still listen; the last words must be out before the end.
  .then((exitCode) => process.stdout.write("", () => process.exit(exitCode)));
