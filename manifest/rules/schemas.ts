import type { Project } from "../schema/project";
import { stemOf } from "./renames";

type Named = Pick<Project, "name" | "formerly" | "data">;

/** Name of the schema that a project owns in every environment's catalog, and that holds its models. */
export function schemaName(project: Named): string {
  return project.data.schema ?? stemOf(project).replaceAll("-", "_");
}

/** Names of the schemas that a project owns beside that one, by their keys in `data.schemas`. */
export function furtherSchemas(project: Named): Record<string, string> {
  const main = schemaName(project);
  return Object.fromEntries(
    Object.entries(project.data.schemas).map(([key, { name, formerly }]) => [
      key,
      name ?? `${main}_${formerly?.[0] ?? key}`,
    ]),
  );
}

/** A schema of a project, and the key that decides its name. */
interface OwnSchema {
  readonly name: string;
  readonly path: PropertyKey[];
}

/** Every schema of a project, the main one first. */
export function ownSchemas(project: Named): OwnSchema[] {
  return [
    { name: schemaName(project), path: ["data", "schema"] },
    ...Object.entries(furtherSchemas(project)).map(([key, name]) => {
      const given = project.data.schemas[key]?.name !== undefined;
      return { name, path: ["data", "schemas", key, ...(given ? ["name"] : [])] };
    }),
  ];
}
