import type { Fleet } from "../fleet/fleet";
import type { Purpose } from "./mint";
import { sameName } from "./place";

/** Whose repository it is. */
const ROLES = {
  project: ["reconcile", "clone", "release"],
  template: ["clone"],
  manager: ["promotion"],
} as const satisfies Record<string, readonly Purpose[]>;

/**
 * Why there is no token for a purpose in a repository; undefined where there is one. Whoever may invoke the function
 * that mints gets no more than the bot itself needs: nothing for repositories that are not the fleet's, and no right to
 * write in the template.
 */
export function forbidden(purpose: Purpose, repository: string, fleet: Fleet): string | undefined {
  const is = (name: string) => sameName(name, repository);
  const roles = [
    ...(is(fleet.template) ? (["template"] as const) : []),
    ...(is(fleet.manager) ? (["manager"] as const) : []),
    ...(fleet.projects.some((project) => is(project.repository)) ? (["project"] as const) : []),
  ];
  if (roles.length === 0) {
    return `${repository} is no repository of the fleet: run the stack that owns it, so that the bot knows it`;
  }
  const purposes: readonly Purpose[] = roles.flatMap((role) => ROLES[role]);
  if (purposes.includes(purpose)) return undefined;
  return `no token to ${purpose} is given for ${repository}, which is the ${roles.join(" and ")}'s`;
}
