import { ApiError } from "./answer";
import { isoSeconds, readCommit, writeCommit } from "./commits";
import { moveRef } from "./refs";
import { closePull, type Repository } from "./repository";
import { accountAddress } from "./shapes/commit";
import { missingChecks } from "./shapes/pull";
import type { Pull } from "./state";

export interface Merge {
  /** @default "merge" */
  readonly method?: "merge" | "squash";
  /** Login of whoever merges. */
  readonly by: string;
  readonly title?: string;
  readonly message?: string;
  /** The head must still be there. */
  readonly sha?: string;
  readonly now: Date;
}

/**
 * Merges a pull request.
 * @returns the commit on the base branch
 * @throws ApiError 405 where it cannot be merged, 409 where the head has moved
 */
export async function merge(repository: Repository, pull: Pull, wanted: Merge): Promise<string> {
  const { method = "merge", by, sha, now } = wanted;
  const { git } = repository;
  if (pull.state !== "open") throw new ApiError(405, "Pull Request is not mergeable");
  if (pull.draft) throw new ApiError(405, "Pull Request is still a draft");
  if (sha !== undefined && sha !== pull.headSha)
    throw new ApiError(409, "Head branch was modified. Review and try the merge again.");
  const missing = missingChecks(repository, pull);
  if (missing.length > 0)
    throw new ApiError(405, `Required status check "${missing.join('", "')}" is expected.`);
  const tree = await git.mergedTree(pull.baseSha, pull.headSha);
  if (tree === undefined) throw new ApiError(405, "Pull Request is not mergeable");
  const author = { ...accountAddress(by), date: isoSeconds(now) };
  const title =
    wanted.title ??
    (method === "squash"
      ? `${pull.title} (#${pull.number})`
      : `Merge pull request #${pull.number} from ${repository.state.owner}/${pull.head}`);
  const text = wanted.message ?? (method === "squash" ? "" : pull.title);
  const made = await writeCommit(git, {
    tree,
    parents: method === "squash" ? [pull.baseSha] : [pull.baseSha, pull.headSha],
    message: text === "" ? title : `${title}\n\n${text}`,
    author: method === "squash" ? (await readCommit(git, pull.headSha)).author : author,
    committer: author,
  });
  const time = isoSeconds(now);
  const before = pull.baseSha;
  Object.assign(pull, { mergedAt: time, mergedBy: by, mergeSha: made });
  closePull(pull, time);
  await moveRef(repository, `refs/heads/${pull.base}`, before, made);
  return made;
}
