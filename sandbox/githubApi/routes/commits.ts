import { ApiError, notFound, ok, paged } from "../answer";
import { apart, changedFiles, readCommit, readCommits } from "../commits";
import { refuseEmpty } from "../refs";
import type { Repository } from "../repository";
import { repositoryRoute, type Route } from "../route";
import { commitShape, fileShape, wholeCommitShape } from "../shapes/commit";
import { pullShape } from "../shapes/pull";
import { pageUrl, repositoryUrl } from "../shapes/repository";

/** https://docs.github.com/en/rest/commits/commits */
export const commitRoutes: readonly Route[] = [
  repositoryRoute("GET", "/commits", { contents: "read" }, async ({ world, repository, query, url }) => {
    await refuseEmpty(repository);
    const from = query.get("sha") ?? repository.state.defaultBranch;
    const start = await commitAt(repository, from);
    const args = ["rev-list", start];
    const path = query.get("path");
    const since = query.get("since");
    const until = query.get("until");
    if (since !== null) args.push(`--since=${since}`);
    if (until !== null) args.push(`--until=${until}`);
    const author = query.get("author");
    const shas = await repository.git.lines([...args, "--", ...(path === null ? [] : [path])]);
    const commits = (await readCommits(repository.git, shas)).map((commit) =>
      commitShape(world, repository, commit),
    );
    const wanted = author
      ? commits.filter((commit) => commit.author?.login === author || commit.commit.author.email === author)
      : commits;
    return paged(wanted, { query, url });
  }),

  repositoryRoute("GET", "/commits/{ref}", { contents: "read" }, async ({ world, repository, params }) => {
    await refuseEmpty(repository);
    const sha = await commitAt(repository, params["ref"] ?? "");
    return ok(await wholeCommitShape(world, repository, await readCommit(repository.git, sha)));
  }),

  repositoryRoute(
    "GET",
    "/commits/{commit_sha}/pulls",
    { pull_requests: "read" },
    async ({ world, repository, params, ...paging }) => {
      await refuseEmpty(repository);
      const sha = await commitAt(repository, params["commit_sha"] ?? "");
      const found = [];
      for (const pull of repository.state.pulls)
        if (
          pull.mergeSha === sha ||
          ((await repository.git.isAncestor(sha, pull.headSha)) &&
            !(await repository.git.isAncestor(sha, pull.forkSha)))
        )
          found.push(pullShape(world, repository, pull));
      return paged(found, paging);
    },
  ),

  repositoryRoute(
    "GET",
    "/compare/{basehead}",
    { contents: "read" },
    async ({ world, repository, params }) => {
      const [from = "", to] = (params["basehead"] ?? "").split("...");
      if (to === undefined) throw notFound();
      const { git } = repository;
      const base = await commitAt(repository, from, 404);
      const head = await commitAt(repository, to, 404);
      const fork = (await git.try(["merge-base", base, head])).stdout.toString().trim();
      if (fork === "") throw new ApiError(404, `No common ancestor between ${from} and ${to}.`);
      const { ahead, behind } = await apart(git, base, head);
      const commits = await readCommits(git, await git.lines(["rev-list", "--reverse", `${base}..${head}`]));
      const files = await changedFiles(git, fork, head);
      const page = `${pageUrl(world, repository)}/compare/${from}...${to}`;
      return ok({
        url: `${repositoryUrl(world, repository)}/compare/${from}...${to}`,
        html_url: page,
        permalink_url: page,
        diff_url: `${page}.diff`,
        patch_url: `${page}.patch`,
        base_commit: commitShape(world, repository, await readCommit(git, base)),
        merge_base_commit: commitShape(world, repository, await readCommit(git, fork)),
        status: ahead > 0 ? (behind > 0 ? "diverged" : "ahead") : behind > 0 ? "behind" : "identical",
        ahead_by: ahead,
        behind_by: behind,
        total_commits: commits.length,
        commits: commits.slice(0, MOST_COMMITS).map((commit) => commitShape(world, repository, commit)),
        files: files.slice(0, MOST_FILES).map((file) => fileShape(world, repository, head, file)),
      });
    },
  ),
];

/** Of a comparison without paging. https://docs.github.com/en/rest/commits/commits#compare-two-commits */
const MOST_COMMITS = 250;
const MOST_FILES = 300;

/** @param status as GitHub answers where there is no such commit: 422 for commits, 404 for comparisons */
export async function commitAt(
  repository: Repository,
  ref: string,
  status: 404 | 422 = 422,
): Promise<string> {
  const sha = await repository.commitOf(ref);
  if (sha === undefined)
    throw status === 404 ? notFound() : new ApiError(422, `No commit found for SHA: ${ref}`);
  return sha;
}
