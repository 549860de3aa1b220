import { readCommit } from "../commits";
import type { Repository } from "../repository";
import type { CheckRun, CommitStatus } from "../state";
import type { World } from "../world";
import { otherAppShape } from "./app";
import { minimalRepositoryShape, pageUrl, repositoryUrl } from "./repository";
import { nodeId, userShape } from "./user";

/** `check-run` */
export function checkRunShape(world: World, repository: Repository, run: CheckRun) {
  const url = `${repositoryUrl(world, repository)}/check-runs/${run.id}`;
  const page = `${pageUrl(world, repository)}/runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId("CR", run.id),
    head_sha: run.sha,
    external_id: "",
    url,
    html_url: page,
    details_url: run.detailsUrl ?? page,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: {
      title: null,
      summary: null,
      text: null,
      annotations_count: 0,
      annotations_url: `${url}/annotations`,
    },
    name: run.name,
    check_suite: { id: run.suite },
    app: otherAppShape(world, run.app),
    pull_requests: [],
  };
}

const BAD = ["action_required", "cancelled", "failure", "timed_out", "stale"];

/** `check-suite`, of runs that are one */
export async function checkSuiteShape(world: World, repository: Repository, runs: readonly CheckRun[]) {
  const [first] = runs;
  if (first === undefined) throw new Error("a suite has at least one run");
  const api = repositoryUrl(world, repository);
  const done = runs.every(({ status }) => status === "completed");
  const { sha, tree, message, author, committer } = await readCommit(repository.git, first.sha);
  return {
    id: first.suite,
    node_id: nodeId("CS", first.suite),
    head_branch: first.branch,
    head_sha: sha,
    status: done ? "completed" : "in_progress",
    conclusion: done
      ? (runs.find(({ conclusion }) => BAD.includes(conclusion ?? ""))?.conclusion ?? "success")
      : null,
    url: `${api}/check-suites/${first.suite}`,
    before: null,
    after: sha,
    pull_requests: [],
    app: otherAppShape(world, first.app),
    repository: minimalRepositoryShape(world, repository),
    created_at: first.startedAt,
    updated_at: runs.at(-1)?.completedAt ?? first.startedAt,
    head_commit: {
      id: sha,
      tree_id: tree,
      message,
      timestamp: committer.date,
      author: { name: author.name, email: author.email },
      committer: { name: committer.name, email: committer.email },
    },
    latest_check_runs_count: runs.length,
    check_runs_url: `${api}/check-suites/${first.suite}/check-runs`,
  };
}

/** `simple-commit-status` */
function simpleStatusShape(world: World, repository: Repository, status: CommitStatus) {
  return {
    id: status.id,
    node_id: nodeId("SC", status.id),
    url: `${repositoryUrl(world, repository)}/statuses/${status.sha}`,
    avatar_url: userShape(world, status.creator).avatar_url,
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  };
}

/** `status` */
export function statusShape(world: World, repository: Repository, status: CommitStatus) {
  return { ...simpleStatusShape(world, repository, status), creator: userShape(world, status.creator) };
}

/** `combined-commit-status`: of the latest of each context */
export function combinedStatusShape(
  world: World,
  repository: Repository,
  sha: string,
  statuses: readonly CommitStatus[],
  page: readonly CommitStatus[],
) {
  const api = repositoryUrl(world, repository);
  const has = (...states: readonly string[]) => statuses.some(({ state }) => states.includes(state));
  return {
    state: has("error", "failure")
      ? "failure"
      : has("pending") || statuses.length === 0
        ? "pending"
        : "success",
    statuses: page.map((status) => simpleStatusShape(world, repository, status)),
    sha,
    total_count: statuses.length,
    repository: minimalRepositoryShape(world, repository),
    commit_url: `${api}/commits/${sha}`,
    url: `${api}/commits/${sha}/status`,
  };
}
