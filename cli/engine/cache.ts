import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { userCache } from "../userCache";
import { executableName, isExecutable } from "./command";
import { probe } from "./probe";
import { SourceFailed, type Context } from "./source";
import { PINNED } from "./version";

/** What stands beside an obtained engine, written last. */
interface Record {
  readonly version: string;
  /** The size of the executable, so that one cut short by a full disk or a copy is noticed without running it. */
  readonly bytes: number;
}

/**
 * The folder of the pinned engine, whether it is there or not. Its layout (`bin/pulumi`) is what the Automation API
 * expects of an installation.
 */
export function engineFolder(env: NodeJS.ProcessEnv): string {
  return join(userCache(env), "marvin", "pulumi", PINNED);
}

export function commandIn(folder: string): string {
  return join(folder, "bin", executableName("pulumi"));
}

/** The engine obtained before, when it is there and whole. Cheap, because every run asks: nothing is started. */
export async function cachedEngine(folder: string): Promise<string | undefined> {
  const command = commandIn(folder);
  try {
    const record = JSON.parse(await readFile(join(folder, "engine.json"), "utf8")) as Partial<Record>;
    const { size } = await stat(command);
    return record.version === PINNED && record.bytes === size && isExecutable(command) ? command : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Installs an engine: `fill` puts it into a new folder beside the place where it belongs, it is tried, and only then
 * renamed, so that there is never half an engine. To be called under the lock.
 */
export async function installEngine(
  folder: string,
  context: Context,
  fill: (into: string, context: Context) => Promise<void>,
): Promise<string> {
  // A name of its own each time: a build that outlived its interrupted run may still write to the old one.
  const partial = await mkdtemp(`${folder}.partial-`);
  try {
    await fill(partial, context);
    const command = commandIn(partial);
    const version = await tryOut(command, context);
    if (version !== PINNED)
      throw new SourceFailed(`what was obtained says that it is ${version}, not ${PINNED}`);
    const record: Record = { version, bytes: (await stat(command)).size };
    await writeFile(join(partial, "engine.json"), JSON.stringify(record));
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    return commandIn(folder);
  } finally {
    await rm(partial, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function tryOut(command: string, { env, signal }: Context): Promise<string> {
  try {
    return (await probe(command, env, signal)).text;
  } catch (error) {
    signal?.throwIfAborted();
    throw new SourceFailed(
      `what was obtained does not run: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Removes what an interrupted run left beside the engine's folder. To be called under the lock. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(dirname(folder))) {
    if (name.startsWith(`${basename(folder)}.partial-`)) {
      await rm(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
}
