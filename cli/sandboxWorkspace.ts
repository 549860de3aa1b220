import { copyFile, mkdir, readdir, readFile, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Lock } from "../sandbox/lock";
import { startSandbox, type SandboxOptions } from "../sandbox/start";
import { SANDBOX } from "./repository";
import { Unfinished } from "./unfinished";
import type { Workspace } from "./workspace";

/** Something about the local cloud that the user can mend. */
export class SandboxError extends Error {}

/** What the local cloud keeps between runs, below its folder. */
const folders = (folder: string) => ({
  world: join(folder, "world.json"),
  state: join(folder, "state"),
  work: join(folder, "work"),
  home: join(folder, "home"),
  lock: join(folder, "run.lock"),
});

/**
 * The local cloud: disposable, in one folder of the repository, the same world for every stack. The engine works on
 * copies of the configuration, because it writes into the files that it is given.
 * @param say tells the user what was found and mended
 * @param accounts what the accounts hold besides what is made here. @default whatever is asked for
 */
export async function sandboxWorkspace(
  say: (text: string) => void,
  accounts?: SandboxOptions["accounts"],
): Promise<Workspace> {
  const folder = resolve(SANDBOX);
  const { world, state, work, home } = folders(folder);
  const release = await takeLock(folder);
  try {
    await Promise.all([work, state, home].map((path) => mkdir(path, { recursive: true })));
    await clearDeadLocks(state, say);
    const unfinished = new Unfinished(folder, world, state);
    if (await unfinished.undo()) say("The last run was killed: the local cloud is as it was before it.");
    await copyConfiguration(work);
    const sandbox = await startSandbox({ stateFile: world, faults: requestedFaults(), accounts });
    return {
      workDir: work,
      pulumiHome: home,
      environment: {
        ...withoutCredentials(process.env),
        PULUMI_BACKEND_URL: pathToFileURL(state).href,
        PULUMI_CONFIG_PASSPHRASE: "",
        ...sandbox.environment,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // A crash loses what was made, which costs nothing here, and big stacks are several times faster.
        PULUMI_SKIP_CHECKPOINTS: "true",
        PULUMI_EXPERIMENTAL: "true",
      },
      createsStacks: true,
      real: false,
      changing: (stack, operation) => unfinished.during(stack, operation),
      close: async () => {
        await sandbox.stop();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** Throws the local cloud away, with all that was made in it. */
export async function resetSandbox(): Promise<void> {
  const folder = resolve(SANDBOX);
  const release = await takeLock(folder);
  await rm(folder, { recursive: true, force: true });
  release();
}

/**
 * The environment without anything that opens real accounts: what runs against the local cloud neither needs nor gets
 * it, nor the proxy that leads out of this machine.
 */
export function withoutCredentials(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const closed =
    /^(?:(?:PULUMI|GITHUB|GH|DATABRICKS|AWS|ARM|AZURE|GOOGLE|ACTIONS)_|(?:https?|all|grpc|no)_proxy$)/i;
  const secret = /TOKEN|SECRET|PASSWORD|PASSPHRASE|CREDENTIAL|PRIVATE_KEY|API_?KEY/i;
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !closed.test(name) && !secret.test(name)),
  );
}

async function takeLock(folder: string): Promise<() => void> {
  const lock = new Lock(folders(folder).lock);
  await mkdir(folder, { recursive: true });
  try {
    lock.take();
  } catch (error) {
    const holder = await readFile(folders(folder).lock, "utf8").catch(() => "");
    if (holder === "") throw error;
    throw new SandboxError(
      `Another run (process ${holder}) uses the local cloud: wait for it to end, then run again.`,
    );
  }
  return () => lock.release();
}

/** Pulumi.yaml and the stacks' configurations, as they are now. */
async function copyConfiguration(work: string): Promise<void> {
  for (const file of await readdir(work)) await rm(join(work, file), { recursive: true });
  const files = (await readdir(".")).filter((file) => /^Pulumi(?:\.[\w.-]+)?\.yaml$/.test(file));
  await Promise.all(files.map((file) => copyFile(file, join(work, file))));
}

/**
 * Takes away the locks of engines that are no more. This run holds the only lock that counts; but the engine of a
 * command that was killed may live on for moments, and must not write what this run then reads.
 */
async function clearDeadLocks(state: string, say: (text: string) => void): Promise<void> {
  const locks = join(state, ".pulumi", "locks");
  const names = await readdir(locks, { recursive: true }).catch(() => []);
  for (const name of names.filter((one) => one.endsWith(".json"))) {
    const file = join(locks, name);
    const holder: unknown = JSON.parse(await readFile(file, "utf8").catch(() => "{}"));
    const pid = typeof holder === "object" && holder !== null && "pid" in holder ? Number(holder.pid) : 0;
    if (!(await gone(pid))) {
      throw new SandboxError(
        `The engine of a run that was killed (process ${pid}) still ends: run again in a moment.`,
      );
    }
    await rm(file, { force: true });
  }
  if (names.some((one) => one.endsWith(".json"))) say("The last run was killed: its lock is taken away.");
}

/** Whether a process has ended, or does within some seconds. */
async function gone(pid: number): Promise<boolean> {
  for (let i = 0; i < 50; i++) {
    if (!(pid > 0) || !(await isEngine(pid))) return true;
    await new Promise((done) => setTimeout(done, 200));
  }
  return false;
}

/** A number may since stand for another process, so its name is looked at where the system tells it. */
async function isEngine(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const proc = `/proc/${pid}/comm`;
  if (!(await stat(proc).catch(() => undefined))) return process.platform !== "linux";
  return (await readFile(proc, "utf8").catch(() => "")).startsWith("pulumi");
}

/** What should go wrong in the local cloud, as sandbox/README.md describes it: for tests and for the curious. */
function requestedFaults(): SandboxOptions["faults"] {
  const text = process.env.MARVIN_SANDBOX_FAULTS;
  // The local cloud checks it and says what is wrong.
  return text === undefined || text === "" ? undefined : (JSON.parse(text) as SandboxOptions["faults"]);
}
