import { closest } from "../manifest/schema/closest";
import { UsageError } from "./arguments";

/**
 * That there is no project of a name, and which one was probably meant.
 * @param names of those that there are
 * @param word what is looked for among them. @default the name
 */
export function unknownProject(name: string, names: readonly string[], word = name): UsageError {
  const near = closest(word, names);
  return new UsageError(
    `there is no project ${name}: ${near === undefined ? `the projects are ${names.join(", ")}` : `did you mean ${near}?`}`,
  );
}
