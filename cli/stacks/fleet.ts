import type { Environment } from "../../manifest/schema/project";
import { claimants } from "../rivals";
import { patternsOf, takesProject, textOf, type StackConfig } from "../stackConfig";

/** One stack: what it takes, by its file. */
export interface StackOfFleet {
  readonly stack: string;
  /** What `marvin:environment` says; undefined where it says nothing that is one. */
  readonly environment: Environment | undefined;
  readonly patterns: readonly string[];
  /** Names of the projects, sorted. */
  readonly projects: readonly string[];
}

export interface Fleet {
  readonly stacks: readonly StackOfFleet[];
  /** Stacks that fight over a project, or over what exists once, and what to do. */
  readonly rivals: readonly string[];
  /** Stacks of no environment, which no run would take. */
  readonly faults: readonly string[];
  /** Projects that some environment does not have, which may be meant. */
  readonly absent: readonly { readonly environment: Environment; readonly projects: readonly string[] }[];
}

/** Who is where, by the `marvin:projects` patterns of the stacks' files. */
export function fleetOf(
  configs: readonly StackConfig[],
  projects: readonly string[],
  environments: readonly Environment[],
): Fleet {
  const stacks = configs.map((config): StackOfFleet => {
    const environment = environments.find((one) => one === textOf(config, "environment"));
    const taken = projects.filter((project) => takesProject(config, project)).sort();
    return { stack: config.stack, environment, patterns: patternsOf(config) ?? ["*"], projects: taken };
  });
  const of = (environment: Environment) => stacks.filter((one) => one.environment === environment);
  return {
    stacks,
    faults: stacks.flatMap(({ stack, environment }) =>
      environment === undefined
        ? [`Pulumi.${stack}.yaml: marvin:environment is none of ${environments.join(", ")}: set it`]
        : [],
    ),
    rivals: [
      ...environments.flatMap((environment) => twice(of(environment), environment, projects)),
      ...ownedTwice(configs),
    ],
    absent: environments.flatMap((environment) => {
      const left = projects.filter(
        (project) => !of(environment).some((one) => one.projects.includes(project)),
      );
      return of(environment).length > 0 && left.length > 0
        ? [{ environment, projects: [...left].sort() }]
        : [];
    }),
  };
}

function twice(
  stacks: readonly StackOfFleet[],
  environment: Environment,
  projects: readonly string[],
): string[] {
  return projects.flatMap((project) => {
    const makers = stacks.filter((one) => one.projects.includes(project)).map(({ stack }) => stack);
    return makers.length < 2
      ? []
      : [
          `${project} is made by ${makers.join(" and ")}, both of ${environment}: let marvin:projects of one of them name it`,
        ];
  });
}

/** What exists once for all environments belongs to the stacks of one; a catalog belongs to one stack. */
function ownedTwice(configs: readonly StackConfig[]): string[] {
  const environments = [
    ...claimants(configs, "ownsRepositories", (config) => textOf(config, "environment")).keys(),
  ];
  const repositories =
    environments.length < 2
      ? []
      : [
          `the repositories are declared in ${environments.join(" and ")}: let the stacks of one environment have marvin:ownsRepositories`,
        ];
  const catalogs = claimants(configs, "ownsCatalog", (config) => textOf(config, "catalog"));
  return [
    ...repositories,
    ...[...catalogs].flatMap(([catalog, claimed]) =>
      claimed.length < 2
        ? []
        : [
            `the catalog ${catalog} is declared by ${claimed.join(" and ")}: let one of them have marvin:ownsCatalog`,
          ],
    ),
  ];
}
