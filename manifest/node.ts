/**
 * A YAML document as a tree in which every value knows where it stands in the file. Faults of later stages
 * (schema, rules, merged environments) are reported at these places.
 */
export type Node = ScalarNode | SequenceNode | MappingNode;

interface Place {
  /** Offset of the value's first character in the file's text. */
  readonly offset: number;
  /** Path of the value in the file it was written in, e.g. `environments.prod.workflows.train`. */
  readonly path: string;
}

export interface ScalarNode extends Place {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** The text as written, for messages such as: write "3.10" in quotes. */
  readonly source: string;
}

export interface SequenceNode extends Place {
  readonly kind: "sequence";
  readonly items: readonly Node[];
}

export interface MappingNode extends Place {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  /** Offset of the key itself: where an unknown or a duplicate key is reported. */
  readonly keyOffset: number;
  readonly value: Node;
}

/** The tree as plain data, which the schema then checks. */
export function toData(node: Node): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "sequence":
      return node.items.map(toData);
    case "mapping":
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, toData(entry.value)]));
  }
}

/** What stands at a path of the tree, or the nearest ancestor that exists. */
export interface Located {
  readonly node: Node;
  /** Where to point: the key if the last step was a key, else the value. */
  readonly offset: number;
  /** The steps that do not exist in the tree; empty when the path was found whole. */
  readonly missing: readonly PropertyKey[];
}

export function locate(root: Node, path: readonly PropertyKey[]): Located {
  let node = root;
  let offset = root.offset;
  for (const [depth, step] of path.entries()) {
    const entry =
      node.kind === "mapping"
        ? node.entries.get(String(step))
        : node.kind === "sequence" && node.items[Number(step)] !== undefined
          ? { keyOffset: node.items[Number(step)]!.offset, value: node.items[Number(step)]! }
          : undefined;
    if (entry === undefined) return { node, offset, missing: path.slice(depth) };
    node = entry.value;
    offset = entry.keyOffset;
  }
  return { node, offset, missing: [] };
}

/** Every scalar below a node, each visited once even when aliases repeat it. */
export function* scalars(node: Node, seen = new Set<Node>()): Generator<ScalarNode> {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.kind === "scalar") yield node;
  else if (node.kind === "sequence") for (const item of node.items) yield* scalars(item, seen);
  else for (const entry of node.entries.values()) yield* scalars(entry.value, seen);
}

/** The same tree without the key at a path; the tree itself where there is no such key. */
export function removeAt(node: Node, path: readonly PropertyKey[]): Node {
  const [step, ...rest] = path;
  if (node.kind === "mapping") {
    const key = String(step);
    const entry = node.entries.get(key);
    if (entry === undefined) return node;
    const entries = new Map(node.entries);
    if (rest.length === 0) entries.delete(key);
    else entries.set(key, { ...entry, value: removeAt(entry.value, rest) });
    return { ...node, entries };
  }
  if (node.kind !== "sequence" || rest.length === 0) return node;
  return { ...node, items: node.items.map((item, index) => (index === step ? removeAt(item, rest) : item)) };
}
