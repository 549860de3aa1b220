import { createPublicKey, verify } from "node:crypto";
import { ApiError, notFound } from "./answer";
import type { Repository } from "./repository";
import type { Access, Installation, Permissions } from "./state";
import type { World } from "./world";

/** Who asks. */
export type Caller =
  | { readonly kind: "nobody" }
  | { readonly kind: "app" }
  | {
      readonly kind: "installation";
      readonly installation: Installation;
      readonly permissions: Permissions;
      /** Ids of repositories; absent: all of the installation. */
      readonly repositories?: readonly number[];
    };

/** @throws ApiError 401 where the credentials are not good, 403 where the installation is suspended */
export function callerOf(world: World, authorization: string | undefined): Caller {
  if (authorization === undefined) return { kind: "nobody" };
  const [scheme = "", value = ""] = authorization.split(" ");
  if (scheme.toLowerCase() === "basic") {
    const [, password = ""] = Buffer.from(value, "base64").toString().split(/:(.*)/s);
    return callerWithToken(world, password);
  }
  return value.split(".").length === 3 ? appWith(world, value) : callerWithToken(world, value);
}

function callerWithToken(world: World, token: string): Caller {
  const state = world.tokenState(token);
  const installation = world.installations.find(({ id }) => id === state?.installation);
  if (state === undefined || installation === undefined) throw new ApiError(401, "Bad credentials");
  if (installation.suspendedAt !== null) throw new ApiError(403, "This installation has been suspended");
  return {
    kind: "installation",
    installation,
    permissions: narrowest(state.permissions, installation.permissions),
    ...(state.repositories && { repositories: state.repositories }),
  };
}

/** A token never has more than its installation has now. */
function narrowest(token: Permissions, installation: Permissions): Permissions {
  return Object.fromEntries(
    Object.entries(token).flatMap(([name, access]) => {
      const most = installation[name];
      return most === undefined ? [] : [[name, most === "read" ? "read" : access]];
    }),
  );
}

const LONGEST_SECONDS = 600;

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
function appWith(world: World, jwt: string): Caller {
  const undecodable = new ApiError(401, "A JSON web token could not be decoded");
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  const signed = (world.app.publicKeys ?? []).some((pem) =>
    verify(
      "sha256",
      Buffer.from(`${header}.${payload}`),
      createPublicKey(pem),
      Buffer.from(signature, "base64url"),
    ),
  );
  const { alg } = parsed(header);
  if (!signed || alg !== "RS256") throw undecodable;
  const { iat, exp, iss } = parsed(payload);
  const now = world.now().getTime() / 1000;
  if (String(iss) !== String(world.app.id)) throw new ApiError(404, "Integration not found");
  if (typeof iat !== "number" || iat > now + 60)
    throw new ApiError(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  if (typeof exp !== "number" || exp < now)
    throw new ApiError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp > now + LONGEST_SECONDS + 60)
    throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
  return { kind: "app" };
}

function parsed(part: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

export function covers(caller: Caller, repository: Repository): boolean {
  if (caller.kind !== "installation") return false;
  const { installation, repositories } = caller;
  if (installation.repositories !== "all" && !installation.repositories.includes(repository.state.name))
    return false;
  return repositories === undefined || repositories.includes(repository.state.id);
}

export function may(caller: Caller, permission: string, access: Access): boolean {
  if (caller.kind !== "installation") return false;
  const has = caller.permissions[permission];
  return has === "write" || has === access;
}

/**
 * @param alternatives permissions any of which is enough, each as one or more that are needed together
 * @throws ApiError 404 where the repository is not to be seen, 403 where a permission is missing
 */
export function permit(
  caller: Caller,
  repository: Repository,
  alternatives: readonly Permissions[],
  writes: boolean,
): void {
  const open = !repository.state.private;
  if (!covers(caller, repository)) {
    if (open && !writes) return;
    throw caller.kind === "nobody" && open ? new ApiError(401, "Requires authentication") : notFound();
  }
  const enough = alternatives.some((wanted) =>
    Object.entries(wanted).every(([permission, access]) => may(caller, permission, access)),
  );
  if (!enough && !(open && !writes)) throw new ApiError(403, "Resource not accessible by integration");
  if (writes && repository.state.archived)
    throw new ApiError(403, "Repository was archived so is read-only.");
}
