import type { Installation } from "../state";
import type { AppOptions, World } from "../world";
import { nodeId, numberOf, userShape } from "./user";

/** `integration` */
export function appShape(world: World, app: AppOptions) {
  const owner = userShape(world, world.organization);
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId("A", app.id),
    owner,
    name: app.slug,
    description: null,
    external_url: `${world.web}/apps/${app.slug}`,
    html_url: `${world.web}/apps/${app.slug}`,
    created_at: world.installations[0]?.createdAt ?? world.time(),
    updated_at: world.installations[0]?.createdAt ?? world.time(),
    permissions: app.permissions,
    events: EVENTS,
    installations_count: world.installations.length,
  };
}

const EVENTS = ["check_suite", "push", "release", "repository", "workflow_run"];

/** `integration`, of an App that is not ours: whoever made a check run. */
export function otherAppShape(world: World, slug: string) {
  if (slug === world.app.slug) return appShape(world, world.app);
  return {
    ...appShape(world, { id: numberOf(slug), slug, permissions: { checks: "write", metadata: "read" } }),
    events: [],
  };
}

/** `installation` */
export function installationShape(world: World, installation: Installation) {
  const { id, permissions, suspendedAt, createdAt, repositories } = installation;
  const { organization, api, web, app } = world;
  return {
    id,
    account: userShape(world, organization),
    repository_selection: repositories === "all" ? "all" : "selected",
    access_tokens_url: `${api}/app/installations/${id}/access_tokens`,
    repositories_url: `${api}/installation/repositories`,
    html_url: `${web}/organizations/${organization}/settings/installations/${id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: numberOf(organization),
    target_type: "Organization",
    permissions,
    events: EVENTS,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    created_at: createdAt,
    updated_at: createdAt,
    suspended_by: suspendedAt === null ? null : userShape(world, `${organization}-owner`),
    suspended_at: suspendedAt,
  };
}
