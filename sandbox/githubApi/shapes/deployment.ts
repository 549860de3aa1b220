import type { Repository } from "../repository";
import type { Deployment, DeploymentStatus } from "../state";
import type { World } from "../world";
import { appShape } from "./app";
import { repositoryUrl } from "./repository";
import { nodeId, userShape } from "./user";

/** `deployment` */
export function deploymentShape(world: World, repository: Repository, deployment: Deployment) {
  const api = repositoryUrl(world, repository);
  const url = `${api}/deployments/${deployment.id}`;
  return {
    id: deployment.id,
    node_id: nodeId("DE", deployment.id),
    url,
    sha: deployment.sha,
    ref: deployment.ref,
    task: deployment.task,
    payload: deployment.payload,
    original_environment: deployment.environment,
    environment: deployment.environment,
    description: deployment.description,
    creator: userShape(world, deployment.creator),
    created_at: deployment.createdAt,
    updated_at: deployment.updatedAt,
    statuses_url: `${url}/statuses`,
    repository_url: api,
    transient_environment: deployment.transient,
    production_environment: deployment.production,
    performed_via_github_app: via(world, deployment.creator),
  };
}

/** `deployment-status` */
export function deploymentStatusShape(
  world: World,
  repository: Repository,
  deployment: Deployment,
  status: DeploymentStatus,
) {
  const api = repositoryUrl(world, repository);
  const url = `${api}/deployments/${deployment.id}`;
  return {
    id: status.id,
    node_id: nodeId("DES", status.id),
    url: `${url}/statuses/${status.id}`,
    state: status.state,
    description: status.description,
    environment: status.environment,
    environment_url: status.environmentUrl,
    log_url: status.logUrl,
    // The older name of the same.
    target_url: status.logUrl,
    creator: userShape(world, status.creator),
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: url,
    repository_url: api,
    performed_via_github_app: via(world, status.creator),
  };
}

function via(world: World, login: string) {
  return login === `${world.app.slug}[bot]` ? appShape(world, world.app) : null;
}
