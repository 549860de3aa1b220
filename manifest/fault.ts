/** One thing that is wrong in a manifest: where it is, and what to do about it. */
export interface Fault {
  /** Path of the file as the user gave it, e.g. `projects/churn.yaml`. */
  readonly file: string;
  /** 1-based line. */
  readonly line: number;
  /** 1-based column, counted in characters. */
  readonly column: number;
  /** Path of the key inside the file, e.g. `workflows.train.tasks[0].notebook_task`; empty for the file itself. */
  readonly path: string;
  /** What is wrong and what to do instead. Never holds a value that may be a secret. */
  readonly message: string;
}

/** Every fault of every file of a run, thrown once. Its message is the list that a user reads. */
export class ManifestFaults extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map(describe).join("\n"));
    this.name = "ManifestFaults";
  }
}

/** `projects/x.yaml:12:5 path: what, and what to do` */
export function describe(fault: Fault): string {
  const place = `${fault.file}:${fault.line}:${fault.column}`;
  return fault.path === "" ? `${place} ${fault.message}` : `${place} ${fault.path}: ${fault.message}`;
}

/** Order in which people read: by file, then from top to bottom. */
export function inReadingOrder(a: Fault, b: Fault): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.path, b.path) ||
    compareText(a.message, b.message)
  );
}

/** By code unit, not by the machine's locale, so that the order is the same everywhere. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** `["tasks", 0, "task_key"]` as `tasks[0].task_key`; keys that are not plain words are quoted. */
export function formatPath(path: readonly PropertyKey[], prefix = ""): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    const key = String(part);
    if (!/^[\w-]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === "" ? key : `${text}.${key}`;
  }, prefix);
}
