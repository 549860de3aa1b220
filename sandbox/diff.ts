import { PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { Kind } from "./kind";
import { hasUnknown, isProps, member, type Json, type Props } from "./value";

export type Change = "ADD" | "DELETE" | "UPDATE";

/** What a change of inputs means for the object. */
export interface Difference {
  /** Path of each change, e.g. `tasks[0].taskKey`. */
  readonly changes: ReadonlyMap<string, Change>;
  /** Top-level inputs whose change needs a new object. */
  readonly replaces: readonly string[];
}

export function difference(kind: Kind, olds: Props, news: Props): Difference {
  const changes = new Map<string, Change>();
  compare("", ordered(kind, olds), ordered(kind, news), changes);
  const changed = new Set([...changes.keys()].map(topLevel));
  return { changes, replaces: kind.replacedBy.filter((property) => changed.has(property)) };
}

/** The protocol's own constant for a change, which says at once whether it replaces. */
export function protocolKind(change: Change, replaces: boolean): PropertyDiff.Kind {
  const { ADD, ADD_REPLACE, DELETE, DELETE_REPLACE, UPDATE, UPDATE_REPLACE } = PropertyDiff.Kind;
  if (replaces) return { ADD: ADD_REPLACE, DELETE: DELETE_REPLACE, UPDATE: UPDATE_REPLACE }[change];
  return { ADD, DELETE, UPDATE }[change];
}

/** The property that a path such as `tasks[0].taskKey` or `["a b"].c` starts with. */
export function topLevel(path: string): string {
  const quoted = /^\["((?:[^"\\]|\\.)*)"\]/.exec(path);
  return quoted?.[1] ?? path.split(/[.[]/, 1)[0] ?? path;
}

function compare(
  path: string,
  old: Json | undefined,
  now: Json | undefined,
  changes: Map<string, Change>,
): void {
  if (isProps(old) && isProps(now)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      compare(member(path, key), old[key], now[key], changes);
    }
  } else if (Array.isArray(old) && Array.isArray(now)) {
    for (let i = 0; i < Math.max(old.length, now.length); i++)
      compare(`${path}[${i}]`, old[i], now[i], changes);
  } else if (isNothing(old) !== isNothing(now)) {
    changes.set(path, isNothing(old) ? "ADD" : "DELETE");
  } else if (old !== now && !(isNothing(old) && isNothing(now))) {
    changes.set(path, "UPDATE");
  }
}

function isNothing(value: Json | undefined): boolean {
  return value === undefined || value === null;
}

/** The same inputs with the lists sorted whose order the service does not keep. */
function ordered(kind: Kind, props: Props): Props {
  return (kind.unordered ?? []).reduce((sorted, pattern) => sortAt(sorted, pattern.split(".")), props);
}

function sortAt<T extends Json>(value: T, steps: readonly string[]): T;
function sortAt(value: Json, [step, ...rest]: readonly string[]): Json {
  if (step === undefined) {
    // A list with an unknown in it has no order to compare by yet.
    return Array.isArray(value) && !hasUnknown(value) ? [...value].sort(byText) : value;
  }
  if (Array.isArray(value)) return step === "*" ? value.map((element) => sortAt(element, rest)) : value;
  if (!isProps(value)) return value;
  const inner = value[step];
  return inner === undefined ? value : { ...value, [step]: sortAt(inner, rest) };
}

function byText(a: Json, b: Json): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
