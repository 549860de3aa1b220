import { readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The repository that this command belongs to, from wherever it is called. */
export const ROOT = dirname(__dirname);

/** The manifests' folder, relative to the repository. */
export const PROJECTS = "projects";

/** All that a local cloud keeps, relative to the repository; Git ignores it. */
export const SANDBOX = join(".marvin", "sandbox");

/** A release goes this way, and so do updates. */
const PROMOTION = ["dev", "stage", "prod"];

/** The stacks that have a configuration here, in the order of a release, then by name. */
export async function findStacks(): Promise<readonly string[]> {
  const names = (await readdir(".")).flatMap((file) => /^Pulumi\.([\w.-]+)\.yaml$/.exec(file)?.[1] ?? []);
  const rank = (name: string) => (PROMOTION.includes(name) ? PROMOTION.indexOf(name) : PROMOTION.length);
  return names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
