import semver from "semver";

/** Tags of a template that are versions, oldest first. */
export function releasesOf(tags: readonly string[]): string[] {
  return tags.filter((tag) => semver.valid(tag) !== null).sort(order);
}

/**
 * Order of two versions, with or without `v`.
 * @returns below 0 where the first one is older
 */
export function order(one: string, other: string): number {
  return semver.compareBuild(one, other);
}

export function isVersion(text: string): boolean {
  return semver.valid(text) !== null;
}

/** The newest version that is no pre-release; undefined where there is none. */
export function newestOf(releases: readonly string[]): string | undefined {
  return releases.filter((version) => semver.prerelease(version) === null).at(-1);
}

/** The tag of a version, which may be written without its `v`. */
export function tagOf(releases: readonly string[], version: string): string | undefined {
  return (
    releases.find((tag) => tag === version) ??
    releases.find((tag) => isVersion(version) && order(tag, version) === 0)
  );
}
