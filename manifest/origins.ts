import { baseOf, overridesOf, treeOf } from "./environments";
import type { Source } from "./check";
import { formatPath } from "./fault";
import { findSecrets } from "./rules/secrets";
import { ITEM_KEYS } from "./merge";
import { locate, toData, type MappingNode, type Node } from "./node";
import { project, type Environment } from "./schema/project";
import { decode, lineIndex } from "./text";
import { parseYaml } from "./yaml";

/** What says a value: the file for all environments, the file's overrides of one, or Marvin's default. */
export type From = "file" | "override" | "default";

/** A value of the final project that holds no others, and where it comes from. */
export interface Value {
  readonly path: readonly PropertyKey[];
  readonly value: unknown;
  readonly from: From;
  /** Absent for a default. */
  readonly line?: number;
}

/** A key that an override takes away. */
export interface Removed {
  readonly path: readonly PropertyKey[];
  readonly line: number;
}

/** Stands for what may be a credential, as in faults. */
const HIDDEN = "***";

/** A manifest's text with the trees it makes, also of one that has faults. */
export class Origins {
  private readonly base: MappingNode;
  private readonly lineOf: (offset: number) => number;
  /** Where values look like credentials, which are never shown. */
  private readonly secret: readonly string[];

  private constructor(
    private readonly root: MappingNode,
    text: string,
  ) {
    this.base = baseOf(root);
    this.secret = [...findSecrets(root)].map(({ path }) => path);
    const index = lineIndex(text);
    this.lineOf = (offset) => index(offset).line;
  }

  /** Nothing where the file is no YAML mapping at all. */
  static of({ bytes }: Source): Origins | undefined {
    const decoded = decode(bytes);
    if ("refused" in decoded) return undefined;
    const { root } = parseYaml(decoded.text);
    return root?.kind === "mapping" ? new Origins(root, decoded.text) : undefined;
  }

  /** The project of one environment. Where it has faults, defaults are not known and `complete` is false. */
  in(environment: Environment): { values: Value[]; removed: Removed[]; complete: boolean } {
    const tree = treeOf(this.base, overridesOf(this.root, environment));
    const data = toData(tree);
    const result = project.safeParse(data);
    return {
      values: [...this.valuesOf(tree, result.success ? result.data : data, [])],
      removed: [...this.removedFrom(tree, [])],
      complete: result.success,
    };
  }

  /** What the file itself says at a path, for all environments. */
  inFile(path: readonly PropertyKey[]): Value | undefined {
    return this.valueAt(this.base, path);
  }

  /** What the final tree of an environment says at a path; a default is not among it. */
  inTree(environment: Environment, path: readonly PropertyKey[]): Value | undefined {
    return this.valueAt(treeOf(this.base, overridesOf(this.root, environment)), path);
  }

  /** The items of a list in an environment are numbers for the schema and names for people. */
  resolve(environment: Environment, path: readonly PropertyKey[]): PropertyKey[] {
    let node: Node | undefined = treeOf(this.base, overridesOf(this.root, environment));
    return path.map((step) => {
      const found: PropertyKey = node?.kind === "sequence" ? indexOf(node.items, step) : step;
      node = node === undefined ? undefined : child(node, found);
      return found;
    });
  }

  /** The names of what stands inside a mapping or a list in an environment: its keys, or the keys of its items. */
  namesIn(environment: Environment, path: readonly PropertyKey[]): string[] {
    const { node, missing } = locate(treeOf(this.base, overridesOf(this.root, environment)), path);
    if (missing.length > 0 || node.kind === "scalar") return [];
    if (node.kind === "mapping") return [...node.entries.keys()];
    return node.items.map((item, index) => itemName(item) ?? String(index));
  }

  private valueAt(tree: MappingNode, path: readonly PropertyKey[]): Value | undefined {
    const { node, offset, missing, removed } = locate(tree, path);
    if (missing.length > 0 || removed === true) return undefined;
    return { path, value: this.shown(node, toData(node)), from: fromOf(node), line: this.lineOf(offset) };
  }

  private shown({ path }: Node, value: unknown): unknown {
    const hidden = this.secret.some(
      (one) => one === path || (one.startsWith(path) && /^[.[]/.test(one.slice(path.length))),
    );
    return hidden ? HIDDEN : value;
  }

  private *valuesOf(tree: MappingNode, data: unknown, path: readonly PropertyKey[]): Generator<Value> {
    const children = childrenOf(data);
    if (children === undefined || children.length === 0) {
      const { node, offset, missing, removed } = locate(tree, path);
      yield missing.length > 0 || removed === true
        ? { path, value: data, from: "default" }
        : { path, value: this.shown(node, data), from: fromOf(node), line: this.lineOf(offset) };
    } else for (const [step, value] of children) yield* this.valuesOf(tree, value, [...path, step]);
  }

  private *removedFrom(node: Node, path: readonly PropertyKey[]): Generator<Removed> {
    if (node.kind === "mapping") {
      for (const [key, { keyOffset }] of node.removed ?? [])
        yield { path: [...path, key], line: this.lineOf(keyOffset) };
      for (const [key, { value }] of node.entries) yield* this.removedFrom(value, [...path, key]);
    }
    if (node.kind === "sequence")
      for (const [index, item] of node.items.entries()) yield* this.removedFrom(item, [...path, index]);
  }
}

/** `environments` is also a key of workflows, so that only the first step tells. */
function fromOf(node: Node): From {
  return /^environments(?:\.|$)/.test(node.path) ? "override" : "file";
}

function child(node: Node, step: PropertyKey): Node | undefined {
  if (node.kind === "mapping") return node.entries.get(String(step))?.value;
  return node.kind === "sequence" ? node.items[Number(step)] : undefined;
}

function indexOf(items: readonly Node[], step: PropertyKey): PropertyKey {
  if (typeof step === "number" || /^\d+$/.test(String(step))) return Number(step);
  const index = items.findIndex((item) => itemName(item) === step);
  return index < 0 ? step : index;
}

/** Items that merge by a key of theirs are also asked for by it. */
function itemName(item: Node): string | undefined {
  if (item.kind !== "mapping") return undefined;
  const names = Object.values(ITEM_KEYS).flatMap((key) => {
    const value = item.entries.get(key)?.value;
    return value?.kind === "scalar" && typeof value.value === "string" ? [value.value] : [];
  });
  return names[0];
}

/** What stands inside a value, in the order in which it is shown; keys without a value are left out. */
function childrenOf(data: unknown): [PropertyKey, unknown][] | undefined {
  if (Array.isArray(data)) {
    // A list of plain values is read at one glance, and its lines come from one place.
    return data.some((item) => typeof item === "object") ? [...data.entries()] : undefined;
  }
  if (typeof data !== "object" || data === null) return undefined;
  return Object.entries(data).filter(([, value]) => value !== undefined);
}

/** For messages and documents: `workflows.train.tasks[0].max_retries`. */
export function nameOf({ path }: { readonly path: readonly PropertyKey[] }): string {
  return formatPath(path);
}
