import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkManifests, type Checked, type CheckedProject, type Source } from "./check";
import { inReadingOrder, ManifestFaults, type Fault } from "./fault";

/**
 * Reads and checks every manifest of a folder, and files from elsewhere beside them. Hidden files and files
 * that are not YAML are passed over.
 */
export async function checkFolder(folder: string, extra: readonly string[] = []): Promise<Checked> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith("."));
  const misplaced = entries
    .filter((entry) => entry.isDirectory() || entry.name.endsWith(".yml"))
    .map((entry) =>
      fileFault(
        join(folder, entry.name),
        entry.isDirectory()
          ? "projects are files directly in this folder: move them up and remove the folder"
          : "manifests end in .yaml: rename the file",
      ),
    );
  const files = entries.filter((entry) => !entry.isDirectory() && entry.name.endsWith(".yaml")).map(({ name }) => join(folder, name));
  const sources: Source[] = [];
  const unreadable: Fault[] = [];
  for (const file of [...new Set([...files.sort(), ...extra])]) {
    try {
      sources.push({ file, bytes: await readFile(file) });
    } catch {
      unreadable.push(fileFault(file, "the file cannot be read: check its name and permissions"));
    }
  }
  const checked = checkManifests(sources);
  return { ...checked, faults: [...misplaced, ...unreadable, ...checked.faults].sort(inReadingOrder) };
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
