import { closest, listed } from "../schema/closest";
import type { Project } from "../schema/project";
import type { RuleFault } from "./tasks";

/** Rules about who may do what, as far as one project's file can tell. */
export function checkAccess(project: Project): RuleFault[] {
  return checkGrants(project);
}

/** Schemas, volumes and models are declared, so that a grant on another name is a mistake; jobs make tables and functions. */
function checkGrants(project: Project): RuleFault[] {
  const { groups, projects } = project.access.grants;
  const declared = {
    schemas: Object.keys(project.data.schemas),
    volumes: Object.keys(project.data.volumes),
    models: Object.keys(project.models),
  };
  const faults: RuleFault[] = Object.hasOwn(projects, project.name)
    ? [
        {
          path: ["access", "grants", "projects", project.name],
          message: "a project has its own data already: remove it",
        },
      ]
    : [];
  for (const [to, recipients] of [
    ["groups", groups],
    ["projects", projects],
  ] as const) {
    for (const [recipient, given] of Object.entries(recipients)) {
      const path = ["access", "grants", to, recipient];
      for (const kind of ["schemas", "volumes", "models"] as const) {
        for (const name of Object.keys(given[kind])) {
          if (declared[kind].includes(name)) continue;
          const where = kind === "models" ? kind : `data.${kind}`;
          faults.push({ path: [...path, kind, name], message: undeclared(name, declared[kind], where) });
        }
      }
    }
  }
  return faults;
}

function undeclared(name: string, declared: readonly string[], where: string): string {
  const near = closest(name, declared);
  if (near !== undefined) return `is not declared in ${where}: did you mean \`${near}\`?`;
  return declared.length === 0
    ? `is not declared in ${where}: declare it there`
    : `is not declared in ${where}: declare it there, or name one of ${listed(declared)}`;
}
