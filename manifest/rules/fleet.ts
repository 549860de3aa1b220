import { ENVIRONMENTS, type Environment } from "../schema/project";
import type { CheckedProject } from "../check";
import { checkStates } from "./lifecycle";
import { checkLocations } from "./locations";
import { ownedBy } from "./owned";
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
  faults.push(...projects.flatMap(checkStates));
  for (const environment of ENVIRONMENTS) {
    faults.push(...checkOwners(projects, environment), ...checkSources(projects, names, known, environment));
  }
  return [...faults, ...checkLocations(projects)];
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
