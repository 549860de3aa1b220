import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation";
import { cleanMessage, type Diagnostic } from "./diagnostics";
import { changedProperties, type PropertyChange } from "./properties";

/** What happens to a resource. `forget`: Pulumi lets it go and it stays in place. */
export const OPS = ["create", "import", "update", "replace", "delete", "forget", "same"] as const;
export type Op = (typeof OPS)[number];

/** How many resources each thing happened to, or will; and how many it should have, but did not. */
export type Counts = Readonly<Record<Op | "failed", number>>;

export interface ResourceChange {
  readonly op: Op;
  /** Pulumi's type, e.g. `databricks:index/job:Job`. */
  readonly type: string;
  /** Logical name, e.g. `churn/workflows/train`. */
  readonly name: string;
  readonly urn: string;
  /** What changes, where the resource was there before. */
  readonly properties: readonly PropertyChange[];
  /** In a preview nothing is done; in a run that was cut short, not everything. */
  readonly state: "planned" | "done" | "failed" | "unfinished";
}

/** A part of a stack: one project, or what all projects share (providers). */
export interface PartSummary {
  /** Absent for what all projects share. */
  readonly project?: string;
  readonly counts: Counts;
  /** Everything but the unchanged, by type, then by name. */
  readonly changes: readonly ResourceChange[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What became of a stack in a run of the engine. Components, which are names and nothing else, are not counted. */
export interface StackSummary {
  readonly counts: Counts;
  /** By name of the project; what all share comes first. Parts without anything are left out. */
  readonly parts: readonly PartSummary[];
}

interface Step {
  readonly urn: string;
  readonly type: string;
  readonly ops: Set<string>;
  forgets: boolean;
  ended: "no" | "done" | "failed";
  properties: readonly PropertyChange[];
}

/** Gathers the engine's events of one stack. Touches nothing else. */
export class EventCollector {
  private readonly steps = new Map<string, Step>();
  private readonly messages = new Map<string, Diagnostic & { project?: string }>();

  /**
   * @param preview nothing will be done, so nothing is left undone
   * @param only in a targeted run, the others are not looked at, though the engine calls them unchanged
   */
  constructor(private readonly options: { readonly preview: boolean; readonly only?: string }) {}

  /** How many resources the engine has come to. */
  get seen(): number {
    return this.steps.size;
  }

  add(event: EngineEvent): void {
    const started = event.resourcePreEvent?.metadata;
    if (started !== undefined) this.step(started);
    const done = event.resOutputsEvent?.metadata;
    if (done !== undefined) this.step(done, "done");
    const failed = event.resOpFailedEvent?.metadata;
    if (failed !== undefined) this.step(failed, "failed");
    const { diagnosticEvent, policyEvent } = event;
    if (diagnosticEvent !== undefined && diagnosticEvent.ephemeral !== true) {
      const { severity, message, urn } = diagnosticEvent;
      if (severity === "error" || severity === "warning") this.message({ severity, message, urn });
    }
    if (policyEvent !== undefined) {
      const { enforcementLevel, policyName, message, resourceUrn } = policyEvent;
      const severity = enforcementLevel === "mandatory" ? "error" : "warning";
      this.message({ severity, message: `${policyName}: ${message}`, urn: resourceUrn });
    }
  }

  summary(): StackSummary {
    const parts = new Map<
      string,
      { changes: ResourceChange[]; counts: Record<keyof Counts, number>; diagnostics: Diagnostic[] }
    >();
    const partOf = (project = "") => {
      const part = parts.get(project) ?? { changes: [], counts: noCounts(), diagnostics: [] };
      parts.set(project, part);
      return part;
    };
    for (const step of this.steps.values()) {
      const change = this.change(step);
      const project = projectOf(change.urn);
      if (change.op === "same" && this.options.only !== undefined && project !== this.options.only) continue;
      const part = partOf(project);
      part.counts[change.state === "planned" || change.state === "done" ? change.op : "failed"]++;
      if (change.op !== "same") part.changes.push(change);
    }
    for (const { project, ...diagnostic } of this.messages.values())
      partOf(project).diagnostics.push(diagnostic);
    const sorted = [...parts].sort(([a], [b]) => compareText(a, b));
    return {
      counts: total(sorted.map(([, { counts }]) => counts)),
      parts: sorted.map(([project, { changes, counts, diagnostics }]) => ({
        project: project === "" ? undefined : project,
        counts,
        changes: changes.sort((a, b) => compareText(a.type, b.type) || compareText(a.name, b.name)),
        diagnostics,
      })),
    };
  }

  private step(metadata: StepEventMetadata, ended?: "done" | "failed"): void {
    const { urn, type, op, old, new: after } = metadata;
    if ((after ?? old)?.custom !== true) return;
    const step = this.steps.get(urn) ?? {
      urn,
      type,
      ops: new Set<string>(),
      forgets: false,
      ended: "no",
      properties: [],
    };
    this.steps.set(urn, step);
    // A refresh starts as one and ends as what it found.
    if (ended === "done") step.ops.delete("refresh");
    step.ops.add(op);
    step.forgets ||= op === "delete" && old?.retainOnDelete === true;
    if (ended !== undefined && step.ended !== "failed") step.ended = ended;
    const properties = changedProperties(metadata);
    if (properties.length > 0) step.properties = properties;
  }

  private change({ urn, type, ops, forgets, ended, properties }: Step): ResourceChange {
    const op = forgets ? "forget" : opOf(ops);
    const state = this.options.preview ? "planned" : ended === "no" ? "unfinished" : ended;
    const changed = op === "update" || op === "replace";
    return { op, type, name: nameOf(urn), urn, properties: changed ? properties : [], state };
  }

  private message({ severity, message, urn }: Diagnostic): void {
    const text = cleanMessage(message);
    if (text === "") return;
    // What the program complains of is given the stack's own URN.
    const about =
      urn === undefined || urn === "" || urn.includes("::pulumi:pulumi:Stack::") ? undefined : urn;
    const project = about === undefined ? undefined : projectOf(about);
    this.messages.set(`${severity} ${about ?? ""} ${text}`, { severity, message: text, urn: about, project });
  }
}

/** Adds up what happens to resources. */
export function total(counts: readonly Counts[]): Counts {
  const sum = noCounts();
  for (const each of counts) for (const key of KEYS) sum[key] += each[key];
  return sum;
}

/** How many resources do not stay as they are. */
export function changeCount(counts: Counts): number {
  return KEYS.reduce((sum, key) => (key === "same" ? sum : sum + counts[key]), 0);
}

/** The logical name at the end of a URN; it may hold colons itself. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** The project that a resource belongs to: everything in an MLProject is named PROJECT or PROJECT/role. */
export function projectOf(urn: string): string | undefined {
  const types = urn.split("::")[2] ?? "";
  return types.split("$")[0] === "marvin:index:MLProject" ? nameOf(urn).split("/")[0] : undefined;
}

/** One word for the several steps that the engine takes for a resource. */
function opOf(steps: ReadonlySet<string>): Op {
  if (
    ["replace", "create-replacement", "delete-replaced", "import-replacement"].some((op) => steps.has(op))
  ) {
    return "replace";
  }
  for (const op of ["create", "import", "update", "delete"] as const) if (steps.has(op)) return op;
  return steps.has("discard") ? "forget" : "same";
}

const KEYS = [...OPS, "failed"] as const;

function noCounts(): Record<keyof Counts, number> {
  return { create: 0, import: 0, update: 0, replace: 0, delete: 0, forget: 0, same: 0, failed: 0 };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
