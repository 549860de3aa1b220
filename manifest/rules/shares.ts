import { closest, listed } from "../schema/closest";
import type { Environment, Project } from "../schema/project";
import type { RuleFault } from "./tasks";

export type Share = Project["data"]["shares"][string];

/** The lists of a share that name single objects, and what Unity Catalog calls them. */
export const SHARED = {
  tables: "TABLE",
  views: "VIEW",
  materialized_views: "MATERIALIZED_VIEW",
  streaming_tables: "STREAMING_TABLE",
  volumes: "VOLUME",
} as const;

type SharedList = keyof typeof SHARED;
const LISTS = Object.keys(SHARED) as SharedList[];

/**
 * A share's name in its metastore. `_` stands in no project's name and no environment's, so that two projects never
 * claim one name.
 */
export function shareName(project: string, key: string, environment: Environment): string {
  return `${project}_${key}_${environment}`;
}

/** The key of the schema that a shared object lies in, none for the main one, and its name there. */
export function placed(shared: string): { readonly schema?: string; readonly name: string } {
  const [first = "", second] = shared.split(".");
  return second === undefined ? { name: first } : { schema: first, name: second };
}

/** Shared objects that are not there, or are shared twice. */
export function checkShares({ data }: Project): RuleFault[] {
  return Object.entries(data.shares).flatMap(([key, share]) =>
    [...checkSchemas(share, data), ...checkObjects(share, data)].map(({ path, message }) => ({
      path: ["data", "shares", key, ...path],
      message,
    })),
  );
}

function checkSchemas(share: Share, data: Project["data"]): RuleFault[] {
  const keys = Object.keys(data.schemas);
  return share.schemas.flatMap((key, index) => {
    const path = ["schemas", index];
    if (share.schemas.indexOf(key) < index) return [{ path, message: "stands twice in this list: keep one" }];
    return keys.includes(key) ? [] : [{ path, message: undeclared(key, keys, "data.schemas") }];
  });
}

function checkObjects(share: Share, data: Project["data"]): RuleFault[] {
  const first = new Map<string, SharedList>();
  return LISTS.flatMap((list) =>
    share[list].flatMap((shared, index) => {
      const path = [list, index];
      const { schema, name } = placed(shared);
      const keys = Object.keys(data.schemas);
      if (schema !== undefined && !keys.includes(schema)) {
        return [{ path, message: undeclared(schema, keys, "data.schemas") }];
      }
      const volumes = Object.keys(
        schema === undefined ? data.volumes : (data.schemas[schema]?.volumes ?? {}),
      );
      if (list === "volumes" && !volumes.includes(name)) {
        const place = schema === undefined ? "data.volumes" : `data.schemas.${schema}.volumes`;
        return [{ path, message: undeclared(name, volumes, place) }];
      }
      if (list !== "volumes" && schema !== undefined && share.schemas.includes(schema)) {
        return [{ path, message: `the schema \`${schema}\` is shared whole already: remove it` }];
      }
      const before = first.get(shared);
      first.set(shared, before ?? list);
      if (before === undefined) return [];
      const where = before === list ? "in this list" : `here and in \`${before}\``;
      return [{ path, message: `stands twice, ${where}, and a share tells objects apart by name: keep one` }];
    }),
  );
}

function undeclared(name: string, declared: readonly string[], where: string): string {
  const near = closest(name, declared);
  const hint =
    near !== undefined
      ? `did you mean \`${near}\`?`
      : declared.length === 0
        ? "declare it there"
        : `declare it there, or name one of ${listed(declared)}`;
  return `\`${name}\` is not declared in ${where}: ${hint}`;
}
