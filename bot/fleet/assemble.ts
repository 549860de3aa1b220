import { answersOfPlaces, type Place } from "../../manifest/answers";
import { ENVIRONMENTS, type Environment } from "../../manifest/schema/project";
import { Refused } from "../failure";
import type { Fleet, FleetProject } from "./fleet";
import type { FleetPart } from "./part";

/** A stack, and what it says of one project. */
interface Saying {
  readonly part: FleetPart;
  readonly said: FleetPart["projects"][number];
}

/**
 * The fleet from what every stack knows of it: the stack that owns a project's repository says how that is to be,
 * every stack of the project adds its environment's principal and the answers that follow from its place. A project
 * whose repository no stack owns yet is left out.
 * @throws Refused where no stack owns repositories, or two stacks say what only one can
 */
export function assemble(parts: readonly FleetPart[]): Fleet {
  const byProject = new Map<string, Saying[]>();
  for (const part of parts) {
    for (const said of part.projects) {
      byProject.set(said.project, [...(byProject.get(said.project) ?? []), { part, said }]);
    }
  }
  const projects = [...byProject].flatMap(([project, sayings]) => assembled(project, sayings) ?? []);
  refuseSharedRepository(projects);
  return {
    template: once(parts, "template"),
    manager: once(parts, "manager"),
    projects: projects.sort((one, other) => (one.project < other.project ? -1 : 1)),
  };
}

/** What all stacks that own repositories must say alike. */
function once(parts: readonly FleetPart[], key: "template" | "manager"): string {
  const said = parts.flatMap((part) =>
    part[key] === undefined ? [] : [{ stack: part.stack, name: part[key] }],
  );
  const [first] = said;
  if (first === undefined) {
    throw new Refused(
      `no stack has told the bot of repositories: set marvin:${key}Repository and marvin:fleetBucket for the stack with marvin:ownsRepositories, and run it`,
    );
  }
  const other = said.find(({ name }) => name.toLowerCase() !== first.name.toLowerCase());
  if (other !== undefined) {
    throw new Refused(
      `the stacks ${first.stack} and ${other.stack} name different repositories in marvin:${key}Repository: set the same one`,
    );
  }
  return first.name;
}

function assembled(project: string, sayings: readonly Saying[]): FleetProject | undefined {
  const of = Object.fromEntries(
    ENVIRONMENTS.map((environment) => [environment, only(project, environment, sayings)]),
  ) as Readonly<Record<Environment, Saying | undefined>>;
  const [owner, rival] = sayings.filter(({ said }) => said.repository !== undefined);
  if (owner?.said.repository === undefined) return undefined;
  if (rival !== undefined) {
    throw new Refused(
      `the stacks ${owner.part.stack} and ${rival.part.stack} both own the repository of ${project}: unset marvin:ownsRepositories for one of them, or give the project to one by marvin:projects`,
    );
  }
  const places = Object.fromEntries(
    ENVIRONMENTS.flatMap((one): [Environment, Place][] => (of[one] ? [[one, placeOf(of[one].part)]] : [])),
  );
  return {
    project,
    ...owner.said.repository,
    answers: {
      ...owner.said.repository.answers,
      ...mutable(answersOfPlaces(places)),
      // Repositories are where their owner says, whatever organisation another stack names.
      organization: owner.part.organization,
    },
    principals: Object.fromEntries(
      ENVIRONMENTS.flatMap((one) => (of[one]?.said.principal ? [[one, of[one].said.principal]] : [])),
    ),
  };
}

/** The one stack of an environment that makes the project there; undefined where none does. */
function only(project: string, environment: Environment, sayings: readonly Saying[]): Saying | undefined {
  const [one, another] = sayings.filter(({ part }) => part.environment === environment);
  if (one !== undefined && another !== undefined) {
    throw new Refused(
      `the stacks ${one.part.stack} and ${another.part.stack} both make ${project} in ${environment}: give it to one by marvin:projects, and run the other`,
    );
  }
  return one;
}

function placeOf({ organization, catalog, host }: FleetPart): Place {
  return { organization, catalog, host };
}

function mutable(answers: ReturnType<typeof answersOfPlaces>): FleetProject["answers"] {
  return Object.fromEntries(
    Object.entries(answers).map(([question, answer]) => [
      question,
      typeof answer === "object" ? [...answer] : answer,
    ]),
  );
}

/** A token is for one repository: were it two projects', each would clone the other. */
function refuseSharedRepository(projects: readonly FleetProject[]): void {
  const seen = new Map<string, string>();
  for (const { project, repository } of projects) {
    const other = seen.get(repository.toLowerCase());
    if (other !== undefined) {
      throw new Refused(
        `the projects ${other} and ${project} have one repository, ${repository}: rename one`,
      );
    }
    seen.set(repository.toLowerCase(), project);
  }
}
