import { ApiError, created, notFound, ok, paged, unprocessable } from "../answer";
import { covers } from "../access";
import type { Body } from "../body";
import type { Repository } from "../repository";
import { appRoute, type Route } from "../route";
import { appShape, installationShape } from "../shapes/app";
import { repositoryShape } from "../shapes/repository";
import type { Installation, Permissions } from "../state";
import type { World } from "../world";

/** https://docs.github.com/en/rest/apps/apps: what the App asks for with its own JSON web token */
export const appRoutes: readonly Route[] = [
  appRoute("GET", "/app", ({ world }) => ok(appShape(world, world.app))),

  appRoute("GET", "/app/installations", ({ world, ...paging }) =>
    paged(
      world.installations.map((installation) => installationShape(world, installation)),
      paging,
    ),
  ),

  appRoute("GET", "/app/installations/{installation_id}", ({ world, params }) =>
    ok(installationShape(world, installationOf(world, params))),
  ),

  appRoute("GET", "/repos/{owner}/{repo}/installation", ({ world, params }) => {
    const repository = world.find(`${params["owner"]}/${params["repo"]}`);
    const installation =
      repository && world.installations.find((candidate) => reaches(candidate, repository));
    if (installation === undefined) throw notFound();
    return ok(installationShape(world, installation));
  }),

  appRoute("POST", "/app/installations/{installation_id}/access_tokens", ({ world, params, body }) => {
    const installation = installationOf(world, params);
    if (installation.suspendedAt !== null) throw new ApiError(403, "This installation has been suspended");
    const repositories = repositoriesOf(world, installation, body);
    const permissions = permissionsOf(installation, body);
    const token = world.token({
      installation: installation.id,
      permissions,
      ...(repositories && { repositories: repositories.map(({ fullName }) => fullName) }),
    });
    return created({
      token,
      expires_at: new Date(world.tokenState(token)?.expires ?? 0).toISOString().replace(/\.\d+Z$/, "Z"),
      permissions,
      repository_selection: repositories
        ? "selected"
        : installation.repositories === "all"
          ? "all"
          : "selected",
      ...(repositories && {
        repositories: repositories.map((repository) => repositoryShape(world, repository)),
      }),
    });
  }),

  appRoute("GET", "/app/hook/config", ({ world }) => ok(hookShape(world))),

  appRoute("PATCH", "/app/hook/config", ({ world, body }) => {
    const { hook } = world;
    hook.url = body.optionalText("url") ?? hook.url;
    hook.content_type = body.optionalText("content_type") ?? hook.content_type;
    hook.secret = body.optionalText("secret") ?? hook.secret;
    if (body.has("insecure_ssl")) hook.insecure_ssl = String(body.get("insecure_ssl"));
    world.save();
    return ok(hookShape(world));
  }),
];

/** `webhook-config`: GitHub never shows a secret again. */
function hookShape({ hook }: World) {
  return { ...hook, ...(hook.secret !== undefined && { secret: "********" }) };
}

function installationOf(world: World, params: Readonly<Record<string, string>>): Installation {
  const found = world.installations.find(({ id }) => String(id) === params["installation_id"]);
  if (found === undefined) throw notFound();
  return found;
}

function reaches(installation: Installation, repository: Repository): boolean {
  return covers({ kind: "installation", installation, permissions: installation.permissions }, repository);
}

function repositoriesOf(world: World, installation: Installation, body: Body): Repository[] | undefined {
  const names = body.texts("repositories");
  const ids = body.get("repository_ids") as unknown[] | undefined;
  if (names === undefined && ids === undefined) return undefined;
  const wanted = [
    ...(names ?? []).map((name) => world.find(`${world.organization}/${name}`)),
    ...(ids ?? []).map((id) => world.findById(Number(id))),
  ];
  const found = wanted.filter((repository) => repository !== undefined && reaches(installation, repository));
  if (found.length < wanted.length)
    throw unprocessable(
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  return found as Repository[];
}

function permissionsOf(installation: Installation, body: Body): Permissions {
  const wanted = (body.get("permissions") ?? undefined) as Permissions | undefined;
  if (wanted === undefined) return { ...installation.permissions };
  for (const [name, access] of Object.entries(wanted)) {
    const has = installation.permissions[name];
    if (has !== "write" && has !== access)
      throw unprocessable("The permissions requested are not granted to this installation.");
  }
  // Reading what a repository is goes with every token.
  return { metadata: "read", ...wanted };
}
