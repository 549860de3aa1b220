import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { start } from "../setup/progress.cjs";
import { CommandFailed, executableName, findOnPath, run } from "./command";
import { SourceFailed, type Context } from "./source";
import { isAtLeast, MINIMUM_GO, parseVersion, PINNED } from "./version";

const MODULE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

/**
 * Builds the pinned engine from its Go module into a folder; Go checks the sources against its checksum database. What
 * comes out has no language hosts, and needs none: Marvin's program runs inline, in Marvin's own process.
 */
export async function buildEngine(into: string, context: Context): Promise<void> {
  const { signal } = context;
  const go = findOnPath("go", context.env);
  if (!go) throw new SourceFailed("there is no go on PATH");
  const env = goEnvironment(context.env);
  await checkGo(go, env, signal);

  // A module of its own: `go install` refuses modules that, like Pulumi's, replace others.
  const module = join(into, "module");
  await mkdir(module);
  const flags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${PINNED}`;
  const output = join(into, "bin", executableName("pulumi"));
  const shown = start(
    `Building the Pulumi engine ${PINNED} with Go, once, about 5 minutes on 2 idle cores`,
    context.stream,
  );
  try {
    await run(go, ["mod", "init", "engine"], { cwd: module, env, signal });
    await run(go, ["get", `${MODULE}@v${PINNED}`], { cwd: module, env, signal });
    const build = ["build", "-mod=mod", "-buildvcs=false", "-ldflags", flags, "-o", output, MODULE];
    await run(go, build, { cwd: module, env, signal });
  } catch (error) {
    throw error instanceof CommandFailed ? new SourceFailed(`the build failed: ${error.message}`) : error;
  } finally {
    shown.stop();
  }
  await rm(module, { recursive: true });
}

/** The user's own settings, less those that belong to other work and would break this one. */
function goEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  // Without cgo there is no C compiler to need; the official releases are built so, too.
  return { ...env, GO111MODULE: "on", GOWORK: "off", GOOS: undefined, GOARCH: undefined, CGO_ENABLED: "0" };
}

/** Go from 1.21 on fetches the version that a module asks for, unless it is told to use only itself. */
async function checkGo(go: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<void> {
  let answer: string[];
  try {
    answer = (await run(go, ["env", "GOVERSION", "GOTOOLCHAIN"], { env, signal, limit: 10_000 })).split("\n");
  } catch (error) {
    throw error instanceof CommandFailed ? new SourceFailed(`${go} does not work: ${error.message}`) : error;
  }
  const version = parseVersion(answer[0] ?? "");
  const fetches = version && isAtLeast(version, "1.21") && answer[1]?.trim() !== "local";
  if (version && (isAtLeast(version, MINIMUM_GO) || fetches)) return;
  throw new SourceFailed(
    `${go} is Go ${version?.text ?? "of unknown version"}; the build needs ${MINIMUM_GO} or later`,
  );
}
