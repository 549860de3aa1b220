import { ACCOUNT_CONSOLE } from "../config/keys/databricks";
import { textOf, type StackConfig } from "./stackConfig";

/** A host that a run against real accounts needs, and where its address comes from. */
export interface Host {
  readonly url: string;
  /** e.g. `marvin:databricksHost of stack dev` */
  readonly source: string;
}

/** A host that answers does so in a fraction of this. */
const LIMIT_MS = 3000;

/** The hosts that the stacks' providers will call, each once. */
export function hostsOf(configs: readonly StackConfig[], env: NodeJS.ProcessEnv = process.env): Host[] {
  const hosts = configs.flatMap((config) =>
    ["databricksHost", "databricksAccountHost"].flatMap((key) => {
      const url = textOf(config, key) ?? (key === "databricksAccountHost" ? ACCOUNT_CONSOLE : undefined);
      return url === undefined ? [] : [{ url, source: `marvin:${key} of stack ${config.stack}` }];
    }),
  );
  const github = env.GITHUB_BASE_URL;
  hosts.push(
    github
      ? { url: github, source: "the environment variable GITHUB_BASE_URL" }
      : { url: "https://api.github.com", source: "GitHub's API" },
  );
  return hosts.filter((host, i) => hosts.findIndex(({ url }) => url === host.url) === i);
}

/**
 * The hosts that do not answer, each with the reason. Providers try for more than an hour to reach a host that refuses,
 * without a word; so it is asked before the engine runs. Any HTTP answer will do.
 */
export async function silentHosts(
  hosts: readonly Host[],
  { env = process.env, limitMs = LIMIT_MS }: { env?: NodeJS.ProcessEnv; limitMs?: number } = {},
): Promise<string[]> {
  const answers = await Promise.all(
    // A proxy answers for a host that it cannot reach, so nothing hangs; and fetch knows nothing of proxies.
    hosts.map(async (host) => (usesProxy(host.url, env) ? undefined : ask(host, limitMs))),
  );
  return answers.filter((answer) => answer !== undefined);
}

async function ask({ url, source }: Host, limitMs: number): Promise<string | undefined> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(limitMs) });
    await response.body?.cancel();
    return undefined;
  } catch (error) {
    return `${url} (${source}) ${reason(error, limitMs)}`;
  }
}

function reason(error: unknown, limitMs: number): string {
  if (error instanceof Error && error.name === "TimeoutError")
    return `did not answer within ${limitMs / 1000} s`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return "has a name that is not known: check its spelling and the network";
  if (code === "ECONNREFUSED") return "refuses connections";
  return `cannot be reached${code === "" ? "" : ` (${code})`}`;
}

function usesProxy(url: string, env: NodeJS.ProcessEnv): boolean {
  const { protocol, hostname } = new URL(url);
  const name = protocol === "http:" ? "HTTP_PROXY" : "HTTPS_PROXY";
  if (!(env[name] ?? env[name.toLowerCase()])) return false;
  // Go's providers never use a proxy for these.
  if (hostname === "localhost" || hostname.startsWith("127.") || hostname === "[::1]") return false;
  const exceptions = (env.NO_PROXY ?? env.no_proxy ?? "")
    .split(",")
    .map((entry) => entry.trim().replace(/^\./, ""));
  return !exceptions.some((entry) => entry === "*" || (entry !== "" && `.${hostname}`.endsWith(`.${entry}`)));
}
