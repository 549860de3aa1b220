import { run } from "./command";
import { parseVersion, type Version } from "./version";

/** Milliseconds that a working engine never needs to tell its version. */
const LIMIT = 10_000;

/** Asks an engine for its version, which also proves that it runs on this machine. Rejects when it does not. */
export async function probe(command: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Version> {
  const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const answer = await run(command, ["version"], { env: quiet, signal, limit: LIMIT });
  const version = parseVersion(answer);
  if (!version) throw new Error(`\`pulumi version\` answers ${JSON.stringify(answer.trim().slice(0, 80))}`);
  return version;
}
