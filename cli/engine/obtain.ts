import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { withLock } from "../setup/lock.cjs";
import type { ProgressStream } from "../setup/progress.cjs";
import { buildEngine } from "./build";
import { cachedEngine, engineFolder, installEngine, removeLeftovers } from "./cache";
import { downloadEngine } from "./download";
import { engineOnPath } from "./path";
import { SourceFailed, type Context } from "./source";
import { MINIMUM, MINIMUM_GO, PINNED } from "./version";

export interface Engine {
  /** The absolute path of the pulumi executable. */
  readonly command: string;
  /** For example `3.259.0`. */
  readonly version: string;
  /** Whence it is: found (`path`), obtained by an earlier run (`cache`), or obtained by this one. */
  readonly source: "path" | "cache" | "download" | "build";
}

export interface EngineOptions {
  /** Where PATH, the cache folder and Go's settings come from. @default process.env */
  readonly env?: NodeJS.ProcessEnv;
  /** Where to say what takes long; nothing goes to standard output. @default process.stderr */
  readonly stream?: ProgressStream;
  /** Stops a download or a build and cleans up; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** The folder of the official releases. @default "https://get.pulumi.com/releases/sdk" */
  readonly releases?: string;
  /** Milliseconds within which the host of the releases must answer. @default 5000 */
  readonly patience?: number;
}

/** There is no engine and none could be obtained. The message is for the user, complete, and of several lines. */
export class NoEngineError extends Error {}

/**
 * The Pulumi engine to run: the one on PATH when it is new enough, else the pinned version, which is obtained once for
 * this user: by the official download, or by a build from its Go module.
 *
 * It may be called by several processes at once, and be interrupted at any point.
 *
 * @throws {NoEngineError} with the ways to get an engine, when there is none
 */
export async function obtainEngine(options: EngineOptions = {}): Promise<Engine> {
  const context: Context = {
    env: options.env ?? process.env,
    stream: options.stream ?? process.stderr,
    signal: options.signal,
    releases: options.releases ?? "https://get.pulumi.com/releases/sdk",
    patience: options.patience ?? 5000,
  };
  const failures: string[] = [];
  const onPath = await attempt("PATH", failures, () => engineOnPath(context));
  if (onPath) return { ...onPath, source: "path" };

  const folder = engineFolder(context.env);
  const cached = await cachedEngine(folder);
  if (cached) return { command: cached, version: PINNED, source: "cache" };

  const lock = {
    what: `obtaining the Pulumi engine ${PINNED}`,
    signal: context.signal,
    stream: context.stream,
  };
  const obtained = await attempt("cache", failures, async () => {
    await mkdir(dirname(folder), { recursive: true });
    return withLock(folder, lock, async (): Promise<Engine> => {
      await removeLeftovers(folder);
      const other = await cachedEngine(folder);
      if (other) return { command: other, version: PINNED, source: "cache" };
      return obtainNew(folder, context, failures);
    });
  });
  if (!obtained) throw noEngine(failures);
  return obtained;
}

async function obtainNew(folder: string, context: Context, failures: string[]): Promise<Engine> {
  const say = (text: string) => context.stream.write(`${text}\n`);
  const sources = { download: downloadEngine, build: buildEngine } as const;
  for (const source of ["download", "build"] as const) {
    say(`No Pulumi engine from ${failures.at(-1)}`);
    const command = await attempt(source, failures, () => installEngine(folder, context, sources[source]));
    if (!command) continue;
    say(`The Pulumi engine ${PINNED} is ready, and kept in ${folder}`);
    return { command, version: PINNED, source };
  }
  throw noEngine(failures);
}

/**
 * Undefined, with the reason kept for the message, when a source has no engine or the system refuses something (a full
 * disk, a folder that cannot be written). Any other error is a fault of ours, or the end of all.
 */
async function attempt<T>(
  source: string,
  failures: string[],
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SourceFailed) && !isSystemError(error)) throw error;
    failures.push(`${source}: ${error.message}`);
    return undefined;
  }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}

function noEngine(failures: readonly string[]): NoEngineError {
  return new NoEngineError(
    [
      "There is no Pulumi engine, and none could be obtained:",
      ...failures.map((failure) => `  ${failure}`),
      "Any one of these helps:",
      `  install Pulumi ${MINIMUM} or later: https://www.pulumi.com/docs/install/`,
      "  let this machine reach https://get.pulumi.com, and run the command again",
      `  put Go ${MINIMUM_GO} or later on PATH, and run the command again: it then builds the engine, in some minutes`,
      "`npm run validate` checks the manifests without an engine.",
    ].join("\n"),
  );
}
