import { closest, listed } from "../schema/closest";
import type { Project } from "../schema/project";
import { circles } from "./circles";
import type { RuleFault } from "./tasks";
import { textsBelow } from "./texts";

/** Every group that a project names: to give it a role or a right, or a cluster. */
export function namedGroups({ access, compute }: Project): string[] {
  const { owners, contributors, readers, grants } = access;
  const dedicated = compute.interactive?.dedicated_to ?? [];
  return [...new Set([owners, contributors, readers, Object.keys(grants.groups), dedicated].flat())];
}

/** Rules about who may do what, as far as one project's file can tell. */
export function checkAccess(project: Project): RuleFault[] {
  return [...checkGrants(project), ...checkNesting(project), ...checkScopes(project)];
}

/** A group may not be a member of itself, by however many steps. */
function checkNesting({ groups }: Project): RuleFault[] {
  const nested = new Map(Object.entries(groups).map(([name, group]) => [name, group.groups] as const));
  const inCircle = circles(nested);
  return [...nested].flatMap(([name, inner]) =>
    inner.flatMap((other, index) =>
      inCircle(name, other) && nested.has(other)
        ? [
            {
              path: ["groups", name, "groups", index],
              message:
                name === other
                  ? "a group cannot be its own member: remove it"
                  : `\`${other}\` has this group inside it, in a circle: remove one of the two`,
            },
          ]
        : [],
    ),
  );
}

const REFERENCE = /\{\{secrets\/([^/{}]+)\/[^/{}]+\}\}/g;

/** Scopes bear the project's name; and a project that declares its scopes refers to none that it forgot. */
function checkScopes(project: Project): RuleFault[] {
  const scopes = Object.keys(project.secret_scopes);
  const names = [project.name, ...(project.formerly ?? [])];
  const own = (scope: string) => names.some((name) => scope === name || scope.startsWith(`${name}-`));
  const faults: RuleFault[] = scopes
    .filter((scope) => !own(scope))
    .map((scope) => ({
      path: ["secret_scopes", scope],
      message: `must be \`${project.name}\` or begin with \`${project.name}-\`: scopes of all projects share the workspace`,
    }));
  if (scopes.length === 0) return faults;
  for (const [path, text] of textsBelow(project)) {
    for (const [, scope = ""] of text.matchAll(REFERENCE)) {
      if (scopes.includes(scope)) continue;
      const near = closest(scope, scopes);
      if (!own(scope) && near === undefined) continue;
      const hint = near === undefined ? "declare it there" : `did you mean \`${near}\`?`;
      faults.push({ path, message: `there is no \`${scope}\` in secret_scopes: ${hint}` });
    }
  }
  return faults;
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
