import type { GitHub } from "../github/client";
import { ONCE } from "../github/found";
import { placeOf } from "../github/place";
import type { Given, Request, Status } from "./state";

/** By these a deployment is known as one that asks for a promotion: GitHub makes others by itself. */
export const TASK = "promote";
export const ENVIRONMENT = "prod";

/** Longest description of a status, in characters. https://docs.github.com/en/rest/deployments/statuses */
const MOST_DESCRIPTION = 140;

/** To how many of a tag's deployments the answers are looked at, the newest first. */
const MOST_ANSWERED = 3;

/** The deployments that ask for one of these refs, the newest first, with the last answers to the newest of them. */
export async function requestsFor(
  client: GitHub,
  repository: string,
  ...refs: readonly string[]
): Promise<readonly Request[]> {
  const place = placeOf(repository);
  const found = [];
  for (const ref of refs) {
    const filter = { ref, task: TASK, environment: ENVIRONMENT };
    const listed = await client.paginate(client.rest.repos.listDeployments, {
      ...place,
      ...filter,
      per_page: 100,
    });
    // Compared again: a filter that GitHub did not know would be no filter.
    found.push(
      ...listed.filter(
        ({ ref: of, task, environment }) => of === ref && task === TASK && environment === ENVIRONMENT,
      ),
    );
  }
  const requests = found.sort((one, other) => other.id - one.id).map(requestOf);
  const answered = requests.slice(0, MOST_ANSWERED).map(async (request) => {
    const at = { ...place, deployment_id: request.id, per_page: 100 };
    const { data: statuses } = await client.rest.repos.listDeploymentStatuses(at);
    return { ...request, status: lastOf(statuses) };
  });
  return [...(await Promise.all(answered)), ...requests.slice(MOST_ANSWERED)];
}

interface ListedStatus {
  readonly state: string;
  readonly description: string;
  readonly log_url?: string;
  readonly created_at: string;
}

/** A deployment becomes inactive when a later one takes its place: it was a success all the same. */
function lastOf(statuses: readonly ListedStatus[]): Given | undefined {
  const done = statuses.find(({ state }) => state === "success");
  const last = statuses[0]?.state === "inactive" && done !== undefined ? done : statuses[0];
  if (last === undefined) return undefined;
  const { state, description, log_url: url = "", created_at: at } = last;
  return { state, description, url, at };
}

interface ListedDeployment {
  readonly id: number;
  readonly sha: string;
  readonly created_at: string;
  readonly creator: { readonly login: string; readonly type: string } | null;
}

function requestOf({ id, sha, creator, created_at: created }: ListedDeployment): Request {
  return {
    id,
    sha,
    creator: creator?.login ?? "ghost",
    byPerson: creator?.type === "User",
    created,
    status: undefined,
  };
}

/** Whether whoever asked still waits for a decision or its outcome. */
export function isWaiting({ status }: Request): boolean {
  return status === undefined || ["pending", "queued", "in_progress"].includes(status.state);
}

/**
 * Answers a request, where it was not answered so already.
 * @returns whether an answer was sent
 */
export async function answer(
  client: GitHub,
  repository: string,
  request: Request,
  { state, description, url }: Status & { readonly state: Answer },
): Promise<boolean> {
  const wanted: Status = { state, description: shortened(description), url };
  const { status: last } = request;
  if (last?.state === wanted.state && last.description === wanted.description && last.url === wanted.url) {
    return false;
  }
  await client.rest.repos.createDeploymentStatus({
    ...placeOf(repository),
    deployment_id: request.id,
    state,
    description: wanted.description,
    environment: ENVIRONMENT,
    ...(url !== "" && { log_url: url }),
    ...ONCE,
  });
  return true;
}

export type Answer = "pending" | "in_progress" | "success" | "failure" | "error" | "inactive";

/** Asks for a release in a project's name that nobody asked for: so that its outcome has a place. */
export async function ask(client: GitHub, repository: string, ref: string, tag: string): Promise<Request> {
  const { data } = await client.rest.repos.createDeployment({
    ...placeOf(repository),
    ref,
    task: TASK,
    environment: ENVIRONMENT,
    description: `Promote ${tag} to ${ENVIRONMENT}`,
    production_environment: true,
    auto_merge: false,
    required_contexts: [],
    ...ONCE,
  });
  if (!("id" in data)) throw new Error("GitHub merged where it was told not to");
  return requestOf(data);
}

/** As GitHub takes it. Commits are cut first: nobody reads forty digits there. */
function shortened(description: string): string {
  const short = description.replace(/\b([0-9a-f]{7})[0-9a-f]{33}\b/g, "$1");
  return short.length <= MOST_DESCRIPTION ? short : `${short.slice(0, MOST_DESCRIPTION - 1)}…`;
}
