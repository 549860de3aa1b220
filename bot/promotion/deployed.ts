import { Refused } from "../failure";
import type { GitHub } from "../github/client";
import { placeOf } from "../github/place";
import { prodOf } from "./line";
import { projectOfPath } from "./names";
import { releasedBy } from "./released";
import { ENVIRONMENT } from "./requests";

/** A project's release that a deployment of the manager brings to prod. */
export interface Brought {
  readonly project: string;
  readonly tag: string;
  /** Undefined where the manifest names the tag alone. */
  readonly commit: string | undefined;
}

/** How many of the manager's deployments are looked at for the last that succeeded. */
const MOST_DEPLOYMENTS = 30;

/**
 * The releases that changed between what was in prod before and a commit of the manager. Before is the last commit that
 * was deployed to prod with success, so that what failed, or was left out, is told of by the deployment that makes it good.
 */
export async function broughtBy(
  client: GitHub,
  manager: string,
  commit: string,
): Promise<readonly Brought[]> {
  const before = await deployedBefore(client, manager, commit);
  if (before === undefined) return [];
  const [old, now] = [await manifestsAt(client, manager, before), await manifestsAt(client, manager, commit)];
  const brought: Brought[] = [];
  for (const [path, blob] of now) {
    if (old.get(path) === blob) continue;
    const line = await lineOf(client, manager, path, blob);
    const { tag, commit: pin } = releasedBy(line);
    const project = projectOfPath(path);
    if (tag === undefined || project === undefined) continue;
    if (line !== (await lineOf(client, manager, path, old.get(path))))
      brought.push({ project, tag, commit: pin });
  }
  return brought;
}

/** GitHub makes a deployment of each job of a workflow that has an environment. */
async function deployedBefore(client: GitHub, manager: string, commit: string): Promise<string | undefined> {
  const place = placeOf(manager);
  const { data: deployments } = await client.rest.repos.listDeployments({
    ...place,
    environment: ENVIRONMENT,
    per_page: MOST_DEPLOYMENTS,
  });
  for (const { id, sha } of deployments) {
    if (sha === commit) continue;
    const { data: statuses } = await client.rest.repos.listDeploymentStatuses({
      ...place,
      deployment_id: id,
    });
    if (!statuses.some(({ state }) => state === "success")) continue;
    const basehead = `${sha}...${commit}`;
    const { data: compared } = await client.rest.repos.compareCommitsWithBasehead({
      ...place,
      basehead,
      per_page: 1,
    });
    if (compared.status === "ahead") return sha;
  }
  // Never before, or too long ago: what this commit itself changed.
  return (await client.rest.git.getCommit({ ...place, commit_sha: commit })).data.parents[0]?.sha;
}

/** The manifests at a commit: the names of their blobs, by path. */
async function manifestsAt(client: GitHub, manager: string, commit: string): Promise<Map<string, string>> {
  const { data } = await client.rest.git.getTree({ ...placeOf(manager), tree_sha: commit, recursive: "1" });
  return new Map(
    data.tree.flatMap(({ path, type, sha }) =>
      type === "blob" && projectOfPath(path) !== undefined ? [[path, sha] as const] : [],
    ),
  );
}

/** What a manifest names for prod; undefined where it names nothing, or cannot be read. */
async function lineOf(
  client: GitHub,
  manager: string,
  file: string,
  blob: string | undefined,
): Promise<string | undefined> {
  if (blob === undefined) return undefined;
  const { data } = await client.rest.git.getBlob({ ...placeOf(manager), file_sha: blob });
  try {
    return prodOf({ file, text: Buffer.from(data.content, "base64").toString("utf8") });
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
