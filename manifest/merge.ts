import type { Entry, MappingNode, Node, SequenceNode } from "./node";

/** Items of these lists are the same item when this key's value is the same, as in Asset Bundles. */
export const ITEM_KEYS: Readonly<Record<string, string>> = {
  tasks: "task_key",
  job_clusters: "job_cluster_key",
  environments: "environment_key",
  parameters: "name",
  served_entities: "name",
  routes: "served_entity_name",
  custom_metrics: "name",
};

/**
 * Lays an environment's overrides over the project: mappings merge key by key, `null` removes a key, lists of
 * tasks, job clusters, serverless environments, job parameters, served entities and routes merge item by item, and
 * everything else is replaced, as is a list by an empty one. A `null` that has nothing to remove stays, for the schema to refuse.
 * The result keeps the places of both, so that a fault is reported on the line that caused it.
 */
export function merge(base: MappingNode, override: MappingNode): MappingNode {
  const entries = new Map<string, Entry>(base.entries);
  const removed = new Map<string, Entry>();
  for (const [key, entry] of override.entries) {
    const before = entries.get(key)?.value;
    if (before !== undefined && isNull(entry.value)) {
      entries.delete(key);
      removed.set(key, entry);
    } else entries.set(key, { ...entry, value: mergeValue(key, before, entry.value) });
  }
  return { ...base, entries, removed };
}

function mergeValue(key: string, base: Node | undefined, override: Node): Node {
  if (base?.kind === "mapping" && override.kind === "mapping") return merge(base, override);
  const itemKey = Object.hasOwn(ITEM_KEYS, key) ? ITEM_KEYS[key] : undefined;
  if (base?.kind === "sequence" && override.kind === "sequence" && itemKey !== undefined) {
    return mergeItems(itemKey, base, override);
  }
  return override;
}

function mergeItems(key: string, base: SequenceNode, override: SequenceNode): SequenceNode {
  const named = [...base.items, ...override.items].every((item) => identity(item, key) !== undefined);
  if (!named || override.items.length === 0) return override;
  const items = [...base.items];
  for (const item of override.items) {
    const index = items.findIndex((candidate) => identity(candidate, key) === identity(item, key));
    if (index < 0) items.push(item);
    else items[index] = mergeValue(key, items[index], item);
  }
  return { ...base, items };
}

function identity(item: Node, key: string): unknown {
  const value = item.kind === "mapping" ? item.entries.get(key)?.value : undefined;
  return value?.kind === "scalar" && value.value !== null ? value.value : undefined;
}

function isNull(node: Node): boolean {
  return node.kind === "scalar" && node.value === null;
}
