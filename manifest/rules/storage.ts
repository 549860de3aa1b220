import { createHash } from "node:crypto";
import { closest, listed } from "../schema/closest";
import type { Environment, Project } from "../schema/project";
import type { RuleFault } from "./tasks";

type Location = Project["data"]["external_locations"][string];
type Volume = Project["data"]["volumes"][string];

/** Name of an external location in the metastore, which all environments may share. */
export function locationName(project: string, environment: Environment, key: string): string {
  return `${project}-${environment}-${key}`;
}

/** Longest name of a bucket; roles take 64. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const LONGEST = 63;

/**
 * Name of a location's own bucket. One that would be too long ends in a hash of itself, so that two locations never
 * meet.
 */
export function bucketName(prefix: string, location: string): string {
  const name = `${prefix}-${location}`;
  if (name.length <= LONGEST) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, LONGEST - hash.length - 1).replace(/-$/, "")}-${hash}`;
}

/** Whether a location is a bucket that Marvin makes for it. */
export function isOwn({ url }: Location): boolean {
  return url === undefined;
}

/** Whether a project has a bucket of its own, so that its stack needs AWS. */
export function ownsStorage({ data }: Project): boolean {
  return Object.values(data.external_locations).some(isOwn);
}

/** Folder of an external volume inside its location. */
export function volumeFolder(name: string, { path }: Volume): string {
  return path ?? name;
}

/** `folder` itself, or something in it. Both are without a slash at their ends. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

export function withoutSlash(url: string): string {
  return url.replace(/\/$/, "");
}

/** External volumes: locations that are not there, and folders that lie in each other, which Unity Catalog refuses. */
export function checkStorage({ data }: Project): RuleFault[] {
  const keys = Object.keys(data.external_locations);
  const first = new Map<string, string>();
  return volumesOf(data).flatMap(({ name, volume, path }) => {
    const { external_location: location } = volume;
    if (location === undefined) return [];
    if (!keys.includes(location)) {
      const near = closest(location, keys);
      const hint =
        near !== undefined
          ? `did you mean \`${near}\`?`
          : keys.length > 0
            ? `the locations are ${listed(keys)}`
            : "declare it there";
      const message = `\`${location}\` is not declared in data.external_locations: ${hint}`;
      return [{ path: [...path, "external_location"], message }];
    }
    const folder = `${location}/${volumeFolder(name, volume)}`;
    const other = [...first].find(([before]) => isWithin(folder, before) || isWithin(before, folder));
    first.set(folder, path.join("."));
    if (other === undefined) return [];
    const message = `keeps its files in \`${folder}\`, and \`${other[1]}\` in \`${other[0]}\`: give one of them a \`path\` outside the other's`;
    return [{ path: volume.path === undefined ? path : [...path, "path"], message }];
  });
}

function volumesOf(data: Project["data"]): { name: string; volume: Volume; path: PropertyKey[] }[] {
  const main = Object.entries(data.volumes).map(([name, volume]) => ({
    name,
    volume,
    path: ["data", "volumes", name],
  }));
  const further = Object.entries(data.schemas).flatMap(([key, { volumes }]) =>
    Object.entries(volumes).map(([name, volume]) => ({
      name,
      volume,
      path: ["data", "schemas", key, "volumes", name],
    })),
  );
  return [...main, ...further];
}
