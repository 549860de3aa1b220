import { ENVIRONMENTS, type Environment } from "../../manifest/schema/project";
import { TryLater, type Log } from "../failure";
import type { Fleet, FleetProject } from "../fleet/fleet";
import type { Mint } from "../github/mint";
import { said } from "../said";
import type { Credential, Wanted, Workspace } from "./workspace";

export interface RefreshOptions {
  readonly fleet: Fleet;
  /** Gives tokens with their whole life before them. */
  readonly mint: Mint;
  /** Logs in to a workspace, by its address. */
  readonly logIn: (host: string) => Promise<Workspace>;
  /** Where repositories are: GitHub's own address, or that of an Enterprise Server. */
  readonly web: string;
  readonly log: Log;
  /** How many projects are seen to at a time. @default 4 */
  readonly atOnce?: number;
}

/** A Git credential that is not fresh. */
export interface Stale {
  readonly project: string;
  readonly environment: Environment;
  readonly why: string;
}

/**
 * Gives the service principal of every project, in each of its environments, a Git credential that clones the project's
 * repository and no other. Done again it changes nothing but to a fresher token. What fails for one stops no other.
 * @returns what is not fresh now
 */
export async function refreshCredentials(options: RefreshOptions): Promise<readonly Stale[]> {
  const workspaces = new Map<string, Promise<Workspace>>();
  const logIn = (host: string) => {
    const known = workspaces.get(host) ?? options.logIn(host);
    workspaces.set(host, known);
    return known;
  };
  // A retired project has no jobs left that would clone.
  const waiting = options.fleet.projects.filter(({ lifecycle }) => lifecycle !== "retired");
  const stale: Stale[] = [];
  const worker = async () => {
    for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
      stale.push(...(await refreshProject(project, { ...options, logIn })));
    }
  };
  await Promise.all(Array.from({ length: options.atOnce ?? 4 }, worker));
  return stale.sort((one, other) => (one.project < other.project ? -1 : 1));
}

async function refreshProject(project: FleetProject, options: RefreshOptions): Promise<Stale[]> {
  const { mint, logIn, log, web } = options;
  // One token for all environments, and none where the first that needs it is not reached.
  let minted: Promise<string> | undefined;
  const token = () => (minted ??= mint.token("clone", project.repository).then((one) => one.token));
  const stale: Stale[] = [];
  for (const environment of ENVIRONMENTS) {
    const principal = project.principals[environment];
    if (principal === undefined) continue;
    try {
      const workspace = await logIn(principal.host);
      const provider = new URL(web).hostname === "github.com" ? "gitHub" : "gitHubEnterprise";
      await put(workspace, principal.id, { provider, token: await token() });
    } catch (error) {
      const why = said(error).message;
      stale.push({ project: project.project, environment, why });
      log.warn(`Git credential of ${project.project} in ${environment}: ${why}`);
    }
  }
  return stale;
}

async function put(workspace: Workspace, principal: string, wanted: Wanted): Promise<void> {
  const existing = ofProvider(await workspace.list(principal), wanted.provider);
  if (existing !== undefined) return workspace.update(principal, existing.credential_id, wanted);
  if (await workspace.create(principal, wanted)) return;
  // Somebody else has made one in between.
  const made = ofProvider(await workspace.list(principal), wanted.provider);
  if (made === undefined) throw new TryLater("a Git credential is there that cannot be seen yet");
  return workspace.update(principal, made.credential_id, wanted);
}

/** The credential that jobs clone with: the provider's default, or the only one. */
function ofProvider(credentials: readonly Credential[], provider: string): Credential | undefined {
  const fitting = credentials.filter((one) => one.git_provider.toLowerCase() === provider.toLowerCase());
  return fitting.find((one) => one.is_default_for_provider === true) ?? fitting[0];
}
