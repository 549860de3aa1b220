import { findOnPath } from "./command";
import { probe } from "./probe";
import { SourceFailed, type Context } from "./source";
import { isAtLeast, MINIMUM, parseVersion } from "./version";

/** The `pulumi` on PATH, when it runs and fits the SDK: not older, and of the same major version. */
export async function engineOnPath({ env, signal }: Context): Promise<{ command: string; version: string }> {
  const command = findOnPath("pulumi", env);
  if (!command) throw new SourceFailed("there is no pulumi");
  let version;
  try {
    version = await probe(command, env, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw new SourceFailed(
      `${command} does not work: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (!isAtLeast(version, MINIMUM)) {
    throw new SourceFailed(
      `${command} is ${version.text}, older than ${MINIMUM}, which the Pulumi SDK needs`,
    );
  }
  if (version.numbers[0] !== parseVersion(MINIMUM)?.numbers[0]) {
    throw new SourceFailed(
      `${command} is ${version.text}, of another major version than the Pulumi SDK ${MINIMUM}`,
    );
  }
  return { command, version: version.text };
}
