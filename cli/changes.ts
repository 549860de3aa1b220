import type { PropertyChange } from "./properties";
import type { Op, PartSummary, ResourceChange } from "./summary";
import { wrapList, type Colors } from "./terminal";

const SIGNS: Readonly<Record<Op, { readonly sign: string; readonly color: keyof Colors }>> = {
  create: { sign: "+", color: "green" },
  import: { sign: "=", color: "green" },
  update: { sign: "~", color: "yellow" },
  replace: { sign: "±", color: "magenta" },
  delete: { sign: "-", color: "red" },
  forget: { sign: "o", color: "red" },
  same: { sign: " ", color: "dim" },
};

/** Of so many deletions of a project each gets a line; of more, each kind. */
const LISTED_DELETIONS = 8;
/** So many names stand behind a kind; of more there is only the number. */
const LISTED_NAMES = 3;
const LONGEST_VALUE = 300;

export interface ChangeOptions {
  readonly colors: Colors;
  /** Show old and new values. */
  readonly diff: boolean;
  /** Columns; longer lists are wrapped. */
  readonly width: number;
}

/** The lines that tell of what happens to resources in the same way, in one part of a stack. */
export function renderChanges(
  op: Op,
  changes: readonly ResourceChange[],
  part: PartSummary,
  options: ChangeOptions,
): string[] {
  const { sign, color } = SIGNS[op];
  const begin = `    ${options.colors[color](sign)} `;
  if (op === "update" || op === "replace") {
    const groups = options.diff ? changes.map((change) => [change]) : alike(changes);
    return groups.flatMap((group) => renderChanged(group, begin, part, options));
  }
  if ((op === "delete" || op === "forget") && changes.length <= LISTED_DELETIONS) {
    return changes.map(({ type, name }) => `${begin}${kindOf(type)} ${localName(name, part.project)}`);
  }
  return [`${begin}${wrapList(byKind(changes), options.width, " ".repeat(6))}`];
}

/** Resources whose same properties change: `Job workflows/train, workflows/score: schedule.pauseStatus` */
function renderChanged(
  group: readonly ResourceChange[],
  begin: string,
  { project }: PartSummary,
  { colors, diff, width }: ChangeOptions,
): string[] {
  const [first] = group;
  if (first === undefined) return [];
  const names = group.map(({ name }) => localName(name, project));
  const paths = first.properties.map(({ path, replaces }) => (replaces ? `${path} (replaces)` : path));
  const indent = " ".repeat(8);
  const what = paths.length === 0 ? "" : `: ${wrapList(paths, width, indent)}`;
  const head = `${begin}${kindOf(first.type)} ${wrapList(names, width, indent)}${what}`;
  return diff ? [head, ...first.properties.map((property) => valueLine(property, colors))] : [head];
}

/** `3 Permissions`, `2 Job (train, score)`, `Schema` */
function byKind(changes: readonly ResourceChange[]): string[] {
  const kinds = new Map<string, ResourceChange[]>();
  for (const change of changes) {
    const kind = kindOf(change.type);
    kinds.set(kind, [...(kinds.get(kind) ?? []), change]);
  }
  return [...kinds].map(([kind, alike]) => {
    const names = alike.map(({ name }) => name.split("/").at(-1) ?? name);
    const telling =
      alike.every(({ name }) => isKeyed(name)) || (names.length > 1 && new Set(names).size === names.length);
    const listed = telling && names.length <= LISTED_NAMES;
    if (names.length === 1) return listed ? `${kind} ${names[0]}` : kind;
    return `${names.length} ${kind}${listed ? ` (${names.join(", ")})` : ""}`;
  });
}

/** Whether a name ends in a key of the manifest, as in `churn/workflows/train`; other ends say no more than the kind. */
function isKeyed(name: string): boolean {
  return /\/[^/]*s\/[^/]+$/.test(name);
}

/** Changes of the same kind and of the same properties stand together. */
function alike(changes: readonly ResourceChange[]): ResourceChange[][] {
  const groups = new Map<string, ResourceChange[]>();
  for (const change of changes) {
    const key = `${change.type} ${JSON.stringify(change.properties.map(({ path, replaces }) => [path, replaces]))}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()];
}

function valueLine({ path, kind, old, new: after }: PropertyChange, colors: Colors): string {
  const before = kind === "add" ? "" : `${colors.red(valueText(old))} `;
  const now = kind === "delete" ? "removed" : colors.green(valueText(after));
  return `        ${path}: ${before}${kind === "add" ? "" : "-> "}${now}`;
}

function valueText(value: unknown): string {
  const text = value === "[unknown]" ? "(known afterwards)" : (JSON.stringify(value) ?? "(nothing)");
  return text.length <= LONGEST_VALUE
    ? text
    : `${text.slice(0, LONGEST_VALUE)}... (${text.length} characters)`;
}

/** `databricks:index/job:Job` as `Job` */
export function kindOf(type: string): string {
  const [first = "", second, last = ""] = type.split(":");
  return first === "pulumi" && second === "providers" ? `provider ${last}` : last;
}

/** A name without the project that it begins with. */
export function localName(name: string, project: string | undefined): string {
  return project !== undefined && name.startsWith(`${project}/`) ? name.slice(project.length + 1) : name;
}
