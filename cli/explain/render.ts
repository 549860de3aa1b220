import { keyAt } from "../../manifest/reference/keys";
import { nameOf, type Removed, type Value } from "../../manifest/origins";
import { formatPath } from "../../manifest/fault";
import { flow } from "../flow";
import type { Colors } from "../terminal";
import { count } from "../faultFormat";
import type { Explained, Seen } from "./explain";
import type { Note, StackView } from "./stackView";

/** Beyond this the comments begin behind the value, and not in their column. */
const WIDEST = 64;

interface Line {
  readonly text: string;
  readonly comment: string;
  readonly quiet: boolean;
}

/** Where a value comes from, in the words of the comment column. */
export function originOf({ from, line }: Pick<Value, "from" | "line">, environment: string): string {
  if (from === "default") return "default";
  return from === "file" ? `line ${line}` : `line ${line}, in environments.${environment}`;
}

/** What the stack's configuration adds at a path. */
export function stackNotes(
  path: readonly PropertyKey[],
  value: unknown,
  stack: StackView | undefined,
): Note[] {
  if (stack === undefined) return [];
  return (keyAt(path)?.stack ?? []).flatMap((key) => stack.note(key, value) ?? []);
}

/** The final project of one environment as YAML, or a few lines for each where none was asked for. */
export function whole(explained: Explained, one: boolean, paint: Colors): string {
  const parts = explained.seen.map((seen) =>
    one ? full(explained, seen, paint) : short(explained, seen, paint),
  );
  const hint = `npx marvin explain ${explained.project} --env prod shows all of it; --why PATH tells about one key`;
  return one ? parts.join("\n") : [...parts, paint.dim(hint)].join("\n\n");
}

function title({ file }: Explained, { environment, stack }: Seen): string {
  return `${file} in ${environment}${stack === undefined ? ", which no stack makes" : `, by the stack ${stack.name} (${stack.file})`}`;
}

const INCOMPLETE = "Defaults and the values inside them are not shown until the faults above are mended.";

function full(explained: Explained, seen: Seen, paint: Colors): string {
  const { values, removed, complete } = explained.origins.in(seen.environment);
  const lines = yamlLines(values, removed, seen);
  const width = Math.min(WIDEST, Math.max(...lines.map(({ text }) => text.length)));
  const shown = lines.map(({ text, comment, quiet }) => {
    const told = comment === "" ? text : `${text.padEnd(width)}  ${paint.dim(`# ${comment}`)}`;
    return quiet ? paint.dim(comment === "" ? text : `${text.padEnd(width)}  # ${comment}`) : told;
  });
  return [
    paint.bold(`# ${title(explained, seen)}`),
    ...shown,
    ...(complete ? [] : [paint.yellow(`# ${INCOMPLETE}`)]),
  ].join("\n");
}

/** An override, a removal and what the stack decides: what makes this environment differ from the file as read. */
function short(explained: Explained, seen: Seen, paint: Colors): string {
  const { values, removed, complete } = explained.origins.in(seen.environment);
  const of = (from: string) => values.filter((value) => value.from === from);
  const counts = [
    `${count(of("file").length, "value")} of the file`,
    `${of("override").length} overridden`,
    `${removed.length} removed`,
    ...(complete ? [`${of("default").length} by default`] : []),
  ];
  const lines = [
    ...of("override").map((value) => [
      `${nameOf(value)}: ${flow(value.value)}`,
      originOf(value, seen.environment),
    ]),
    ...removed.map((one) => [
      `${nameOf(one)}: removed`,
      `line ${one.line}, in environments.${seen.environment}`,
    ]),
  ];
  const settings = settingLines(values, seen);
  const told = (all: readonly (readonly string[])[], indent: string) => {
    const width = Math.min(WIDEST, Math.max(0, ...all.map(([text = ""]) => text.length)));
    return all.map(
      ([text = "", comment = ""]) => `${indent}${text.padEnd(width)}  ${paint.dim(`# ${comment}`)}`,
    );
  };
  return [
    paint.bold(title(explained, seen)),
    `  ${counts.join(", ")}${complete ? "" : "; it has faults"}`,
    ...told(lines, "    "),
    ...(settings.length === 0 ? [] : ["  the stack decides", ...told(settings, "    ")]),
  ].join("\n");
}

/** What the stack decides, setting by setting, with the keys that it bears on. */
function settingLines(values: readonly Value[], { stack }: Seen): string[][] {
  const settings = new Map<string, { readonly place: string; readonly keys: Set<string> }>();
  for (const { path, value, from } of values) {
    if (isNothing(value) && from === "default") continue;
    for (const depth of path.keys()) {
      const part = path.slice(0, depth + 1);
      for (const { said, place } of stackNotes(part, depth === path.length - 1 ? value : undefined, stack)) {
        const known = settings.get(said) ?? { place, keys: new Set<string>() };
        known.keys.add(formatPath(part));
        settings.set(said, known);
      }
    }
  }
  return [...settings].map(([said, { place, keys }]) => [said, `${place}; for ${[...keys].join(", ")}`]);
}

function isNothing(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function yamlLines(values: readonly Value[], removed: readonly Removed[], seen: Seen): Line[] {
  const lines: Line[] = [];
  let open: readonly PropertyKey[] = [];
  for (const value of values) {
    if (value.from === "default" && isNothing(value.value)) continue;
    const { path } = value;
    let same = 0;
    while (same < open.length && same < path.length - 1 && open[same] === path[same]) same += 1;
    for (let depth = same; depth < path.length; depth += 1) {
      const step = path[depth];
      // An item has no line of its own: its first key carries the dash.
      if (typeof step === "number") {
        if (depth === path.length - 1) lines.push(line(path, depth, `- ${flow(value.value)}`, value, seen));
        continue;
      }
      const last = depth === path.length - 1;
      const key = /^[\w.-]+$/.test(String(step)) ? String(step) : JSON.stringify(step);
      const dash = typeof path[depth - 1] === "number" && depth - 1 >= same ? "- " : "";
      const text = last ? `${dash}${key}: ${flow(value.value)}` : `${dash}${key}:`;
      lines.push(line(path, depth, text, last ? value : undefined, seen));
    }
    open = path.slice(0, -1);
  }
  return [
    ...lines,
    ...removed.map((one) => ({
      text: `# ${nameOf(one)} is removed`,
      comment: `line ${one.line}, in environments.${seen.environment}`,
      quiet: false,
    })),
  ];
}

function line(
  path: readonly PropertyKey[],
  depth: number,
  text: string,
  value: Value | undefined,
  { environment, stack }: Seen,
): Line {
  const part = path.slice(0, depth + 1);
  // Every item indents by its dash, and so does what stands inside it.
  const steps = part.filter((step) => typeof step !== "number").length - 1;
  const items = part.filter((step) => typeof step === "number").length;
  const dashed = text.startsWith("- ") ? 1 : 0;
  const indent = " ".repeat(2 * (steps + items - dashed));
  const notes = [
    ...(value === undefined ? [] : [originOf(value, environment)]),
    ...stackNotes(part, value?.value, stack).map(({ said, place }) => `${said} (${place})`),
  ];
  return { text: indent + text, comment: notes.join("; "), quiet: value?.from === "default" };
}

/** The document of `--json`. */
export function document({ project, file, faults, origins, seen }: Explained): string {
  const environments = seen.map(({ environment, stack }) => {
    const { values, removed, complete } = origins.in(environment);
    return {
      environment,
      stack: stack?.name ?? null,
      complete,
      values: values.map((value) => ({
        path: nameOf(value),
        value: value.value ?? null,
        from: value.from,
        line: value.line ?? null,
        stack: stackSettings(value, stack),
      })),
      removed: removed.map((one) => ({ path: nameOf(one), line: one.line })),
    };
  });
  return JSON.stringify(
    { version: 1, command: "explain", project, file, faults, environments },
    undefined,
    2,
  );
}

function stackSettings({ path }: Value, stack: StackView | undefined) {
  const keys = path.flatMap((_, depth) => keyAt(path.slice(0, depth + 1))?.stack ?? []);
  return keys.flatMap((key) => stack?.setting(key) ?? []);
}
