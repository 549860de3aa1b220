import { z } from "zod";
import { formatPath } from "./fault";
import { locate, type Located, type Node } from "./node";
import { closest } from "./schema/closest";
import { reasonToRefuse, schemaAt, unwrap } from "./schema/object";
import type { TextFault } from "./syntax";

type Issue = z.core.$ZodIssue;

/**
 * Turns what the schema found into faults with a place and words that say what to do.
 * @param further keys of the file that are none of the schema's
 */
export function explain(
  issues: readonly Issue[],
  schema: z.ZodType,
  root: Node,
  further: readonly string[] = [],
): TextFault[] {
  const meant = new Set<string>();
  const unknown = issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return [];
    const place = schemaAt(schema, issue.path);
    const known = [...keysOf(place), ...(issue.path.length === 0 ? further : [])];
    return issue.keys.map((key) => {
      const near = closest(key, known);
      if (near !== undefined) meant.add(formatPath([...issue.path, near]));
      const reason = place === undefined ? undefined : reasonToRefuse(unwrap(place), key);
      return at(root, [...issue.path, key], reason ?? unknownAmong(key, known));
    });
  });
  const wrongTypes = new Set(
    issues.flatMap(({ code, path }) => (code === "invalid_type" ? [formatPath(path)] : [])),
  );
  const others = issues.filter(({ code, path }) => {
    const place = formatPath(path);
    // Zod counts the letters of a text that should have been a list, and finds them too many.
    if (code === "too_big" || code === "too_small") return !wrongTypes.has(place);
    // A mistyped key is one mistake: that the right key is missing goes without saying.
    return !meant.has(place) || locate(root, path).missing.length === 0;
  });
  return [...unknown, ...others.flatMap((issue) => explainOne(issue, schema, root))];
}

function explainOne(issue: Issue, schema: z.ZodType, root: Node): TextFault[] {
  if (issue.code === "unrecognized_keys") return [];
  const place = locate(root, issue.path);
  if (place.missing.length > 0 && issue.code !== "custom") {
    return [at(root, issue.path, `is missing: ${whatToAdd(schema, issue.path)}`)];
  }
  if (place.node.kind === "scalar" && place.node.value === null) {
    return [at(root, issue.path, noValue(schema, issue.path, place))];
  }
  return [at(root, issue.path, message(issue, place))];
}

/** A fault at a path of a tree; where the path ends before the fault, the nearest ancestor is pointed at. */
export function at(root: Node, path: readonly PropertyKey[], text: string): TextFault {
  const { node, offset, missing } = locate(root, path);
  return { offset, path: formatPath(missing, node.path), message: text };
}

function message(issue: Issue, { node }: Located): string {
  const written = node.kind === "scalar" ? node.value : undefined;
  switch (issue.code) {
    case "invalid_type":
      // A schema's own words know more than these.
      return issue.message.startsWith("Invalid")
        ? (wrongType(issue.expected, node) ?? issue.message)
        : issue.message;
    case "invalid_value": {
      const values = issue.values.map(String);
      const near = typeof written === "string" ? closest(written, values) : undefined;
      if (typeof written !== "string" && values.includes(String(written))) {
        return `must be text: write "${String(written)}" in quotes`;
      }
      if (issue.message !== "" && !/^Invalid/.test(issue.message)) return issue.message;
      return `must be ${values.length === 1 ? "" : "one of "}${values.join(", ")}${near === undefined ? "" : `: did you mean \`${near}\`?`}`;
    }
    case "invalid_key":
      return `this key ${issue.issues[0]?.message ?? "is not allowed"}`;
    default:
      return issue.message;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list: put each item on a line of its own, after `- `",
  object: "a mapping: put `key: value` lines below it, indented",
  record: "a mapping: put `key: value` lines below it, indented",
};

function wrongType(expected: string, node: Node): string | undefined {
  const wanted = KINDS[expected];
  if (wanted === undefined) return undefined;
  if (node.kind !== "scalar") {
    return `must be ${wanted}${/^a (?:list|mapping)/.test(wanted) ? "" : `, not a ${node.kind === "mapping" ? "mapping" : "list"}`}`;
  }
  if (expected === "string")
    return `must be text: write "${node.source}" in quotes, for YAML reads a ${typeof node.value}`;
  if ((expected === "number" || expected === "int") && typeof node.value === "string") {
    return `must be ${wanted}, written without quotes or units`;
  }
  if (typeof node.value === "number")
    return expected === "number" ? "must be a finite number" : "must be a whole number";
  if (expected === "boolean") return "must be true or false, written without quotes";
  return `must be ${wanted}`;
}

/** In overrides `null` removes a key, elsewhere it is a value that was forgotten. */
function noValue(schema: z.ZodType, path: readonly PropertyKey[], { node, removed }: Located): string {
  if (removed) return "is required and cannot be removed: give it a value, or remove this line";
  if (/^environments\./.test(node.path)) {
    return "has no value, and the project has no such key that it could remove: add a value, or remove this line";
  }
  const target = schemaAt(schema, path);
  const needed = target?.description !== undefined && !target.safeParse(undefined).success;
  return needed
    ? `has no value: write it after the colon — ${target.description}`
    : "has no value: add one, or remove the key";
}

function whatToAdd(schema: z.ZodType, path: readonly PropertyKey[]): string {
  const key = String(path.at(-1));
  const target = schemaAt(schema, path);
  const description = target?.description ?? (target === undefined ? undefined : unwrap(target).description);
  return `add \`${key}:\`${description === undefined ? "" : ` — ${description}`}`;
}

function keysOf(schema: z.ZodType | undefined): string[] {
  const inner = schema === undefined ? undefined : unwrap(schema);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

/** What to say of a key that is not among those a place takes. */
export function unknownAmong(key: string, known: readonly string[]): string {
  const near = closest(key, known);
  if (known.length === 0) return "unknown key: remove it; write `{}` here";
  return near === undefined
    ? `unknown key: remove it; this place takes ${known.join(", ")}`
    : `unknown key: did you mean \`${near}\`?`;
}
