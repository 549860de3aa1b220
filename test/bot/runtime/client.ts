import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { userCache } from "../../../cli/userCache";

/**
 * AWS' own runtime interface client, as Lambda has it for Node 22: it finds a handler, asks for events, and gives back
 * answers and errors. https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 *
 * No dependency: to be installed, its package compiles an HTTP client from C++, with CMake and Autotools.
 * `rapidClient.cjs` stands in for that.
 */
const PACKAGE = "aws-lambda-ric@3.3.0";
const INTEGRITY =
  "sha512-9p06TbKVK4a050NY/vYOxhMHvnIiUu5o1W0//q6yNLSqA/c91pn4BOj3C3sRTpplkUNsGJdU5qWyU2STo6L8hA==";
const FILES = ["package/bin/index.mjs", "package/dist/index.mjs"];

/**
 * The client's program, kept for this user once it is there. Run in the folder of the handlers, with the name of one.
 *
 * @throws Error where the package cannot be had, or is another one than it was
 */
export async function runtimeClient(): Promise<string> {
  const folder = join(userCache(process.env), "marvin", "runtime", PACKAGE);
  if (!existsSync(folder)) await download(folder);
  return join(folder, "bin", "index.mjs");
}

async function download(folder: string): Promise<void> {
  const run = promisify(execFile);
  await mkdir(dirname(folder), { recursive: true });
  const scratch = await mkdtemp(`${folder}-`);
  try {
    const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", scratch, PACKAGE]);
    const [packed] = JSON.parse(stdout) as { readonly filename: string; readonly integrity: string }[];
    if (packed?.integrity !== INTEGRITY)
      throw new Error(`${PACKAGE} is not what it was: the registry has ${packed?.integrity ?? "nothing"}`);
    await run("tar", ["-xzf", join(scratch, packed.filename), "-C", scratch, ...FILES]);
    // Whoever was faster has the same.
    if (!existsSync(folder)) await rename(join(scratch, "package"), folder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
