import { version as sdk } from "@pulumi/pulumi/version";

/** The engine that Marvin obtains when there is none, and that its tests run on. The only place that says so. */
export const PINNED = "3.259.0";

/** The oldest engine that Marvin runs on: that of the Pulumi SDK in node_modules. */
export const MINIMUM = sdk;

/** The oldest Go that builds the pinned engine: the `go` line of its go.mod. */
export const MINIMUM_GO = "1.25.11";

/**
 * What is read of a version: `v3.259.0`, `go1.26`, `3.260.0-alpha.1`. Undefined when the text is no version.
 */
export interface Version {
  readonly text: string;
  readonly numbers: readonly [number, number, number];
  readonly prerelease: boolean;
}

export function parseVersion(text: string): Version | undefined {
  const match = /^(?:v|go)?((\d+)\.(\d+)(?:\.(\d+))?(-[\w.-]+|(?:rc|beta)\d+)?)/.exec(text.trim());
  if (!match) return undefined;
  const [, version = "", major, minor, patch = "0", suffix] = match;
  return {
    text: version,
    numbers: [Number(major), Number(minor), Number(patch)],
    prerelease: suffix !== undefined,
  };
}

/** Whether a version is not below a minimum. A prerelease is below its release, as in semantic versioning. */
export function isAtLeast(version: Version, minimum: string): boolean {
  const wanted = parseVersion(minimum);
  if (!wanted) throw new Error(`${minimum} is no version`);
  for (const [place, number] of version.numbers.entries()) {
    const least = wanted.numbers[place] ?? 0;
    if (number !== least) return number > least;
  }
  return !version.prerelease || wanted.prerelease;
}
