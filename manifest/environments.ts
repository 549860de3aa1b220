import { merge } from "./merge";
import type { Entry, MappingNode } from "./node";
import { OVERRIDABLE, type Environment } from "./schema/project";

/** The overrides of an environment by key, or nothing where it has none, or something else than a mapping. */
export function overridesOf(root: MappingNode, environment: Environment): MappingNode | undefined {
  const all = root.entries.get("environments")?.value;
  const override = all?.kind === "mapping" ? all.entries.get(environment)?.value : undefined;
  return override?.kind === "mapping" ? override : undefined;
}

/** What a file says for all environments: everything but the overrides. */
export function baseOf(root: MappingNode): MappingNode {
  const own = new Map<string, Entry>(root.entries);
  own.delete("environments");
  return { ...root, entries: own };
}

/**
 * The project as the file has it in one environment, with the places of both. Keys that cannot be overridden are
 * refused elsewhere and must not count here. Without overrides it is `base` itself.
 */
export function treeOf(base: MappingNode, override: MappingNode | undefined): MappingNode {
  if (override === undefined) return base;
  const counting = [...override.entries].filter(([key]) => OVERRIDABLE.includes(key));
  return merge(base, { ...override, entries: new Map(counting) });
}
