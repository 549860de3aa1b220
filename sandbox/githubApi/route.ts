import type { Caller } from "./access";
import type { Answer, Paging } from "./answer";
import type { Body } from "./body";
import type { Repository } from "./repository";
import type { Permissions } from "./state";
import type { World } from "./world";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A request to the API, taken apart. */
export interface Call extends Paging {
  readonly world: World;
  readonly caller: Caller;
  /** Of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: Body;
  /** Login of whoever asks. */
  readonly login: string;
}

export interface RepositoryCall extends Call {
  readonly repository: Repository;
}

type Handler<C> = (call: C) => Answer | Promise<Answer>;

export interface Route {
  readonly method: Method;
  /** As GitHub's description has it, so that both can be compared. */
  readonly path: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
  readonly of:
    | { readonly kind: "app"; readonly handle: Handler<Call> }
    | { readonly kind: "token"; readonly handle: Handler<Call> }
    | {
        readonly kind: "repository";
        readonly needs: readonly Permissions[];
        /** Does not change the repository in the eyes of GitHub although its method says so. */
        readonly handle: Handler<RepositoryCall>;
      };
}

/** For the App itself, with its JSON web token. */
export function appRoute(method: Method, path: string, handle: Handler<Call>): Route {
  return { method, path, ...patternOf(path), of: { kind: "app", handle } };
}

/** For an installation's token, whatever its permissions. */
export function tokenRoute(method: Method, path: string, handle: Handler<Call>): Route {
  return { method, path, ...patternOf(path), of: { kind: "token", handle } };
}

/**
 * Of one repository.
 * @param path behind `/repos/{owner}/{repo}`
 * @param needs a permission that is needed, or several of which one is enough
 */
export function repositoryRoute(
  method: Method,
  path: string,
  needs: Permissions | readonly Permissions[],
  handle: Handler<RepositoryCall>,
): Route {
  const whole = `/repos/{owner}/{repo}${path}`;
  const alternatives = Array.isArray(needs) ? (needs as readonly Permissions[]) : [needs as Permissions];
  return {
    method,
    path: whole,
    ...patternOf(whole),
    of: { kind: "repository", needs: alternatives, handle },
  };
}

/** Parameters that take slashes in. */
const WIDE = new Set(["ref", "path", "basehead", "branch", "tag"]);

function patternOf(path: string): Pick<Route, "pattern" | "names"> {
  const names: string[] = [];
  const source = path.replace(/\{(\w+)\}|[.]/g, (_, name: string | undefined) => {
    if (name === undefined) return "\\.";
    names.push(name);
    return name === "path" ? "(.*)" : WIDE.has(name) ? "(.+)" : "([^/]+)";
  });
  return { pattern: new RegExp(`^${source}$`), names };
}

/** The route of a path and its parameters. The more a route says literally, the earlier it is asked. */
export function match(
  routes: readonly Route[],
  method: string,
  path: string,
): { readonly route: Route; readonly params: Record<string, string> } | undefined {
  for (const route of routes) {
    const found = route.method === method ? route.pattern.exec(path) : null;
    if (found === null) continue;
    const params = Object.fromEntries(
      route.names.map((name, i) => [name, decodeURIComponent(found[i + 1] ?? "")]),
    );
    return { route, params };
  }
  return undefined;
}

export function byPrecision(routes: readonly Route[]): Route[] {
  const literal = ({ path }: Route) => path.split("/").filter((part) => !part.startsWith("{")).length;
  return [...routes].sort((one, other) => literal(other) - literal(one));
}
