import { ApiError, invalid, unprocessable } from "./answer";
import { combined } from "./checks";
import { apart } from "./commits";
import type { Repository } from "./repository";
import type { Deployment, DeploymentStatus } from "./state";
import type { World } from "./world";

export interface NewDeployment {
  /** Branch, tag or commit. */
  readonly ref: string;
  /** @default "deploy" */
  readonly task?: string;
  /** @default "production" */
  readonly environment?: string;
  readonly description?: string | null;
  /** @default an empty text */
  readonly payload?: unknown;
  /** @default false */
  readonly transient?: boolean;
  /** @default whether the environment is "production" */
  readonly production?: boolean;
  /** Merges the default branch into a ref that is behind it. @default true */
  readonly autoMerge?: boolean;
  /** Statuses and checks that must have succeeded. @default all that the commit has */
  readonly contexts?: readonly string[];
  /** Login. */
  readonly creator: string;
}

/**
 * Somebody asks for a deployment.
 * @throws ApiError 422 where there is no such ref, 409 where it is behind or its checks have not succeeded
 */
export async function makeDeployment(
  world: World,
  repository: Repository,
  wanted: NewDeployment,
): Promise<Deployment> {
  const { ref, environment = "production", autoMerge = true } = wanted;
  const sha = await repository.commitOf(ref);
  if (sha === undefined) throw unprocessable(`No ref found for: ${ref}`);
  if (autoMerge) await refuseBehind(repository, ref, sha);
  const known = combined(repository, sha);
  const contexts = wanted.contexts ?? [...known.keys()];
  if (contexts.some((context) => known.get(context) !== "success"))
    throw new ApiError(409, `Conflict: Commit status checks failed for ${ref}.`);
  const deployment: Deployment = {
    id: world.nextId(),
    sha,
    ref,
    task: wanted.task ?? "deploy",
    environment,
    description: wanted.description ?? null,
    payload: wanted.payload ?? "",
    transient: wanted.transient ?? false,
    production: wanted.production ?? environment === "production",
    creator: wanted.creator,
    createdAt: world.time(),
    updatedAt: world.time(),
    statuses: [],
  };
  repository.state.deployments.push(deployment);
  repository.save();
  return deployment;
}

async function refuseBehind(repository: Repository, ref: string, sha: string): Promise<void> {
  const base = repository.state.defaultBranch;
  const head = await repository.branch(base);
  if (head === undefined || (await apart(repository.git, head, sha)).behind === 0) return;
  if ((await repository.branch(ref)) !== undefined)
    throw new ApiError(501, "this GitHub merges nothing into what it deploys: ask with auto_merge false");
  throw new ApiError(409, `Conflict merging ${base} into ${ref}.`);
}

const STATES = ["error", "failure", "inactive", "in_progress", "queued", "pending", "success"];

/** Longest description of a status, in characters. */
const MOST_DESCRIPTION = 140;

export interface NewStatus {
  readonly state: string;
  readonly description?: string;
  readonly environment?: string;
  readonly environmentUrl?: string;
  readonly logUrl?: string;
  /** Whether a success ends what was there before in an environment that is not production. @default true */
  readonly autoInactive?: boolean;
  readonly creator: string;
}

/** Somebody says how far a deployment is. */
export function makeStatus(
  world: World,
  repository: Repository,
  deployment: Deployment,
  { state, autoInactive = true, ...wanted }: NewStatus,
): DeploymentStatus {
  if (!STATES.includes(state))
    throw invalid({
      resource: "DeploymentStatus",
      code: "custom",
      field: "state",
      message: "state is not included in the list",
    });
  if ((wanted.description ?? "").length > MOST_DESCRIPTION)
    throw invalid({
      resource: "DeploymentStatus",
      code: "custom",
      field: "description",
      message: `description is too long (maximum is ${MOST_DESCRIPTION} characters)`,
    });
  const add = (to: Deployment, what: string, given: Omit<NewStatus, "state">) => {
    const status: DeploymentStatus = {
      id: world.nextId(),
      state: what,
      description: given.description ?? "",
      environment: given.environment ?? to.environment,
      environmentUrl: given.environmentUrl ?? "",
      logUrl: given.logUrl ?? "",
      creator: given.creator,
      createdAt: world.time(),
    };
    to.statuses.push(status);
    to.updatedAt = status.createdAt;
    return status;
  };
  const status = add(deployment, state, wanted);
  if (state === "success" && autoInactive)
    for (const other of repository.state.deployments)
      if (
        other.environment === status.environment &&
        other.id < deployment.id &&
        !other.transient &&
        !other.production &&
        other.statuses.at(-1)?.state === "success"
      )
        add(other, "inactive", { creator: wanted.creator });
  repository.save();
  return status;
}
