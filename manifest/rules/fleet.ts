import { ENVIRONMENTS, type Environment } from "../schema/project";
import { closest } from "../schema/closest";
import type { CheckedProject } from "../check";
import { circles } from "./circles";
import { inOrder } from "./order";
import { ownedBy } from "./owned";

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
  for (const environment of ENVIRONMENTS) {
    faults.push(...checkOwners(projects, environment), ...checkReads(projects, names, known, environment));
  }
  return faults;
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

function checkReads(
  projects: readonly CheckedProject[],
  names: ReadonlyMap<string, CheckedProject>,
  known: ReadonlySet<string>,
  environment: Environment,
): FleetFault[] {
  const reads = new Map(
    [...names].map(
      ([name, project]) => [name, project.environments[environment].data.reads.projects] as const,
    ),
  );
  const inCircle = circles(reads);
  return projects.flatMap((project) =>
    project.environments[environment].data.reads.projects.flatMap((read, index) => {
      const path = ["data", "reads", "projects", index];
      if (!names.has(read)) {
        if (known.has(read)) return [];
        const near = closest(read, [...known]);
        const hint =
          near === undefined
            ? "add its file, or name a schema under `data.reads.schemas`"
            : `did you mean \`${near}\`?`;
        return [{ project, environment, path, message: `there is no project \`${read}\`: ${hint}` }];
      }
      if (read !== project.name && inCircle(read, project.name)) {
        const message = `\`${read}\` reads this project too, in a circle: name one of the two schemas under \`data.reads.schemas\` instead`;
        return [{ project, environment, path, message }];
      }
      return [];
    }),
  );
}

/** The same projects such that each stands behind those that it reads. `checkFleet` excludes circles. */
export function inReadOrder(projects: readonly CheckedProject[], environment: Environment): CheckedProject[] {
  const byName = new Map(projects.map((project) => [project.name, project] as const));
  return [...inOrder(byName, ({ environments }) => environments[environment].data.reads.projects).values()];
}
