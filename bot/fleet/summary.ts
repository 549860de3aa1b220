import type { Outcome } from "../reconcile/outcome";
import type { FleetRun } from "./run";

/** Kinds in the order in which somebody wants to know of them. */
const HEADINGS = {
  failed: "Failed",
  stopped: "Waiting for a person",
  later: "Not possible now",
  asked: "Pull request open",
  begun: "Begun",
  withdrawn: "Pull request withdrawn",
  nothing: "Nothing to do",
} as const satisfies Record<Outcome["kind"], string>;

/** The same where nothing was done. */
const DRY: Readonly<Partial<Record<Outcome["kind"], string>>> = {
  asked: "A pull request would be opened or brought up to date",
  begun: "The first commit would be pushed",
  withdrawn: "The pull request would be withdrawn",
};

const KINDS = Object.keys(HEADINGS) as Outcome["kind"][];

/** What a fleet run came to, as text for a terminal or a log. */
export function summaryText({ outcomes, rollout }: FleetRun): string {
  const groups = KINDS.map((kind) => ({ kind, of: outcomes.filter((outcome) => outcome.kind === kind) }));
  const width = Math.max(0, ...outcomes.map(({ project }) => project.length));
  return [
    ...groups
      .filter(({ of }) => of.length > 0)
      .map(({ kind, of }) =>
        [
          `${headingOf(kind, of)} (${of.length})`,
          ...of.map(
            (outcome) =>
              `  ${outcome.project.padEnd(width)}  ${versionsOf(outcome)}${outcome.why}${linkOf(outcome)}`,
          ),
        ].join("\n"),
      ),
    ...(rollout.stable.held === undefined ? [] : [`Stable: ${rollout.stable.held}.`]),
    countsOf(outcomes),
  ].join("\n\n");
}

/** The same as Markdown, for the summary of a workflow's run and for `runs/`. */
export function summaryMarkdown({ outcomes, rollout }: FleetRun): string {
  const sorted = [...outcomes].sort((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind));
  return [
    "## Projects and their template",
    countsOf(outcomes),
    ...(rollout.stable.held === undefined ? [] : [`**Stable**: ${cell(rollout.stable.held)}.`]),
    [
      "| Project | Has | Wanted | What | Why |",
      "| --- | --- | --- | --- | --- |",
      ...sorted.map((outcome) => {
        const what = headingOf(outcome.kind, [outcome]);
        const linked = outcome.pull === undefined ? what : `[${what}](${outcome.pull})`;
        return `| ${[outcome.project, outcome.from ?? "", outcome.to ?? "", linked, cell(outcome.why)].join(" | ")} |`;
      }),
    ].join("\n"),
  ].join("\n\n");
}

function headingOf(kind: Outcome["kind"], outcomes: readonly Outcome[]): string {
  const isDry = outcomes.some(({ dry }) => dry === true);
  return (isDry ? DRY[kind] : undefined) ?? HEADINGS[kind];
}

function versionsOf({ from, to }: Outcome): string {
  if (to === undefined) return "";
  return from === undefined || from === to ? `${to}  ` : `${from} -> ${to}  `;
}

function linkOf({ pull, conflicts = [] }: Outcome): string {
  const marked = conflicts.length === 0 ? "" : `, conflicts in ${conflicts.join(", ")}`;
  return `${marked}${pull === undefined ? "" : `  ${pull}`}`;
}

function countsOf(outcomes: readonly Outcome[]): string {
  const counts = KINDS.map((kind) => ({ kind, count: outcomes.filter((one) => one.kind === kind).length }));
  const parts = counts.filter(({ count }) => count > 0).map(({ kind, count }) => `${count} ${kind}`);
  return `${outcomes.length} ${outcomes.length === 1 ? "project" : "projects"}: ${parts.join(", ") || "none"}`;
}

/** A text that stays in its cell of a table. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/[\r\n]+/g, " ");
}

/** Whether somebody has to look: what failed, waits for a person, or could not be done in time. */
export function needsPeople({ outcomes }: FleetRun): boolean {
  return outcomes.some(({ kind }) => kind === "failed" || kind === "stopped" || kind === "later");
}
