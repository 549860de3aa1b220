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
  /** Keys that an override removed, where it did: faults about their absence belong there. */
  readonly removed?: ReadonlyMap<string, Entry>;
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
  /** Whether the place is the line of an override that removes what the path names. */
  readonly removed?: boolean;
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
    if (entry === undefined) {
      const gone = node.kind === "mapping" ? node.removed?.get(String(step)) : undefined;
      return gone === undefined
        ? { node, offset, missing: path.slice(depth) }
        : { node: gone.value, offset: gone.keyOffset, missing: path.slice(depth + 1), removed: true };
    }
    node = entry.value;
    offset = entry.keyOffset;
  }
  return { node, offset, missing: [] };
}

/** The same tree where the mapping at a path lacks some keys; the tree itself where there is no such mapping. */
export function withoutKeys(node: Node, path: readonly PropertyKey[], keys: readonly string[]): Node {
  const [step, ...rest] = path;
  if (step === undefined) {
    if (node.kind !== "mapping") return node;
    const gone = new Set(keys);
    return { ...node, entries: new Map([...node.entries].filter(([key]) => !gone.has(key))) };
  }
  if (node.kind === "mapping") {
    const entry = node.entries.get(String(step));
    if (entry === undefined) return node;
    const value = withoutKeys(entry.value, rest, keys);
    return { ...node, entries: new Map(node.entries).set(String(step), { ...entry, value }) };
  }
  if (node.kind !== "sequence") return node;
  return {
    ...node,
    items: node.items.map((item, index) => (index === step ? withoutKeys(item, rest, keys) : item)),
  };
}
