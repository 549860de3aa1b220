import { ENVIRONMENTS, type Environment } from "../schema/project";
import type { CheckedProject } from "../check";
import { checkStates } from "./lifecycle";
import { checkLocations } from "./locations";
import { ownedBy } from "./owned";
import { checkFormerProjects } from "./renames";
import { checkSources } from "./sources";

/** A fault in one project's file that shows only beside the others. */
export interface FleetFault {
  readonly project: CheckedProject;
  readonly environment: Environment;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Rules between projects: names that clash and references to projects that are not there. `known` names the
 * projects whose files exist, also those whose own faults keep them out of `projects`.
 */
export function checkFleet(projects: readonly CheckedProject[], known: ReadonlySet<string>): FleetFault[] {
  const names = new Map<string, CheckedProject>();
  const faults: FleetFault[] = [];
  for (const project of projects) {
    const before = names.get(project.name);
    if (before === undefined) names.set(project.name, project);
    else {
      const message = `is also the name of ${before.file}: choose another`;
      faults.push(...ENVIRONMENTS.map((environment) => ({ project, environment, path: ["name"], message })));
    }
  }
  faults.push(
    ...projects.flatMap(checkStates),
    ...checkNestedGroups(projects),
    ...checkFormerProjects(projects),
  );
  for (const environment of ENVIRONMENTS) {
    faults.push(...checkOwners(projects, environment), ...checkSources(projects, names, known, environment));
  }
  return [...faults, ...checkLocations(projects)];
}

/** Another project's group has no number yet when both are new, and is looked up before anything is made. */
function checkNestedGroups(projects: readonly CheckedProject[]): FleetFault[] {
  const makers = new Map(
    projects.flatMap((project) =>
      Object.keys(project.environments.dev.groups).map((group) => [group, project] as const),
    ),
  );
  return projects.flatMap((project) =>
    Object.entries(project.environments.dev.groups).flatMap(([group, { groups }]) =>
      groups.flatMap((inner, index) => {
        const maker = makers.get(inner);
        if (maker === undefined || maker.name === project.name) return [];
        const path = ["groups", group, "groups", index];
        const message = `\`${inner}\` is made by ${maker.file}: give both groups the role under \`access\``;
        return ENVIRONMENTS.map((environment) => ({ project, environment, path, message }));
      }),
    ),
  );
}

function checkOwners(projects: readonly CheckedProject[], environment: Environment): FleetFault[] {
  const owners = new Map<string, CheckedProject>();
  return projects.flatMap((project) =>
    ownedBy(project.environments[environment]).flatMap(({ kind, name, path, instead }) => {
      const owner = owners.get(`${kind} ${name}`);
      if (owner === undefined || owner.name === project.name) {
        owners.set(`${kind} ${name}`, project);
        return [];
      }
      const message = `the ${kind} \`${name}\` is ${owner.file}'s already: ${instead}`;
      return [{ project, environment, path, message }];
    }),
  );
}
