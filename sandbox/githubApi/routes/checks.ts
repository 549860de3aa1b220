import { created, invalid, notFound, ok, paged } from "../answer";
import type { Body } from "../body";
import { conclude, makeCheckRun, runsAt, statusesAt } from "../checks";
import type { Repository } from "../repository";
import { repositoryRoute, type Route } from "../route";
import { checkRunShape, checkSuiteShape, combinedStatusShape, statusShape } from "../shapes/check";
import { commitAt } from "./commits";
import { numberOf } from "../shapes/user";
import type { CheckRun, CommitStatus } from "../state";

const READ = { checks: "read" } as const;
const WRITE = { checks: "write" } as const;

/** https://docs.github.com/en/rest/checks and https://docs.github.com/en/rest/commits/statuses */
export const checkRoutes: readonly Route[] = [
  repositoryRoute("GET", "/commits/{ref}/check-runs", READ, async (call) => {
    const { world, repository, params, query, url } = call;
    const sha = await commitAt(repository, params["ref"] ?? "");
    const is = (key: string, value: string) => query.get(key) === null || query.get(key) === value;
    const found = runsAt(repository, sha, query.get("filter") === "all" ? "all" : "latest")
      .filter(({ name, status }) => is("check_name", name) && is("status", status))
      .filter(({ app }) => is("app_id", String(app === world.app.slug ? world.app.id : numberOf(app))));
    return paged(
      found.map((run) => checkRunShape(world, repository, run)),
      { query, url },
      (page) => ({ total_count: found.length, check_runs: page }),
    );
  }),

  repositoryRoute("GET", "/commits/{ref}/check-suites", READ, async (call) => {
    const { world, repository, params, ...paging } = call;
    const sha = await commitAt(repository, params["ref"] ?? "");
    const runs = runsAt(repository, sha);
    const suites = [...new Set(runs.map(({ suite }) => suite))].map((suite) =>
      checkSuiteShape(
        world,
        repository,
        runs.filter((run) => run.suite === suite),
      ),
    );
    return paged(await Promise.all(suites), paging, (page) => ({
      total_count: suites.length,
      check_suites: page,
    }));
  }),

  repositoryRoute("POST", "/check-runs", WRITE, async ({ world, repository, body }) => {
    const conclusion = body.optionalText("conclusion");
    const run = await makeCheckRun(world, repository, {
      name: body.text("name"),
      at: body.text("head_sha"),
      status: statusIn(body) ?? "queued",
      ...(conclusion !== undefined && { conclusion }),
      app: world.app.slug,
      detailsUrl: body.optionalText("details_url") ?? null,
    });
    return created(checkRunShape(world, repository, run));
  }),

  repositoryRoute("GET", "/check-runs/{check_run_id}", READ, ({ world, repository, params }) =>
    ok(checkRunShape(world, repository, runOf(repository, params))),
  ),

  repositoryRoute("PATCH", "/check-runs/{check_run_id}", WRITE, ({ world, repository, params, body }) => {
    const run = runOf(repository, params);
    const conclusion = body.optionalText("conclusion") ?? null;
    conclude(world, run, conclusion === null ? (statusIn(body) ?? run.status) : "completed", conclusion);
    return ok(checkRunShape(world, repository, run));
  }),

  repositoryRoute("GET", "/commits/{ref}/status", { statuses: "read" }, async (call) => {
    const { world, repository, params, ...paging } = call;
    const sha = await commitAt(repository, params["ref"] ?? "");
    const statuses = statusesAt(repository, sha);
    return paged(statuses, paging, (page) =>
      combinedStatusShape(world, repository, sha, statuses, page as CommitStatus[]),
    );
  }),

  repositoryRoute("GET", "/commits/{ref}/statuses", { statuses: "read" }, async (call) => {
    const { world, repository, params, ...paging } = call;
    const sha = await commitAt(repository, params["ref"] ?? "");
    const all = repository.state.statuses.filter((status) => status.sha === sha).reverse();
    return paged(
      all.map((status) => statusShape(world, repository, status)),
      paging,
    );
  }),

  repositoryRoute("POST", "/statuses/{sha}", { statuses: "write" }, async (call) => {
    const { world, repository, params, body, login } = call;
    const state = body.text("state");
    if (!isState(state)) throw invalid({ resource: "Status", code: "custom", field: "state" });
    const status: CommitStatus = {
      id: world.nextId(),
      sha: await commitAt(repository, params["sha"] ?? ""),
      state,
      context: body.optionalText("context") ?? "default",
      description: body.optionalText("description") ?? null,
      targetUrl: body.optionalText("target_url") ?? null,
      creator: login,
      createdAt: world.time(),
    };
    repository.state.statuses.push(status);
    return created(statusShape(world, repository, status));
  }),
];

function isState(state: string): state is CommitStatus["state"] {
  return ["error", "failure", "pending", "success"].includes(state);
}

function statusIn(body: Body): CheckRun["status"] | undefined {
  const status = body.optionalText("status");
  if (status === undefined || status === "queued" || status === "in_progress" || status === "completed")
    return status;
  throw invalid({ resource: "CheckRun", code: "custom", field: "status" });
}

function runOf({ state }: Repository, params: Readonly<Record<string, string>>): CheckRun {
  const found = state.checkRuns.find(({ id }) => String(id) === params["check_run_id"]);
  if (found === undefined) throw notFound();
  return found;
}
