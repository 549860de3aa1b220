import type { Project } from "../schema/project";
import { schemaName } from "./project";

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
    {
      kind: "schema",
      name: schemaName(project),
      path: ["data", "schema"],
      instead: "set `data.schema` to a name of its own, or read it through `data.reads.projects`",
    },
  ];
}
