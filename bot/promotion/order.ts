import { compareBuild, parse } from "semver";

/** Whether a version tag comes before another. False where they are the same, or cannot be compared. */
export function isOlder(tag: string, than: string): boolean {
  const [one, other] = [parse(tag), parse(than)];
  return one !== null && other !== null && compareBuild(one, other) < 0;
}
