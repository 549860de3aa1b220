import { secret } from "@pulumi/pulumi";
import { LocalWorkspace, Stack, type EngineEvent } from "@pulumi/pulumi/automation";
import marvin from "../index";
import type { Operation } from "./arguments";
import { bare } from "./bareStack";
import { targetsOf } from "./choice";
import { complaints, type Diagnostic } from "./diagnostics";
import { EngineFailure, type EngineCommand } from "./engineCommand";
import { EventCollector, type StackSummary } from "./summary";
import type { Workspace } from "./workspace";

/** What became of one stack. */
export interface StackRun {
  readonly stack: string;
  readonly operation: Operation;
  /** Whether it only shows what would happen. */
  readonly preview: boolean;
  readonly ok: boolean;
  /** Whether it was cut short by the user. */
  readonly interrupted: boolean;
  readonly seconds: number;
  readonly summary: StackSummary;
  /** What went wrong outside any resource. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface OperationOptions {
  readonly operation: Operation;
  /** Only show what the operation would do. */
  readonly preview: boolean;
  readonly stack: string;
  /** Only this project. */
  readonly project?: string;
  readonly workspace: Workspace;
  readonly engine: EngineCommand;
  /** Called with every event, after it was gathered, and how many resources it is at. */
  readonly onProgress: (seen: number) => void;
}

/** Runs the engine on one stack. What goes wrong is part of the answer. */
export async function runOperation(options: OperationOptions): Promise<StackRun> {
  const { operation, preview, stack, project, workspace, engine } = options;
  const start = Date.now();
  const collector = new EventCollector({ preview, only: project });
  const diagnostics: Diagnostic[] = [];
  let ok = true;
  const onEvent = (event: EngineEvent) => {
    collector.add(event);
    options.onProgress(collector.seen);
  };
  try {
    const { opened, first } = await open(options);
    const work = () => perform(bare(opened), { ...options, first, onEvent });
    await (preview ? work() : workspace.changing(stack, work));
  } catch (error) {
    ok = false;
    diagnostics.push(...explain(error, options));
  }
  const summary = collector.summary();
  // The engine's last words repeat what resources have said.
  const said = summary.parts.some((part) => part.diagnostics.some(({ severity }) => severity === "error"));
  return {
    stack,
    operation,
    preview,
    ok,
    interrupted: !ok && engine.interrupted,
    seconds: (Date.now() - start) / 1000,
    summary,
    diagnostics: said ? [] : diagnostics,
  };
}

/** The stack, and whether nothing has been made in it yet. */
async function open({
  stack,
  workspace,
  engine,
  operation,
  project,
}: OperationOptions): Promise<{ opened: Stack; first: boolean }> {
  const previous: Outputs = { projects: {} };
  const local = await LocalWorkspace.create({
    workDir: workspace.workDir,
    pulumiHome: workspace.pulumiHome,
    pulumiCommand: engine,
    program: () => marvin({ only: project, previous }),
  });
  const opened = await Stack.select(stack, local).catch((error: unknown) => {
    if (error instanceof EngineFailure && workspace.createsStacks && isUnknownStack(error)) {
      return Stack.create(stack, local);
    }
    throw error;
  });
  // The engine takes what the program returns for the outputs of the whole stack.
  if (project === undefined || (operation !== "preview" && operation !== "up")) {
    return { opened, first: false };
  }
  const before = await outputsOf(opened);
  Object.assign(previous, before);
  return { opened, first: before === undefined };
}

type Outputs = Awaited<ReturnType<typeof marvin>>;

async function outputsOf(stack: Stack): Promise<Outputs | undefined> {
  const { projects, bot } = await stack.outputs();
  if (projects === undefined) return undefined;
  const value: unknown = projects.value;
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const wrapped = projects.secret ? entries.map(([name, of]) => [name, secret(of)] as const) : entries;
  return {
    projects: Object.fromEntries(wrapped),
    ...(bot !== undefined && { bot: bot.value as unknown }),
  };
}

async function perform(
  stack: Stack,
  {
    operation,
    preview,
    project,
    first,
    onEvent,
  }: OperationOptions & { first: boolean; onEvent: (event: EngineEvent) => void },
): Promise<void> {
  const options = {
    color: "never",
    onEvent,
    target: project === undefined ? undefined : targetsOf(stack.name, project, first),
  } as const;
  if (operation === "destroy") await (preview ? stack.previewDestroy(options) : stack.destroy(options));
  else if (operation === "refresh") await stack.refresh(options);
  else await (preview ? stack.preview(options) : stack.up(options));
}

function explain(error: unknown, { stack, workspace }: OperationOptions): Diagnostic[] {
  if (!(error instanceof EngineFailure)) {
    return [{ severity: "error", message: error instanceof Error ? error.message : String(error) }];
  }
  if (isUnknownStack(error)) {
    const message = `this backend has no stack ${stack}: make it by \`pulumi stack init ${stack}\``;
    return [{ severity: "error", message }];
  }
  const found = complaints(error.stderr, error.stdout);
  if (!workspace.real || !/currently locked by|Another update is currently in progress/.test(error.message))
    return found;
  const message =
    `another update of the stack ${stack} is under way: wait for it to end. ` +
    `If it was killed, and only then: pulumi cancel --stack ${stack}`;
  return [{ severity: "error", message }, ...found];
}

function isUnknownStack(error: EngineFailure): boolean {
  return /no stack named .* found/.test(error.stderr);
}
