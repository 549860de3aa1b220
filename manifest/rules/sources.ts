import type { CheckedProject } from "../check";
import { closest } from "../schema/closest";
import type { Given } from "../schema/grants";
import type { Environment } from "../schema/project";
import { circles } from "./circles";
import type { FleetFault } from "./fleet";
import { inOrder } from "./order";

/** A project whose data another one uses. */
interface ProjectSource {
  readonly source: CheckedProject;
  /** Whether the other one reads the whole schema. */
  readonly read: boolean;
  /** What the source gives to the other one, by its `access.grants.projects`. */
  readonly given?: Given;
}

type ByName = ReadonlyMap<string, CheckedProject>;

/** Whose data a project uses in an environment: those that it reads, and those that give it rights. */
export function sourcesOf(name: string, projects: ByName, environment: Environment): ProjectSource[] {
  const reads = projects.get(name)?.environments[environment].data.reads.projects ?? [];
  return [...projects.values()].flatMap((source) => {
    const { projects: given } = source.environments[environment].access.grants;
    const read = reads.includes(source.name);
    const own = Object.hasOwn(given, name) ? given[name] : undefined;
    return source.name !== name && (read || own !== undefined) ? [{ source, read, given: own }] : [];
  });
}

/** The same projects such that each stands behind those whose data it uses. `checkFleet` excludes circles. */
export function inReadOrder(projects: readonly CheckedProject[], environment: Environment): CheckedProject[] {
  const byName = new Map(projects.map((project) => [project.name, project] as const));
  const needs = usesAmong(byName, environment);
  return [...inOrder(byName, ({ name }) => needs.get(name) ?? []).values()];
}

/** Names of the projects whose data each one uses, in one pass over all of them. */
function usesAmong(projects: ByName, environment: Environment): Map<string, string[]> {
  const uses = new Map<string, string[]>();
  const add = (name: string, source: string) => uses.set(name, [...(uses.get(name) ?? []), source]);
  for (const [name, { environments }] of projects) {
    const { data, access } = environments[environment];
    uses.set(name, uses.get(name) ?? []);
    for (const read of data.reads.projects) add(name, read);
    for (const to of Object.keys(access.grants.projects)) if (projects.has(to)) add(to, name);
  }
  return uses;
}

/** References to projects that are not there, and projects that use each other's data in a circle. */
export function checkSources(
  projects: readonly CheckedProject[],
  names: ByName,
  known: ReadonlySet<string>,
  environment: Environment,
): FleetFault[] {
  const inCircle = circles(usesAmong(names, environment));
  return projects.flatMap((project) => {
    const { data, access } = project.environments[environment];
    const fault = (path: PropertyKey[], message: string) => [{ project, environment, path, message }];
    const reads = data.reads.projects.flatMap((read, index) => {
      const path = ["data", "reads", "projects", index];
      if (!names.has(read)) {
        return known.has(read)
          ? []
          : fault(path, missing(read, known, "add its file, or name a schema under `data.reads.schemas`"));
      }
      return read !== project.name && inCircle(read, project.name)
        ? fault(
            path,
            `\`${read}\` reads this project too, in a circle: name one of the two schemas under \`data.reads.schemas\` instead`,
          )
        : [];
    });
    const given = Object.keys(access.grants.projects).flatMap((to) => {
      const path = ["access", "grants", "projects", to];
      if (!names.has(to)) {
        return known.has(to)
          ? []
          : fault(path, missing(to, known, "add its file, or give a group the rights"));
      }
      return to !== project.name && inCircle(project.name, to)
        ? fault(
            path,
            `this project uses data of \`${to}\` too, in a circle: let one of the two name what it reads under \`data.reads\` by schema instead`,
          )
        : [];
    });
    return [...reads, ...given];
  });
}

function missing(name: string, known: ReadonlySet<string>, otherwise: string): string {
  const near = closest(name, [...known]);
  return `there is no project \`${name}\`: ${near === undefined ? otherwise : `did you mean \`${near}\`?`}`;
}
