import { readdir, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { checkFolder } from "../manifest/load";
import { UsageError } from "./arguments";
import type { FaultReport } from "./faultFormat";
import { PROJECTS } from "./repository";

/**
 * Checks the manifests of the current folder's repository. With files given, only their faults are reported; the rules
 * between projects see all of them.
 * @param from the folder that the given names are relative to
 */
export async function validate(given: readonly string[], from: string): Promise<FaultReport> {
  if (given.length === 0) {
    const { faults, projects } = await checkFolder(PROJECTS);
    return { faults, checked: projects.length };
  }
  const files = new Set((await Promise.all(given.map((name) => expand(name, from)))).flat());
  const { faults } = await checkFolder(PROJECTS, [...files]);
  return { faults: faults.filter(({ file }) => files.has(file)), checked: files.size };
}

/** A file, or the manifests of a folder, as paths relative to the repository, which is how faults name them. */
async function expand(name: string, from: string): Promise<string[]> {
  const path = resolve(from, name);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`there is no file ${name}`);
  const local = relative(process.cwd(), path).split(sep).join("/");
  if (!found.isDirectory()) return [local];
  const entries = await readdir(path, { withFileTypes: true });
  return entries
    .filter((entry) => !entry.name.startsWith(".") && (entry.isDirectory() || /\.ya?ml$/.test(entry.name)))
    .map((entry) => join(local, entry.name));
}
