/** A project as written, in one environment, which may still have faults. */
export type Written = unknown;

/** One kind of `${resources.KIND.KEY.ATTRIBUTE}`. */
export interface Referable {
  /** Where its keys are declared, for messages and, without `keys`, for the keys themselves. */
  readonly part: readonly string[];
  /** The keys, where they are not those of the mapping at `part`. */
  readonly keys?: (project: Written) => readonly string[];
  /** What can be named of it, each with what it looks like, so that the form of a text around it can be checked. */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * What a project's parts can refer to, with the names that Asset Bundles use. A component that declares one of them
 * tells `References` its attributes under the same names.
 */
export const REFERABLE: Readonly<Record<string, Referable>> = {
  jobs: { part: ["workflows"], attributes: { id: "1" } },
  experiments: { part: ["experiments"], attributes: { id: "1", name: "/a/b" } },
  registered_models: {
    part: ["models"],
    attributes: { id: "a.b.c", full_name: "a.b.c", name: "a.b.c" },
  },
  schemas: {
    part: ["data", "schema"],
    keys: ownSchemaKeys,
    attributes: { id: "a.b", full_name: "a.b", name: "b", catalog_name: "a" },
  },
  external_locations: {
    part: ["data", "external_locations"],
    attributes: { id: "a", name: "a", url: "s3://a" },
  },
  volumes: {
    part: ["data", "volumes"],
    attributes: { id: "a.b.c", name: "c", volume_path: "/Volumes/a/b/c" },
  },
  sql_warehouses: { part: ["compute", "warehouses"], attributes: { id: "0123456789abcdef" } },
  model_serving_endpoints: { part: ["serving"], attributes: { name: "a" } },
};

/** A part whose values may hold references. */
export interface Referring {
  readonly part: string;
  /** The kind that its keys declare, if one can refer to them. */
  readonly kind?: string;
  /** The kinds that they may name: those that are made before. @default any */
  readonly kinds?: readonly string[];
  /** The one key whose values may. @default any */
  readonly only?: string;
}

export const REFERRING: readonly Referring[] = [
  { part: "workflows", kind: "jobs" },
  { part: "compute", kinds: ["schemas", "volumes", "external_locations"] },
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

/** Parts of the platform that each stack has its own of: a reference names one as `${marvin.KIND.NAME}`. */
export const PLATFORM_KINDS = ["destinations", "pools"] as const;
export type PlatformKind = (typeof PLATFORM_KINDS)[number];

/** The name of a reference to one of them. */
export function platformName(kind: PlatformKind, part: string): string {
  return `marvin.${kind}.${part}`;
}

/** A text that stands for the id of one of them. */
export function referenceTo(kind: PlatformKind, part: string): string {
  return `\${${platformName(kind, part)}}`;
}

/** The part of a kind that a reference names, if it names one. */
export function platformPart(kind: PlatformKind, name: string): string | undefined {
  const before = platformName(kind, "");
  return name.startsWith(before) ? name.slice(before.length) : undefined;
}

/** What a reference looks like where the form of the text around it is checked; any other name is one plain part. */
export function standIn(name: string | undefined): string {
  if (name === undefined) return "";
  const [root, kind = "", , attribute = ""] = name.split(".");
  const known =
    root === "resources" && Object.hasOwn(REFERABLE, kind) ? REFERABLE[kind]?.attributes : undefined;
  return known?.[attribute] ?? "a";
}

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
