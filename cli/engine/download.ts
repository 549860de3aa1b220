import { createHash } from "node:crypto";
import { access, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { start } from "../setup/progress.cjs";
import { executableName, run } from "./command";
import { SourceFailed, type Context } from "./source";
import { PINNED } from "./version";

/** Milliseconds without a byte after which a download that has begun is given up. */
const STALL = 30_000;

/**
 * Puts the official release of the pinned engine, with its language hosts, into a folder.
 *
 * The archive must have the SHA-256 that the release's own list of checksums names; without the list it is refused. The
 * list comes from the same host over the same TLS, so this finds a damaged archive, and not a host in wrong hands.
 */
export async function downloadEngine(into: string, context: Context): Promise<void> {
  const archive = archiveName();
  const expected = await expectedHash(archive, context);
  const shown = start(
    `Downloading the Pulumi engine ${PINNED} from ${new URL(context.releases).host}`,
    context.stream,
  );
  try {
    const file = join(into, archive);
    const hash = await save(`${context.releases}/${archive}`, file, context);
    if (hash !== expected)
      throw new SourceFailed(`${archive} arrived damaged: its SHA-256 is not the published one`);
    await unpack(file, into, context);
  } finally {
    shown.stop();
  }
}

/** Named as on Pulumi's download page. */
function archiveName(): string {
  const system = ({ linux: "linux", darwin: "darwin", win32: "windows" } as { [platform: string]: string })[
    process.platform
  ];
  if (!system || !["x64", "arm64"].includes(process.arch)) {
    throw new SourceFailed(`there is no official release for ${process.platform} on ${process.arch}`);
  }
  return `pulumi-v${PINNED}-${system}-${process.arch}.${system === "windows" ? "zip" : "tar.gz"}`;
}

async function expectedHash(archive: string, context: Context): Promise<string> {
  // Lines of `<hash>  <file>`; unlike the archives' names, this one has no "v".
  const list = await read(`${context.releases}/pulumi-${PINNED}-checksums.txt`, context, (response) =>
    response.text(),
  );
  const line = list.split(/\r?\n/).find((text) => text.endsWith(` ${archive}`));
  const hash = line?.split(/\s+/)[0]?.toLowerCase();
  if (!hash || !/^[0-9a-f]{64}$/.test(hash))
    throw new SourceFailed(`the published checksums do not name ${archive}`);
  return hash;
}

/** Writes what an address answers to a file, and answers its SHA-256. */
async function save(url: string, file: string, context: Context): Promise<string> {
  return read(url, context, async (response, alive) => {
    if (!response.body) throw new SourceFailed(`${url} answers nothing`);
    const body: AsyncIterable<Uint8Array> = response.body;
    const hash = createHash("sha256");
    const handle = await open(file, "w");
    try {
      for await (const chunk of body) {
        alive();
        hash.update(chunk);
        await handle.write(chunk);
      }
    } finally {
      await handle.close();
    }
    return hash.digest("hex");
  });
}

/**
 * Asks an address and reads the answer. Gives up when the host does not answer within the context's patience, and when
 * the body stands still.
 */
async function read<T>(
  url: string,
  { signal, patience }: Context,
  consume: (response: Response, alive: () => void) => Promise<T>,
): Promise<T> {
  const giveUp = new AbortController();
  let timer = setTimeout(() => giveUp.abort(), patience);
  let began = false;
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => giveUp.abort(), STALL);
  };
  try {
    const either = signal ? AbortSignal.any([signal, giveUp.signal]) : giveUp.signal;
    const response = await fetch(url, { signal: either });
    began = true;
    alive();
    if (!response.ok) {
      await response.body?.cancel();
      throw new SourceFailed(`${url} answers ${response.status}`);
    }
    return await consume(response, alive);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SourceFailed) throw error;
    const { host } = new URL(url);
    if (began) throw new SourceFailed(`the download from ${host} broke off (${cause(error)})`);
    if (giveUp.signal.aborted) throw new SourceFailed(`${host} did not answer within ${patience / 1000} s`);
    throw new SourceFailed(`${host} cannot be reached (${cause(error)})`);
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch` itself only says "fetch failed"; what happened is in the cause. */
function cause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause: inner } = error;
  if (!(inner instanceof Error)) return error.message;
  return "code" in inner && typeof inner.code === "string" ? inner.code : inner.message;
}

/** Unpacks the archive, whose only folder is `pulumi`, to `bin`. */
async function unpack(file: string, into: string, { env, signal }: Context): Promise<void> {
  const windows = process.platform === "win32";
  // Windows' own, which reads zip; a GNU tar that a Git installation puts first on PATH does not.
  const tar = windows ? join(env.SystemRoot ?? "C:\\Windows", "System32", "tar.exe") : "tar";
  try {
    await run(tar, [windows ? "-xf" : "-xzf", file, "-C", into], { env, signal });
    const unpacked = join(into, "pulumi");
    // The Windows archive has one folder more.
    const nested = await access(join(unpacked, "bin", executableName("pulumi"))).then(
      () => true,
      () => false,
    );
    await rename(nested ? join(unpacked, "bin") : unpacked, join(into, "bin"));
    if (nested) await rm(unpacked, { recursive: true });
    await rm(file);
  } catch (error) {
    signal?.throwIfAborted();
    throw new SourceFailed(
      `the archive could not be unpacked: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
