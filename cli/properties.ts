import type { PropertyDiff, StepEventMetadata } from "@pulumi/pulumi/automation";
import { isMapping } from "./mapping";

/** A property of a resource that changes. */
export interface PropertyChange {
  /** e.g. `schedule.quartzCronExpression`, `tasks[0].maxRetries` */
  readonly path: string;
  readonly kind: "add" | "update" | "delete";
  /** Whether this change needs a new resource in place of the old one. */
  readonly replaces: boolean;
  /** Absent where there was none, or it is not known. Secrets are `[secret]`. */
  readonly old?: unknown;
  /** Absent where there is none any more. Secrets are `[secret]`, what only the service will say is `[unknown]`. */
  readonly new?: unknown;
}

/** How Pulumi marks special values where they are written as plain JSON. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The properties that a step changes, in the order of their paths. */
export function changedProperties({
  detailedDiff,
  diffs,
  old,
  new: after,
}: StepEventMetadata): PropertyChange[] {
  const detailed: Record<string, PropertyDiff> = detailedDiff ?? {};
  const paths = Object.keys(detailed).length > 0 ? Object.keys(detailed) : (diffs ?? []);
  return paths
    .map((path) => {
      const diff = detailed[path];
      const kind = diff === undefined ? "update" : kindOf(diff.diffKind);
      const before = diff?.inputDiff === false ? old?.outputs : old?.inputs;
      return {
        path,
        kind,
        replaces: diff?.diffKind.endsWith("-replace") ?? false,
        ...(kind !== "add" && { old: masked(valueAt(before, path)) }),
        ...(kind !== "delete" && { new: masked(valueAt(after?.inputs, path)) }),
      };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function kindOf(diffKind: string): PropertyChange["kind"] {
  if (diffKind.startsWith("add")) return "add";
  return diffKind.startsWith("delete") ? "delete" : "update";
}

/** A value without secrets, at any depth. */
function masked(value: unknown): unknown {
  if (value === UNKNOWN) return "[unknown]";
  if (Array.isArray(value)) return value.map(masked);
  if (!isMapping(value)) return value;
  if (value[SIGNATURE] === SECRET) return "[secret]";
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "__defaults")
      .map(([key, inner]) => [key, masked(inner)]),
  );
}

/** Follows Pulumi's property paths: `a.b[0]["c.d"]`. A secret on the way hides what is inside it. */
function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const [, plain, index, quoted] of path.matchAll(/([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/g)) {
    if (isMapping(value) && value[SIGNATURE] === SECRET) return value;
    const key = plain ?? index ?? quoted?.replace(/\\(.)/g, "$1") ?? "";
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isMapping(value)) value = value[key];
    else return undefined;
  }
  return value;
}
