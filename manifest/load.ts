import { constants } from "node:fs";
import { access, lstat, readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { checkManifests, type Checked, type CheckedProject, type Source } from "./check";
import { inReadingOrder, ManifestFaults, type Fault } from "./fault";

/**
 * Reads and checks every manifest of a folder, and files from elsewhere beside them. Hidden files and files
 * that are not YAML are passed over.
 */
export async function checkFolder(folder: string, extra: readonly string[] = []): Promise<Checked> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    return {
      projects: [],
      faults: [fileFault(folder, "the folder cannot be read: check its name and permissions")],
    };
  }
  const found = names.filter((name) => !name.startsWith(".")).map((name) => join(folder, name));
  // One file given by two paths is one file, under the folder's name for it. The folder's own come first, so
  // that a clash between names is reported in the file that was added.
  const files = new Map([...found.sort(), ...extra].map((file) => [resolve(file), file] as const).reverse());
  const given = new Set(extra.map((file) => resolve(file)));
  const read = await Promise.all(
    [...files].reverse().map(([path, file]) => readManifest(file, given.has(path))),
  );
  const sources = read.flatMap(({ source }) => source ?? []);
  const faults = read.flatMap(({ fault }) => fault ?? []);
  const checked = checkManifests(sources);
  return { ...checked, faults: [...faults, ...checked.faults].sort(inReadingOrder) };
}

/** A manifest's bytes, why it is none, or neither for a file that is here by the way. */
async function readManifest(file: string, asked: boolean): Promise<{ source?: Source; fault?: Fault }> {
  const refused = await reasonToRefuse(file);
  if (refused !== undefined) return { fault: fileFault(file, refused) };
  if (file.endsWith(".yaml")) return { source: { file, bytes: await readFile(file) } };
  return asked || /\.ya?ml$/i.test(file)
    ? { fault: fileFault(file, "manifests end in .yaml: rename the file") }
    : {};
}

async function reasonToRefuse(file: string): Promise<string | undefined> {
  try {
    const entry = await lstat(file);
    if (entry.isDirectory())
      return "projects are files directly in their folder: move them up and remove this one";
    // A link may lead out of what was reviewed, and a device never ends.
    if (!entry.isFile()) return "this is a link or a device: put the file itself here";
    await access(file, constants.R_OK);
    return undefined;
  } catch {
    return "the file cannot be read: check its name and permissions";
  }
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
