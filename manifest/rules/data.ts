import type { Project } from "../schema/project";
import { NAMED_READS } from "../schema/reads";
import { checkCatalogTags } from "./catalogTags";
import { twice } from "./repeats";
import { ownSchemas } from "./schemas";
import { checkShares } from "./shares";
import { checkStorage } from "./storage";
import type { RuleFault } from "./tasks";

const RESERVED_SCHEMAS = ["information_schema", "default"];

/** Longest name of a schema. https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-names */
const LONGEST = 255;

/** Rules about a project's data: the names of its schemas, and what it reads beside them. */
export function checkData(project: Project): RuleFault[] {
  return [
    ...checkSchemas(project),
    ...checkStorage(project),
    ...checkShares(project),
    ...checkCatalogTags(project),
    ...readsOfOwn(project),
    ...LISTS.flatMap((list) => twice(["data", "reads", list], project.data.reads[list])),
  ];
}

function checkSchemas(project: Project): RuleFault[] {
  const first = new Map<string, readonly PropertyKey[]>();
  return ownSchemas(project).flatMap(({ name, path }) => {
    if (RESERVED_SCHEMAS.includes(name)) {
      return [{ path, message: `\`${name}\` belongs to Unity Catalog: choose another name` }];
    }
    if (name.length > LONGEST) {
      const message = `makes the name \`${name}\`, which is too long: at most ${LONGEST} characters, so give it a \`name\``;
      return [{ path, message }];
    }
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, path);
      return [];
    }
    const message = `has the name \`${name}\`, as \`${before.filter((part) => part !== "name").join(".")}\` has: give it a \`name\` of its own`;
    return [{ path, message }];
  });
}

const LISTS = ["projects", ...NAMED_READS, "external_locations"] as const;

/** A grant to read an own schema would overwrite the one to write it. */
function readsOfOwn(project: Project): RuleFault[] {
  const { reads } = project.data;
  const schemas = ownSchemas(project).map(({ name }) => name);
  const inOwn = (item: string) =>
    item.split(".").length === 2 && schemas.some((schema) => item.startsWith(`${schema}.`));
  const own: Readonly<Record<keyof typeof reads, (item: string) => boolean>> = {
    projects: (item) => item === project.name,
    schemas: (item) => schemas.includes(item),
    tables: inOwn,
    volumes: inOwn,
    functions: inOwn,
    models: inOwn,
    external_locations: () => false,
  };
  const message = "a project reads its own schema already: remove it";
  return LISTS.flatMap((list) =>
    reads[list].flatMap((item, index) =>
      own[list](item) ? [{ path: ["data", "reads", list, index], message }] : [],
    ),
  );
}
