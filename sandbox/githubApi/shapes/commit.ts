import { changedFiles, type ChangedFile, type Commit } from "../commits";
import type { Repository } from "../repository";
import type { World } from "../world";
import { pageUrl, repositoryUrl } from "./repository";
import { nodeId, numberOf, userShape } from "./user";

const UNSIGNED = { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null };

/**
 * The account with an address: only those of GitHub's own form are known, `ID+LOGIN@users.noreply.github.com`.
 * Others are nobody's, as for a committer who has no account.
 */
function accountOf(world: World, email: string) {
  const [, login] = /^(?:\d+\+)?(.+)@users\.noreply\.github\.com$/.exec(email) ?? [];
  return login === undefined ? null : userShape(world, login);
}

/** The address that GitHub gives an account's commits. */
export function accountAddress(login: string): { readonly name: string; readonly email: string } {
  return { name: login, email: `${numberOf(login)}+${login}@users.noreply.github.com` };
}

function parentShape(world: World, repository: Repository, sha: string) {
  return {
    sha,
    url: `${repositoryUrl(world, repository)}/commits/${sha}`,
    html_url: `${pageUrl(world, repository)}/commit/${sha}`,
  };
}

/** `commit` */
export function commitShape(world: World, repository: Repository, commit: Commit) {
  const { sha, tree, author, committer, message } = commit;
  const api = repositoryUrl(world, repository);
  return {
    sha,
    node_id: nodeId("C", sha),
    commit: {
      author,
      committer,
      message,
      tree: { sha: tree, url: `${api}/git/trees/${tree}` },
      url: `${api}/git/commits/${sha}`,
      comment_count: 0,
      verification: UNSIGNED,
    },
    url: `${api}/commits/${sha}`,
    html_url: `${pageUrl(world, repository)}/commit/${sha}`,
    comments_url: `${api}/commits/${sha}/comments`,
    author: accountOf(world, author.email),
    committer: accountOf(world, committer.email),
    parents: commit.parents.map((parent) => parentShape(world, repository, parent)),
  };
}

/** `commit` as it is answered alone: with its files, against the first parent. */
export async function wholeCommitShape(world: World, repository: Repository, commit: Commit) {
  const files = await changedFiles(repository.git, commit.parents[0], commit.sha);
  const additions = sum(files, "additions");
  const deletions = sum(files, "deletions");
  return {
    ...commitShape(world, repository, commit),
    stats: { additions, deletions, total: additions + deletions },
    files: files.map((file) => fileShape(world, repository, commit.sha, file)),
  };
}

export function sum(files: readonly ChangedFile[], key: "additions" | "deletions"): number {
  return files.reduce((total, file) => total + file[key], 0);
}

/** `git-commit` */
export function gitCommitShape(world: World, repository: Repository, commit: Commit) {
  const api = repositoryUrl(world, repository);
  return {
    sha: commit.sha,
    node_id: nodeId("C", commit.sha),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${pageUrl(world, repository)}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({
      ...parentShape(world, repository, sha),
      url: `${api}/git/commits/${sha}`,
    })),
    verification: UNSIGNED,
  };
}

/** `diff-entry`, without the patch */
export function fileShape(world: World, repository: Repository, ref: string, file: ChangedFile) {
  const page = pageUrl(world, repository);
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${ref}/${path}`,
    raw_url: `${page}/raw/${ref}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${ref}`,
    ...(file.before !== undefined && { previous_filename: file.before }),
  };
}
