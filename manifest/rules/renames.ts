import type { CheckedProject } from "../check";
import { ENVIRONMENTS, type Project } from "../schema/project";
import type { FleetFault } from "./fleet";
import type { RuleFault } from "./tasks";

/**
 * The name that a project was made under: what cannot be renamed without being made anew, such as its schema, folder,
 * endpoints and buckets, is named after it for ever.
 */
export function stemOf({ name, formerly }: Pick<Project, "name" | "formerly">): string {
  return formerly?.[0] ?? name;
}

/** Parts whose keys may change. */
const PARTS = [["workflows"], ["experiments"], ["data", "schemas"]] as const;

/** Former names that are no former names, as far as one project's file can tell. */
export function checkRenames(project: Project): RuleFault[] {
  return [
    ...checkNames(project.formerly, project.name, ["formerly"], []),
    ...PARTS.flatMap((part) => {
      const items = itemsAt(project, part);
      const claimed: string[] = [];
      return Object.entries(items).flatMap(([key, { formerly }]) => {
        const faults = checkNames(formerly, key, [...part, key, "formerly"], Object.keys(items));
        const twice = (formerly ?? []).flatMap((name, index) =>
          claimed.includes(name)
            ? [
                {
                  path: [...part, key, "formerly", index],
                  message: `\`${name}\` became another one already: it can become one alone`,
                },
              ]
            : [],
        );
        claimed.push(...(formerly ?? []));
        return [...faults, ...twice];
      });
    }),
  ];
}

type Renamed = Readonly<Record<string, { readonly formerly?: string[] | undefined }>>;

function itemsAt({ workflows, experiments, data }: Project, [part]: (typeof PARTS)[number]): Renamed {
  return { workflows, experiments, data: data.schemas }[part];
}

function checkNames(
  formerly: readonly string[] | undefined,
  name: string,
  path: PropertyKey[],
  living: readonly string[],
): RuleFault[] {
  return (formerly ?? []).flatMap((former, index) => {
    const fault = (message: string) => [{ path: [...path, index], message }];
    if (former === name)
      return fault("is the name that it has: remove it, or write the one that it had before");
    if (living.includes(former)) return fault(`\`${former}\` is still there: remove it there, or here`);
    return formerly?.indexOf(former) === index ? [] : fault("is named twice: remove one");
  });
}

/** What a project was made under belongs to it for ever: nobody else can be called so, or have been. */
export function checkFormerProjects(projects: readonly CheckedProject[]): FleetFault[] {
  const holders = new Map<string, CheckedProject>();
  for (const project of projects) holders.set(project.name, project);
  return projects.flatMap((project) =>
    (project.environments.dev.formerly ?? []).flatMap((former, index) => {
      const holder = holders.get(former);
      if (holder === undefined || holder.name === project.name) {
        holders.set(former, project);
        return [];
      }
      const message =
        holder.name === former
          ? `\`${former}\` is a project, ${holder.file}: remove that file in the same change that renames it, and call no other project so`
          : `\`${former}\` became ${holder.file} already: it can become one project alone`;
      return ENVIRONMENTS.map((environment) => ({
        project,
        environment,
        path: ["formerly", index],
        message,
      }));
    }),
  );
}
