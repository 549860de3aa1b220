import { unprocessable } from "./answer";
import type { Repository } from "./repository";
import type { CheckRun, CommitStatus } from "./state";
import type { World } from "./world";

export interface NewCheckRun {
  readonly name: string;
  /** Branch, tag or commit. */
  readonly at: string;
  /** @default "completed" with a conclusion, otherwise "queued" */
  readonly status?: CheckRun["status"];
  /** Absent: it has not ended yet. */
  readonly conclusion?: string | null;
  /** Slug of the App that makes it. @default "github-actions" */
  readonly app?: string;
  readonly detailsUrl?: string | null;
}

const CONCLUSIONS = [
  "action_required",
  "cancelled",
  "failure",
  "neutral",
  "success",
  "skipped",
  "stale",
  "timed_out",
];

/**
 * An App checks a commit.
 * @throws ApiError 422 where there is no such commit, or a check that ended has no conclusion
 */
export async function makeCheckRun(
  world: World,
  repository: Repository,
  { name, at, app = "github-actions", conclusion = null, detailsUrl = null, ...wanted }: NewCheckRun,
): Promise<CheckRun> {
  const sha = await repository.commitOf(at);
  if (sha === undefined) throw unprocessable(`No commit found for SHA: ${at}`);
  const { checkRuns } = repository.state;
  const status = conclusion === null ? (wanted.status ?? "queued") : "completed";
  const run: CheckRun = {
    id: world.nextId(),
    suite: checkRuns.find((other) => other.sha === sha && other.app === app)?.suite ?? world.nextId(),
    sha,
    branch: (await repository.branch(at)) === undefined ? null : at,
    name,
    status,
    conclusion,
    detailsUrl,
    app,
    startedAt: world.time(),
    completedAt: null,
  };
  conclude(world, run, status, conclusion);
  checkRuns.push(run);
  repository.save();
  return run;
}

/** A check goes on, or ends. */
export function conclude(
  world: World,
  run: CheckRun,
  status: CheckRun["status"],
  conclusion: string | null,
): void {
  if (status === "completed" && (conclusion === null || !CONCLUSIONS.includes(conclusion)))
    throw unprocessable('Invalid request.\n\nNo subschema in "anyOf" matched.');
  run.status = status;
  run.conclusion = conclusion;
  run.completedAt = status === "completed" ? world.time() : null;
}

/** Runs at a commit; the latest of each name of an App, or all. Newest first. */
export function runsAt({ state }: Repository, sha: string, filter: "latest" | "all" = "latest"): CheckRun[] {
  const all = state.checkRuns.filter((run) => run.sha === sha).reverse();
  const first = (run: CheckRun) => all.find(({ name, app }) => name === run.name && app === run.app);
  return filter === "all" ? all : all.filter((run) => first(run) === run);
}

/** The latest status of each context at a commit. Newest first. */
export function statusesAt({ state }: Repository, sha: string): CommitStatus[] {
  const all = state.statuses.filter((status) => status.sha === sha).reverse();
  return all.filter((status) => all.find(({ context }) => context === status.context) === status);
}

/** How each context of a commit stands, statuses and check runs together: a word, "success" among others. */
export function combined(repository: Repository, sha: string): Map<string, string> {
  return new Map([
    ...statusesAt(repository, sha).map(({ context, state }) => [context, state] as const),
    ...runsAt(repository, sha).map(({ name, conclusion }) => [name, conclusion ?? "pending"] as const),
  ]);
}
