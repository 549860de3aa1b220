import type { Entry, MappingNode, Node, SequenceNode } from "./node";

/** Items of these lists are the same item when this key's value is the same, as in Asset Bundles. */
const ITEM_KEYS = ["task_key", "job_cluster_key", "environment_key"] as const;

/**
 * Lays an environment's overrides over the project: mappings merge key by key, `null` removes a key, lists of
 * tasks, job clusters and environments merge item by item, and everything else is replaced. The result keeps
 * the places of both, so that a fault is reported on the line that caused it.
 */
export function merge(base: MappingNode, override: MappingNode): MappingNode {
  const entries = new Map<string, Entry>(base.entries);
  for (const [key, entry] of override.entries) {
    if (entry.value.kind === "scalar" && entry.value.value === null) entries.delete(key);
    else entries.set(key, { ...entry, value: mergeValue(base.entries.get(key)?.value, entry.value) });
  }
  return { ...base, entries };
}

function mergeValue(base: Node | undefined, override: Node): Node {
  if (base?.kind === "mapping" && override.kind === "mapping") return merge(base, override);
  if (base?.kind === "sequence" && override.kind === "sequence") return mergeItems(base, override);
  if (override.kind === "mapping") return merge({ ...override, entries: new Map() }, override);
  return override;
}

function mergeItems(base: SequenceNode, override: SequenceNode): SequenceNode {
  const key = ITEM_KEYS.find((candidate) =>
    [...base.items, ...override.items].every((item) => identity(item, candidate) !== undefined),
  );
  if (key === undefined) return override;
  const items = [...base.items];
  for (const item of override.items) {
    const index = items.findIndex((candidate) => identity(candidate, key) === identity(item, key));
    if (index < 0) items.push(item);
    else items[index] = mergeValue(items[index], item);
  }
  return { ...base, items };
}

function identity(item: Node, key: string): unknown {
  const value = item.kind === "mapping" ? item.entries.get(key)?.value : undefined;
  return value?.kind === "scalar" && value.value !== null ? value.value : undefined;
}
