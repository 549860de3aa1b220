import { RunError } from "@pulumi/pulumi";
import { matches } from "./patterns";

/**
 * The projects of a stack: those whose name one of the patterns matches, where `*` stands for any text. A pattern
 * may wait for projects to come; a name may not.
 * @throws RunError for names that no project has: mistyped, they would read as the removal of all that is there.
 */
export function selectProjects<Named extends { readonly name: string }>(
  projects: readonly Named[],
  patterns: readonly string[],
): Named[] {
  const absent = patterns.filter(
    (pattern) => !pattern.includes("*") && !projects.some(({ name }) => name === pattern),
  );
  if (absent.length > 0) {
    throw new RunError(
      `marvin:projects names ${absent.join(", ")}, and there is no such project: correct the name, or take it from the list`,
    );
  }
  return projects.filter(({ name }) => matches(name, patterns));
}
