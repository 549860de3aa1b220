import { kindOf, localName, renderChanges, type ChangeOptions } from "./changes";
import type { Diagnostic } from "./diagnostics";
import type { StackRun } from "./operation";
import {
  changeCount,
  nameOf,
  OPS,
  type Counts,
  type Op,
  type PartSummary,
  type ResourceChange,
} from "./summary";
import { wrapList, type Colors } from "./terminal";

export interface RenderOptions extends ChangeOptions {
  /** The manifest of a project. */
  readonly fileOf: (project: string) => string | undefined;
}

type Words = Readonly<Record<Exclude<Op, "same">, string>>;

const PLANNED: Words = {
  create: "to create",
  import: "to import",
  update: "to change",
  replace: "to replace",
  delete: "to delete",
  forget: "to forget",
};
const DONE: Words = {
  create: "created",
  import: "imported",
  update: "changed",
  replace: "replaced",
  delete: "deleted",
  forget: "forgotten",
};
/** A refresh does nothing to resources; it finds out what was done to them. */
const FOUND: Words = { ...DONE, update: "found changed", delete: "found gone", create: "found" };

/** One stack: project by project, what becomes of it; the unchanged ones in one line. */
export function renderStack(run: StackRun, options: RenderOptions): string {
  const { colors } = options;
  const lines = [`${colors.bold(`${run.stack}:`)} ${outcome(run, colors)}`];
  const unchanged: string[] = [];
  for (const part of run.summary.parts) {
    if (changeCount(part.counts) === 0 && part.diagnostics.length === 0) {
      if (part.project !== undefined) unchanged.push(part.project);
    } else lines.push(...renderPart(part, run, options));
  }
  if (unchanged.length > 0) {
    lines.push(colors.dim(`  unchanged: ${wrapList(unchanged, options.width, " ".repeat(13))}`));
  }
  for (const diagnostic of run.diagnostics) lines.push(...renderDiagnostic(diagnostic, undefined, options));
  return lines.join("\n");
}

/** The closing lines: every stack in one. */
export function renderClosing(runs: readonly StackRun[], { colors }: Pick<RenderOptions, "colors">): string {
  const width = Math.max(...runs.map(({ stack }) => stack.length));
  return runs
    .map((run) => {
      return `${colors.bold(run.stack.padEnd(width))}  ${outcome(run, colors)} ${colors.dim(`(${run.seconds.toFixed(1)} s)`)}`;
    })
    .join("\n");
}

function outcome(run: StackRun, colors: Colors): string {
  const text = countsText(run.summary.counts, run);
  if (run.ok) return text;
  const word = run.interrupted ? "interrupted" : "failed";
  return colors.red(text === NOTHING ? word : `${word}: ${text}`);
}

const NOTHING = "nothing there";

/** `3 to create, 1 to change, 40 unchanged` */
export function countsText(counts: Counts, run: Pick<StackRun, "operation" | "preview">): string {
  const words = run.preview ? PLANNED : run.operation === "refresh" ? FOUND : DONE;
  const parts = OPS.flatMap((op) =>
    op === "same" || counts[op] === 0 ? [] : [`${counts[op]} ${words[op]}`],
  );
  if (counts.failed > 0) parts.push(`${counts.failed} not done`);
  if (counts.same > 0) parts.push(`${counts.same} unchanged`);
  return parts.length === 0 ? NOTHING : parts.join(", ");
}

function renderPart(part: PartSummary, run: StackRun, options: RenderOptions): string[] {
  const { colors, fileOf } = options;
  const said = part.diagnostics.flatMap((diagnostic) => renderDiagnostic(diagnostic, part.project, options));
  // Of the program or the engine, about no resource.
  if (part.project === undefined && changeCount(part.counts) === 0) return said;
  const title = part.project ?? "shared by all projects";
  const file = part.project === undefined ? undefined : fileOf(part.project);
  const counts = changeCount(part.counts) > 0 ? `: ${countsText({ ...part.counts, same: 0 }, run)}` : "";
  const lines = [`  ${colors.bold(title)}${counts}${file === undefined ? "" : colors.dim(`  ${file}`)}`];
  for (const op of OPS) {
    const changes = part.changes.filter((change) => change.op === op && !isLeft(change));
    if (changes.length > 0) lines.push(...renderChanges(op, changes, part, options));
  }
  const left = part.changes.filter(isLeft);
  if (left.length > 0) {
    const list = left.map(
      (change) => `${change.op} ${kindOf(change.type)} ${localName(change.name, part.project)}`,
    );
    lines.push(`    ${colors.red("not done:")} ${wrapList(list, options.width, " ".repeat(6))}`);
  }
  return [...lines, ...said];
}

function isLeft({ state }: ResourceChange): boolean {
  return state === "failed" || state === "unfinished";
}

function renderDiagnostic(
  { severity, message, urn }: Diagnostic,
  project: string | undefined,
  { colors }: RenderOptions,
): string[] {
  const indent = project === undefined ? "  " : "    ";
  const about = urn === undefined ? "" : ` ${localName(nameOf(urn), project)}:`;
  const label = severity === "error" ? colors.red("error") : colors.yellow("warning");
  return [`${indent}${label}${about} ${message.replaceAll("\n", `\n${indent}  `)}`];
}
