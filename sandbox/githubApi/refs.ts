import { ApiError, unprocessable } from "./answer";
import { may, type Caller } from "./access";
import type { Repository } from "./repository";

const ZERO = "0".repeat(40);

/** GitHub's answer to much that is asked of a repository without a commit. */
export async function refuseEmpty(repository: Repository): Promise<void> {
  if (await repository.isEmpty()) throw new ApiError(409, "Git Repository is empty.");
}

/**
 * @param status as GitHub answers there: 422 for refs, 409 for contents
 * @throws ApiError where the ref is a branch that changes by pull request only
 */
export function refuseProtected(repository: Repository, ref: string, status: 409 | 422): void {
  const rule = repository.state.protectedBranches.find(({ branch }) => ref === `refs/heads/${branch}`);
  if (rule === undefined) return;
  throw new ApiError(
    status,
    rule.by === "ruleset"
      ? "Repository rule violations found\n\nChanges must be made through a pull request.\n\n"
      : "Changes must be made through a pull request.",
  );
}

/** @throws ApiError where the commits change workflow files and the token may not */
export async function refuseWorkflows(repository: Repository, sha: string, caller: Caller): Promise<void> {
  if (may(caller, "workflows", "write")) return;
  const args = ["log", "-c", "--full-history", "--name-only", "--format=", sha, "--not", "--all"];
  const changed = await repository.git.lines([...args, "--", ".github/workflows"]);
  if (changed.some((line) => line !== "")) throw new ApiError(403, "Resource not accessible by integration");
}

/**
 * Moves, makes or (without `to`) removes a ref, if it still is where it was seen.
 * @param from undefined where the ref is made
 */
export async function moveRef(
  repository: Repository,
  ref: string,
  from: string | undefined,
  to: string | undefined,
): Promise<void> {
  const args = to === undefined ? ["-d", ref, from ?? ZERO] : [ref, to, from ?? ZERO];
  const { code } = await repository.git.try(["update-ref", ...args]);
  if (code !== 0)
    throw unprocessable(from === undefined ? "Reference already exists" : "Reference cannot be updated");
  await repository.settle();
}
