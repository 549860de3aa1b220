import { formatPath } from "../fault";
import type { Project } from "../schema/project";
import { ownSchemas } from "./schemas";

/** A thing that a project makes under a name which, in its environment, only one project can have. */
export interface Owned {
  /** What people call it, e.g. `schema`. Names of different kinds do not meet. */
  readonly kind: string;
  /** Its physical name. */
  readonly name: string;
  /** The key that decides the name. */
  readonly path: readonly PropertyKey[];
  /** What to do when another project has the name; completes "... is projects/x.yaml's already: ". */
  readonly instead: string;
}

/**
 * Everything that a project owns by a name that others could claim too: the one place that decides who owns an
 * object whose rights or content a single declaration must hold. `checkFleet` refuses a second owner.
 */
export function ownedBy(project: Project): Owned[] {
  return [
    ...ownSchemas(project).map(({ name, path }) => ({
      kind: "schema",
      name,
      path,
      instead: `set ${naming(path)} to a name of its own, or read it through \`data.reads.projects\``,
    })),
    ...Object.keys(project.groups).map((name) => ({
      kind: "group",
      name,
      path: ["groups", name],
      instead: "name it under `access` without making it, or choose another name",
    })),
    ...Object.keys(project.secret_scopes).map((name) => ({
      kind: "secret scope",
      // Databricks takes no notice of capitals.
      name: name.toLowerCase(),
      path: ["secret_scopes", name],
      instead: "choose another name",
    })),
  ];
}

function naming(path: readonly PropertyKey[]): string {
  const key = path.at(-1) === "name" || path.length === 2 ? path : [...path, "name"];
  return `\`${formatPath(key)}\``;
}
