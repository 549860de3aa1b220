import type { Dirent } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { checkManifests, type Checked, type CheckedProject, type Source } from "./check";
import { inReadingOrder, ManifestFaults, type Fault } from "./fault";

/**
 * Reads and checks every manifest of a folder, and files from elsewhere beside them. Hidden files and files
 * that are not YAML are passed over.
 */
export async function checkFolder(folder: string, extra: readonly string[] = []): Promise<Checked> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch {
    const faults = [fileFault(folder, "the folder cannot be read: check its name and permissions")];
    return { projects: [], faults };
  }
  const shown = entries.filter(({ name }) => !name.startsWith("."));
  const misplaced = shown.flatMap((entry) => {
    const reason = reasonToRefuse(entry);
    return reason === undefined ? [] : [fileFault(join(folder, entry.name), reason)];
  });
  const files = shown
    .filter((entry) => entry.name.endsWith(".yaml") && reasonToRefuse(entry) === undefined)
    .map(({ name }) => join(folder, name));
  const sources: Source[] = [];
  const unreadable: Fault[] = [];
  // One file given by two paths is one file.
  const once = new Map([...files.sort(), ...extra].reverse().map((file) => [resolve(file), file] as const));
  for (const file of [...once.values()].reverse()) {
    if (!file.endsWith(".yaml")) unreadable.push(fileFault(file, RENAME));
    else {
      try {
        sources.push({ file, bytes: await readFile(file) });
      } catch {
        unreadable.push(fileFault(file, "the file cannot be read: check its name and permissions"));
      }
    }
  }
  const checked = checkManifests(sources);
  return { ...checked, faults: [...misplaced, ...unreadable, ...checked.faults].sort(inReadingOrder) };
}

const RENAME = "manifests end in .yaml: rename the file";

function reasonToRefuse(entry: Dirent): string | undefined {
  if (entry.isDirectory())
    return "projects are files directly in this folder: move them up and remove the folder";
  if (/\.ya?ml$/i.test(entry.name) && !entry.name.endsWith(".yaml")) return RENAME;
  // A link may lead out of what was reviewed, and a device never ends.
  if (entry.name.endsWith(".yaml") && !entry.isFile())
    return "this is a link or a device: put the file itself here";
  return undefined;
}

/**
 * The projects of a folder.
 * @throws ManifestFaults with every fault of every file.
 */
export async function loadProjects(folder: string): Promise<readonly CheckedProject[]> {
  const { projects, faults } = await checkFolder(folder);
  if (faults.length > 0) throw new ManifestFaults(faults);
  return projects;
}

function fileFault(file: string, message: string): Fault {
  return { file, line: 1, column: 1, path: "", message };
}
