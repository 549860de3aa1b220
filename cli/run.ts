import { dirname, delimiter } from "node:path";
import type { CheckedProject } from "../manifest/check";
import { checkFolder } from "../manifest/load";
import { ENVIRONMENTS } from "../manifest/schema/project";
import { readAccounts, strangersIn } from "./accountsFile";
import { UsageError, type RunArguments } from "./arguments";
import { checkProjectChoice, chooseStacks } from "./choice";
import { confirm } from "./confirmation";
import { obtainEngine } from "./engine/obtain";
import { EngineCommand } from "./engineCommand";
import { formatFaults } from "./faultFormat";
import { hostsOf, silentHosts } from "./hosts";
import type { Interruption } from "./interruption";
import { runDocument } from "./json";
import { runOperation, type StackRun } from "./operation";
import type { Progress } from "./progress";
import { renderClosing, renderStack, type RenderOptions } from "./render";
import { findStacks, PROJECTS, ROOT } from "./repository";
import { organizationRivals } from "./rivals";
import { sandboxWorkspace, withoutCredentials } from "./sandboxWorkspace";
import { readStackConfig, type StackConfig } from "./stackConfig";
import { fleetOf } from "./stacks/fleet";
import { changeCount } from "./summary";
import { colors, wantsColors } from "./terminal";
import { realWorkspace, type Workspace } from "./workspace";

/** A run that cannot begin, for a reason that the user can mend. */
export class RunRefused extends Error {}

export interface RunContext {
  readonly interruption: Interruption;
  readonly progress: Progress;
  /** Writes the result. */
  readonly print: (text: string) => void;
  /** The folder that the names of files are relative to. */
  readonly from: string;
}

/** Runs the engine on the stacks that were asked for. Resolves to the exit code. */
export async function run(
  args: RunArguments,
  { interruption, progress, print, from }: RunContext,
): Promise<number> {
  const known = await findStacks();
  const stacks = chooseStacks(args.stacks, known, args.command === "destroy");
  const asks = !args.sandbox && !args.yes && (args.command === "up" || args.command === "destroy");
  if (asks && (args.json || !process.stdin.isTTY || !process.stderr.isTTY)) {
    const why = args.json ? "--json shows nothing to decide on" : "there is no terminal to ask on";
    throw new UsageError(`${args.command} changes real accounts, and ${why}: it needs --yes`);
  }
  const { projects, faults: manifestFaults } = await checkFolder(PROJECTS);
  const described = args.accounts === undefined ? undefined : await readAccounts(args.accounts, from);
  const faults = [...manifestFaults, ...(described?.faults ?? [])];
  const files = new Map(projects.map(({ name, file }) => [name, file]));
  const fileOf = (project: string) => files.get(project);
  const document = (runs: readonly StackRun[], ok: boolean) => {
    const interrupted = interruption.happened;
    const { command, sandbox, diff } = args;
    print(
      JSON.stringify(
        runDocument({ command, sandbox, diff, ok, interrupted, runs, faults, fileOf }),
        undefined,
        2,
      ),
    );
  };
  if (faults.length > 0) {
    if (args.json) document([], false);
    else print(formatFaults({ faults, checked: projects.length }, "text"));
    return 1;
  }
  const everyStack = await Promise.all(known.map(readStackConfig));
  refuseRivals(args, everyStack, projects);
  const strangers = described?.accounts === undefined ? [] : strangersIn(described.accounts, everyStack);
  if (strangers.length > 0) throw new RunRefused(strangers.join("\n"));
  const configs = stacks.flatMap((stack) => everyStack.filter((one) => one.stack === stack));
  if (args.project !== undefined) checkProjectChoice(args.project, projects, configs);
  const { command } = await obtainEngine({ signal: interruption.signal });
  // The program runs in this process, and it has no business with real accounts either.
  if (args.sandbox) keepOnly(withoutCredentials(process.env));
  process.env.PATH = `${dirname(command)}${delimiter}${process.env.PATH ?? ""}`;
  if (!args.sandbox) await requireHosts(configs);

  const render: RenderOptions = {
    colors: colors(wantsColors(process.stdout)),
    diff: args.diff,
    width: Math.min(process.stdout.columns || 110, 140),
    fileOf,
  };
  const workspace = args.sandbox
    ? await sandboxWorkspace((text) => progress.say(text), described?.accounts)
    : realWorkspace(ROOT);
  try {
    const engine = await EngineCommand.find(command, workspace.environment, interruption);
    const show = (one: StackRun) => {
      if (!args.json) print(`${renderStack(one, render)}\n`);
    };
    const { runs, ok } = await runStacks(stacks, args, {
      workspace,
      engine,
      progress,
      interruption,
      show,
      asks,
    });
    if (args.json) document(runs, ok);
    else if (runs.length > 0) print(renderClosing(runs, render));
    return interruption.happened ? 130 : ok ? 0 : 1;
  } finally {
    await workspace.close();
  }
}

interface StackContext extends Omit<RunContext, "print" | "from"> {
  readonly workspace: Workspace;
  readonly engine: EngineCommand;
  readonly show: (run: StackRun) => void;
  readonly asks: boolean;
}

/** A preview goes on after a failure; what changes things stops there, because later stacks stand on earlier ones. */
async function runStacks(
  stacks: readonly string[],
  args: RunArguments,
  { workspace, engine, progress, interruption, show, asks }: StackContext,
): Promise<{ runs: StackRun[]; ok: boolean }> {
  const { command: operation, project } = args;
  const runs: StackRun[] = [];
  const once = (stack: string, preview: boolean) => {
    let seen = 0;
    const onProgress = (now: number) => (seen = now);
    const options = { operation, preview, stack, project, workspace, engine, onProgress };
    const label = `${stack}: ${preview && operation !== "preview" ? "preview of " : ""}${operation}`;
    return progress.during(
      label,
      () => seen,
      () => runOperation(options),
    );
  };
  for (const stack of stacks) {
    if (interruption.happened) break;
    const changes = operation === "up" || operation === "destroy";
    if (changes) {
      // The engine deletes what it may before it comes to what is protected; a preview refuses at once.
      const planned = await once(stack, true);
      if (!planned.ok || asks) show(planned);
      const nothing = changeCount(planned.summary.counts) === 0;
      if (!planned.ok || (asks && !nothing && !(await agreed(operation, stack, interruption)))) {
        progress.say(`Nothing was changed in ${stack}.`);
        return { runs: [...runs, planned], ok: false };
      }
    }
    const result = await once(stack, operation === "preview");
    runs.push(result);
    show(result);
    if (!result.ok && operation !== "preview") break;
  }
  return { runs, ok: runs.length === stacks.length && runs.every(({ ok }) => ok) };
}

function agreed(operation: string, stack: string, { signal }: Interruption): Promise<boolean> {
  return confirm(operation === "destroy" ? `Delete all this in ${stack}?` : `Do this in ${stack}?`, signal);
}

async function requireHosts(configs: Parameters<typeof hostsOf>[0]): Promise<void> {
  const silent = await silentHosts(hostsOf(configs));
  if (silent.length === 0) return;
  throw new RunRefused(
    [
      "These hosts do not answer, and the providers would try them for an hour:",
      ...silent.map((line) => `  ${line}`),
    ].join("\n"),
  );
}

function keepOnly(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
}

/**
 * Two stacks that declare the same take turns undoing each other; only a destroy may go on.
 * @throws RunRefused
 */
function refuseRivals(
  { command }: RunArguments,
  configs: readonly StackConfig[],
  projects: readonly CheckedProject[],
): void {
  const names = projects.map(({ name }) => name);
  const rivals = [organizationRivals(configs) ?? [], fleetOf(configs, names, ENVIRONMENTS).rivals].flat();
  if (rivals.length > 0 && command !== "destroy") throw new RunRefused(rivals.join("\n"));
}
