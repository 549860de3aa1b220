import { ApiError, created, invalid, notFound, ok, paged, unprocessable, type ApiFault } from "../answer";
import { apart, changedFiles, readCommits } from "../commits";
import { merge } from "../merge";
import { closePull, type Repository } from "../repository";
import { repositoryRoute, type RepositoryCall, type Route } from "../route";
import { commitShape, fileShape } from "../shapes/commit";
import { pullShape, wholePullShape } from "../shapes/pull";
import type { Pull } from "../state";

const READ = { pull_requests: "read" } as const;
const WRITE = { pull_requests: "write" } as const;

/** https://docs.github.com/en/rest/pulls/pulls */
export const pullRoutes: readonly Route[] = [
  repositoryRoute("GET", "/pulls", READ, ({ world, repository, query, url }) => {
    const state = query.get("state") ?? "open";
    const [owner, head] = (query.get("head") ?? "").split(/:(.*)/s);
    const base = query.get("base");
    const newest = (query.get("direction") ?? "desc") === "desc";
    const key = query.get("sort") === "updated" ? "updatedAt" : "createdAt";
    const found = repository.state.pulls
      .filter((pull) => state === "all" || pull.state === state)
      // A head without an owner is no filter: GitHub ignores it.
      .filter((pull) => head === undefined || (owner === repository.state.owner && pull.head === head))
      .filter((pull) => base === null || pull.base === base)
      .sort((one, other) => one[key].localeCompare(other[key]) || one.number - other.number);
    if (newest) found.reverse();
    return paged(
      found.map((pull) => pullShape(world, repository, pull)),
      { query, url },
    );
  }),

  repositoryRoute("POST", "/pulls", WRITE, async (call) => {
    const { world, repository } = call;
    const pull = await newPull(call);
    return created(await wholePullShape(world, repository, pull));
  }),

  repositoryRoute("GET", "/pulls/{pull_number}", READ, async ({ world, repository, params }) =>
    ok(await wholePullShape(world, repository, pullOf(repository, params))),
  ),

  repositoryRoute("PATCH", "/pulls/{pull_number}", WRITE, async ({ world, repository, params, body }) => {
    const pull = pullOf(repository, params);
    const state = body.optionalText("state");
    if (state !== undefined && state !== "open" && state !== "closed")
      throw invalid({ resource: "PullRequest", field: "state", code: "invalid" });
    const base = body.optionalText("base");
    if (base !== undefined && base !== pull.base) {
      const sha = await repository.branch(base);
      if (sha === undefined) throw invalid({ resource: "PullRequest", field: "base", code: "invalid" });
      pull.base = base;
      pull.baseSha = sha;
    }
    if (state === "open" && pull.state === "closed") await reopen(repository, pull);
    pull.title = body.optionalText("title") ?? pull.title;
    if (body.has("body")) pull.body = body.optionalText("body") ?? null;
    pull.updatedAt = world.time();
    if (state === "closed" && pull.state === "open") closePull(pull, world.time());
    return ok(await wholePullShape(world, repository, pull));
  }),

  repositoryRoute(
    "GET",
    "/pulls/{pull_number}/files",
    READ,
    async ({ world, repository, params, ...paging }) => {
      const pull = pullOf(repository, params);
      const files = await changedFiles(repository.git, pull.forkSha, pull.headSha);
      return paged(
        files.map((file) => fileShape(world, repository, pull.headSha, file)),
        paging,
      );
    },
  ),

  repositoryRoute(
    "GET",
    "/pulls/{pull_number}/commits",
    READ,
    async ({ world, repository, params, ...paging }) => {
      const { forkSha, headSha } = pullOf(repository, params);
      const shas = await repository.git.lines(["rev-list", "--reverse", `${forkSha}..${headSha}`]);
      const commits = await readCommits(repository.git, shas);
      return paged(
        commits.map((commit) => commitShape(world, repository, commit)),
        paging,
      );
    },
  ),

  repositoryRoute("PUT", "/pulls/{pull_number}/merge", { contents: "write" }, async (call) => {
    const { world, repository, params, body, login } = call;
    const method = body.optionalText("merge_method") ?? "merge";
    if (method !== "merge" && method !== "squash")
      throw new ApiError(405, "Rebase merges are not allowed on this repository.");
    const sha = await merge(repository, pullOf(repository, params), {
      method,
      by: login,
      title: body.optionalText("commit_title"),
      message: body.optionalText("commit_message"),
      sha: body.optionalText("sha"),
      now: world.now(),
    });
    return ok({ sha, merged: true, message: "Pull Request successfully merged" });
  }),
];

export function pullOf({ state }: Repository, params: Readonly<Record<string, string>>): Pull {
  const pull = state.pulls.find(({ number }) => String(number) === params["pull_number"]);
  if (pull === undefined) throw notFound();
  return pull;
}

async function newPull({ world, repository, body, login }: RepositoryCall): Promise<Pull> {
  const { state } = repository;
  const title = body.text("title");
  const base = body.text("base");
  const head = body.text("head").replace(new RegExp(`^${state.owner}:`, "i"), "");
  const [headSha, baseSha] = [await repository.branch(head), await repository.branch(base)];
  const faults: ApiFault[] = [];
  if (baseSha === undefined) faults.push({ resource: "PullRequest", field: "base", code: "invalid" });
  if (headSha === undefined) faults.push({ resource: "PullRequest", field: "head", code: "invalid" });
  if (headSha === undefined || baseSha === undefined) throw invalid(...faults);
  refuseSecond(repository, head, base);
  const { ahead } = await apart(repository.git, baseSha, headSha);
  if (ahead === 0)
    throw invalid({
      resource: "PullRequest",
      code: "custom",
      message: `No commits between ${base} and ${head}`,
    });
  state.lastNumber++;
  const pull: Pull = {
    id: world.nextId(),
    number: state.lastNumber,
    title,
    body: body.optionalText("body") ?? null,
    state: "open",
    user: login,
    labels: [],
    head,
    base,
    draft: body.flag("draft"),
    headSha,
    baseSha,
    forkSha: await repository.forkOf(headSha, baseSha),
    createdAt: world.time(),
    updatedAt: world.time(),
    closedAt: null,
    mergedAt: null,
    mergedBy: null,
    mergeSha: null,
  };
  state.pulls.push(pull);
  return pull;
}

function refuseSecond({ state }: Repository, head: string, base: string): void {
  if (state.pulls.some((pull) => pull.state === "open" && pull.head === head && pull.base === base))
    throw invalid({
      resource: "PullRequest",
      code: "custom",
      message: `A pull request already exists for ${state.owner}:${head}.`,
    });
}

async function reopen(repository: Repository, pull: Pull): Promise<void> {
  const [head, base] = [await repository.branch(pull.head), await repository.branch(pull.base)];
  if (pull.mergedAt !== null || head === undefined || base === undefined)
    throw invalid({
      resource: "PullRequest",
      code: "invalid",
      field: "state",
      message: "state cannot be changed. The pull request cannot be reopened.",
    });
  // What was pushed with force since cannot be reopened.
  if (!(await repository.git.isAncestor(pull.headSha, head)))
    throw unprocessable("state cannot be changed. The branch was force-pushed or recreated.");
  refuseSecond(repository, pull.head, pull.base);
  Object.assign(pull, { state: "open", closedAt: null, headSha: head, baseSha: base });
}
