/**
 * `npx tsx bot/image/bundle.ts DIRECTORY` writes each function's handler with all that it imports as one file
 * `DIRECTORY/NAME.js`, for plain Node 22 without `node_modules`. Lambda finds it as `NAME.handler`.
 */
import { build } from "esbuild";
import { execFile } from "node:child_process";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { ENVIRONMENTS_OF, type FunctionName } from "../lambda/environment";

export const FUNCTIONS = Object.keys(ENVIRONMENTS_OF) as FunctionName[];

/**
 * @param directory where to; made when it does not exist
 * @throws Error where one does not load in a process of its own, or exports no `handler`
 */
export async function bundle(directory: string, names: readonly FunctionName[] = FUNCTIONS): Promise<void> {
  await build({
    entryPoints: names.map((name) => join(__dirname, "..", "lambda", `${name}.ts`)),
    outdir: directory,
    bundle: true,
    platform: "node",
    target: "node22",
    // As Lambda loads it fastest. Octokit, which is ECMAScript modules alone, goes in with the rest, also where it is
    // imported only when needed.
    format: "cjs",
    sourcemap: true,
    // A log wants lines, not what stands in them.
    sourcesContent: false,
    // Its warning of a large file is no news here.
    logLevel: "error",
  });
  await Promise.all(names.map((name) => assertHandler(resolve(directory, `${name}.js`))));
}

/** As Lambda does: plain Node, nothing beside the file. */
async function assertHandler(file: string): Promise<void> {
  const script = `if (typeof require(${JSON.stringify(file)}).handler !== "function") process.exit(3)`;
  try {
    await promisify(execFile)(process.execPath, ["--eval", script], { env: {} });
  } catch (cause) {
    const { code, stderr = "" } = cause as { readonly code?: number; readonly stderr?: string };
    const what = code === 3 ? "exports no function `handler`" : `does not load: ${stderr.trim()}`;
    throw new Error(`${file} ${what}`, { cause });
  }
}

if (require.main === module) {
  const directory = process.argv[2];
  if (directory === undefined) throw new Error("say where to: `npx tsx bot/image/bundle.ts DIRECTORY`");
  void bundle(directory);
}
