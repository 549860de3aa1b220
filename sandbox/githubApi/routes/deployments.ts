import { created, notFound, ok, paged } from "../answer";
import { makeDeployment, makeStatus } from "../deployments";
import type { Repository } from "../repository";
import { repositoryRoute, type Route } from "../route";
import { deploymentShape, deploymentStatusShape } from "../shapes/deployment";
import type { Deployment } from "../state";

const READ = { deployments: "read" } as const;
const WRITE = { deployments: "write" } as const;

/** https://docs.github.com/en/rest/deployments: deployments and their statuses */
export const deploymentRoutes: readonly Route[] = [
  repositoryRoute("GET", "/deployments", READ, ({ world, repository, query, url }) => {
    const wanted = (key: "sha" | "ref" | "task" | "environment") => (deployment: Deployment) =>
      query.get(key) === null || query.get(key) === "none" || deployment[key] === query.get(key);
    const found = repository.state.deployments
      .filter(wanted("sha"))
      .filter(wanted("ref"))
      .filter(wanted("task"))
      .filter(wanted("environment"))
      .reverse();
    return paged(
      found.map((deployment) => deploymentShape(world, repository, deployment)),
      { query, url },
    );
  }),

  repositoryRoute("POST", "/deployments", WRITE, async ({ world, repository, body, login }) => {
    const contexts = body.texts("required_contexts");
    const task = body.optionalText("task");
    const environment = body.optionalText("environment");
    const deployment = await makeDeployment(world, repository, {
      ref: body.text("ref"),
      ...(task !== undefined && { task }),
      ...(environment !== undefined && { environment }),
      description: body.optionalText("description") ?? null,
      payload: body.get("payload") ?? "",
      transient: body.flag("transient_environment"),
      production: body.flag("production_environment", (environment ?? "production") === "production"),
      autoMerge: body.flag("auto_merge", true),
      ...(contexts !== undefined && { contexts }),
      creator: login,
    });
    return created(deploymentShape(world, repository, deployment));
  }),

  repositoryRoute("GET", "/deployments/{deployment_id}", READ, ({ world, repository, params }) =>
    ok(deploymentShape(world, repository, deploymentOf(repository, params))),
  ),

  repositoryRoute(
    "GET",
    "/deployments/{deployment_id}/statuses",
    READ,
    ({ world, repository, params, ...paging }) => {
      const deployment = deploymentOf(repository, params);
      const newestFirst = [...deployment.statuses].reverse();
      return paged(
        newestFirst.map((status) => deploymentStatusShape(world, repository, deployment, status)),
        paging,
      );
    },
  ),

  repositoryRoute("POST", "/deployments/{deployment_id}/statuses", WRITE, (call) => {
    const { world, repository, params, body, login } = call;
    const deployment = deploymentOf(repository, params);
    const optional = {
      description: body.optionalText("description"),
      environment: body.optionalText("environment"),
      environmentUrl: body.optionalText("environment_url"),
      logUrl: body.optionalText("log_url") ?? body.optionalText("target_url"),
    };
    const status = makeStatus(world, repository, deployment, {
      state: body.text("state"),
      ...given(optional),
      autoInactive: body.flag("auto_inactive", true),
      creator: login,
    });
    return created(deploymentStatusShape(world, repository, deployment, status));
  }),

  repositoryRoute(
    "GET",
    "/deployments/{deployment_id}/statuses/{status_id}",
    READ,
    ({ world, repository, params }) => {
      const deployment = deploymentOf(repository, params);
      const status = deployment.statuses.find(({ id }) => String(id) === params["status_id"]);
      if (status === undefined) throw notFound();
      return ok(deploymentStatusShape(world, repository, deployment, status));
    },
  ),
];

/** Without what was not given. */
function given<Key extends string>(fields: Readonly<Record<Key, string | undefined>>) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<
    Record<Key, string>
  >;
}

function deploymentOf({ state }: Repository, params: Readonly<Record<string, string>>): Deployment {
  const found = state.deployments.find(({ id }) => String(id) === params["deployment_id"]);
  if (found === undefined) throw notFound();
  return found;
}
