import type { Place } from "../../manifest/answers";
import { ENVIRONMENTS, type Environment } from "../../manifest/schema/project";
import type { StackView } from "../explain/stackView";

/** What the stacks that make a project say of its environments. */
export function placesOf(project: string, stacks: readonly StackView[]): Partial<Record<Environment, Place>> {
  const text = (stack: StackView, key: string) => {
    const value = stack.setting(key)?.value;
    return typeof value === "string" ? value : undefined;
  };
  return Object.fromEntries(
    ENVIRONMENTS.flatMap((environment) => {
      const stack = stacks.find((one) => one.makes(project, environment));
      if (stack === undefined) return [];
      const place: Place = {
        organization: text(stack, "githubOrganization"),
        catalog: text(stack, "catalog"),
        host: text(stack, "databricksHost"),
      };
      return [[environment, place]];
    }),
  );
}
