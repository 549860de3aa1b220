import { OWN_TAGS } from "../schema/tags";
import type { Project } from "../schema/project";
import type { RuleFault } from "./tasks";

/**
 * A tag's key as Unity Catalog takes it, which has no periods and hyphens.
 * https://docs.databricks.com/aws/en/database-objects/tags#constraints
 */
export function catalogTagKey(key: string): string {
  return key.replaceAll(/[.-]/g, "_");
}

/** The tags of an object of Unity Catalog by their keys there; later ones win. */
export function catalogTags(...tags: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  return Object.fromEntries(
    tags.flatMap((some) => Object.entries(some).map(([key, value]) => [catalogTagKey(key), value] as const)),
  );
}

/** Keys that are told apart everywhere but in Unity Catalog, where one would hide the other. */
export function checkCatalogTags({ tags, data }: Project): RuleFault[] {
  const main = Object.entries(data.volumes).map(
    ([name, volume]) => [["data", "volumes", name, "tags"], volume.tags] as const,
  );
  const further = Object.entries(data.schemas).flatMap(([key, schema]) => [
    [["data", "schemas", key, "tags"], schema.tags] as const,
    ...Object.entries(schema.volumes).map(
      ([name, volume]) => [["data", "schemas", key, "volumes", name, "tags"], volume.tags] as const,
    ),
  ]);
  return [[["tags"], tags] as const, ...main, ...further].flatMap(([path, some]) => meeting(path, some));
}

function meeting(path: readonly PropertyKey[], tags: Readonly<Record<string, string>>): RuleFault[] {
  const first = new Map<string, string>();
  return Object.keys(tags).flatMap((key) => {
    const there = catalogTagKey(key);
    const before = first.get(there);
    first.set(there, before ?? key);
    if (OWN_TAGS.includes(there)) {
      const message = `is \`${there}\` in Unity Catalog, which Marvin sets: choose another key`;
      return [{ path: [...path, key], message }];
    }
    if (before === undefined) return [];
    const message = `is \`${there}\` in Unity Catalog, as \`${before}\` is: keep one of them`;
    return [{ path: [...path, key], message }];
  });
}
