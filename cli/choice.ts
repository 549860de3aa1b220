import type { CheckedProject } from "../manifest/check";
import { closest } from "../manifest/schema/closest";
import { UsageError } from "./arguments";
import { takesProject, type StackConfig } from "./stackConfig";

/**
 * Makes sure that a project can be run alone in the stacks.
 * @throws UsageError
 */
export function checkProjectChoice(
  project: string,
  projects: readonly CheckedProject[],
  configs: readonly StackConfig[],
): void {
  const names = projects.map(({ name }) => name);
  if (!names.includes(project)) {
    const near = closest(project, names);
    throw new UsageError(
      near === undefined
        ? `there is no projects/${project}.yaml: a project whose file was removed goes with a run of the whole stack, without --project`
        : `there is no projects/${project}.yaml: did you mean ${near}?`,
    );
  }
  const without = configs.filter((config) => !takesProject(config, project)).map(({ stack }) => stack);
  if (without.length > 0) {
    throw new UsageError(
      `${project} is not in the stack ${without.join(", ")}: marvin:projects in ${without.map((stack) => `Pulumi.${stack}.yaml`).join(", ")} leaves it to another`,
    );
  }
}

/**
 * The stacks that were asked for, or all; always in the order of a release, and for a destroy the other way round,
 * because later stacks stand on what earlier ones own.
 * @throws UsageError
 */
export function chooseStacks(asked: readonly string[], known: readonly string[], reverse: boolean): string[] {
  for (const stack of asked) {
    if (known.includes(stack)) continue;
    const near = closest(stack, known);
    throw new UsageError(
      `there is no Pulumi.${stack}.yaml: ${near === undefined ? `the stacks are ${known.join(", ")}` : `did you mean ${near}?`}`,
    );
  }
  const chosen = asked.length === 0 ? [...known] : known.filter((stack) => asked.includes(stack));
  return reverse ? chosen.reverse() : chosen;
}

/** What a stack declares once, which projects stand on. */
const PLATFORM = ["platform:*", "catalog:*"];

/**
 * A targeted run leaves everything alone that is not the project's. Children are named PROJECT/role.
 * @param first in a stack where nothing is yet, what the project stands on is made too. Later the engine refuses
 *   that, for the sake of the other projects that stand on it and are not registered in such a run.
 */
export function targetsOf(stack: string, project: string, first = false): string[] {
  return [project, `${project}/*`, ...(first ? PLATFORM : [])].map(
    (name) => `urn:pulumi:${stack}::marvin::**::${name}`,
  );
}
