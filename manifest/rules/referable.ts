/** A project as written, in one environment, which may still have faults. */
export type Written = unknown;

/** One kind of `${resources.KIND.KEY.ATTRIBUTE}`. */
export interface Referable {
  /** Where its keys are declared, for messages and, without `keys`, for the keys themselves. */
  readonly part: readonly string[];
  /** The keys, where they are not those of the mapping at `part`. */
  readonly keys?: (project: Written) => readonly string[];
  readonly attributes: readonly string[];
}

/**
 * What a project's parts can refer to, with the names that Asset Bundles use. A component that declares one of them
 * tells `References` its attributes under the same names.
 */
export const REFERABLE: Readonly<Record<string, Referable>> = {
  jobs: { part: ["workflows"], attributes: ["id"] },
  experiments: { part: ["experiments"], attributes: ["id", "name"] },
  registered_models: { part: ["models"], attributes: ["id", "full_name", "name"] },
  schemas: {
    part: ["data", "schema"],
    keys: ownSchemaKeys,
    attributes: ["id", "full_name", "name", "catalog_name"],
  },
  external_locations: { part: ["data", "external_locations"], attributes: ["id", "name", "url"] },
  volumes: { part: ["data", "volumes"], attributes: ["id", "name", "volume_path"] },
};

/** A part whose values may hold references. */
export interface Referring {
  readonly part: string;
  /** The kind that its keys declare, if one can refer to them. */
  readonly kind?: string;
  /** The one key whose values may. @default any */
  readonly only?: string;
}

export const REFERRING: readonly Referring[] = [
  { part: "workflows", kind: "jobs" },
  { part: "serving", only: "entity_name" },
];

/** References to what is no part of the project. */
export const FIXED = [
  "bundle.target",
  "bundle.environment",
  "bundle.name",
  "workspace.host",
  "marvin.catalog",
  "marvin.schema",
] as const;
export type Fixed = (typeof FIXED)[number];

/** The keys of the mapping at a path of a project as written. */
export function keysAt(project: Written, path: readonly string[]): string[] {
  const value = valueAt(project, path);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

export function valueAt(value: Written, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<string, unknown>)[key]
        : undefined,
    value,
  );
}

function ownSchemaKeys(project: Written): string[] {
  const given = valueAt(project, ["data", "schema"]) ?? valueAt(project, ["name"]);
  const main = typeof given === "string" ? [given.replaceAll("-", "_")] : [];
  return [...main, ...keysAt(project, ["data", "schemas"])];
}
