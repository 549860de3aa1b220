import { ServerResponse, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, notFound, type Answer } from "./answer";
import { callerOf, permit, type Caller } from "./access";
import { Body } from "./body";
import { serveGit, gitRequestOf } from "./gitHttp";
import { byPrecision, match, type Call, type Route } from "./route";
import { appRoutes } from "./routes/app";
import { checkRoutes } from "./routes/checks";
import { commitRoutes } from "./routes/commits";
import { contentsRoutes } from "./routes/contents";
import { deploymentRoutes } from "./routes/deployments";
import { gitDataRoutes } from "./routes/gitData";
import { issueRoutes } from "./routes/issues";
import { pullRoutes } from "./routes/pulls";
import { refRoutes } from "./routes/refs";
import { releaseRoutes } from "./routes/releases";
import { repositoryRoutes } from "./routes/repository";
import { userRoutes } from "./routes/users";
import type { RecordedRequest, World } from "./world";

/** Where the API begins, as on GitHub Enterprise Server, which has it on the site's own host. */
export const API_BASE = "/api/v3";

export const ROUTES: readonly Route[] = byPrecision([
  ...appRoutes,
  ...repositoryRoutes,
  ...refRoutes,
  ...gitDataRoutes,
  ...contentsRoutes,
  ...commitRoutes,
  ...pullRoutes,
  ...issueRoutes,
  ...releaseRoutes,
  ...deploymentRoutes,
  ...checkRoutes,
  ...userRoutes,
]);

/** Answers one request, to the API or for Git. */
export async function serve(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bytesOf(request);
  const url = new URL(request.url ?? "/", world.web);
  const method = request.method ?? "GET";
  const forApi = url.pathname.startsWith(`${API_BASE}/`);
  const path = forApi ? url.pathname.slice(API_BASE.length) : url.pathname;
  const record: RecordedRequest = {
    method,
    path,
    query: Object.fromEntries(url.searchParams),
    headers: withoutSecrets(request),
    body: forApi ? jsonOf(body) : undefined,
    surface: forApi ? "api" : "git",
  };
  world.requests.push(record);

  const faults = world.faults.meet(method, path);
  for (const fault of faults) {
    await fault.before?.();
    if (fault.pause !== undefined) await sleep(fault.pause);
  }
  const planned = faults.find(({ answer }) => answer !== undefined)?.answer;
  if (planned) {
    const { status, message = "Server Error", headers = {} } = planned;
    return send(response, record, {
      status,
      body: { message, documentation_url: "https://docs.github.com/rest" },
      headers,
    });
  }
  const cut = faults.some((fault) => fault.cut === true);
  if (!forApi) {
    // Git's answer goes out as it is made: one that is to be cut off goes nowhere from the beginning.
    const heard = cut ? new ServerResponse(request) : response;
    if (gitRequestOf(url)) await serveGit(world, url, request, heard, body);
    else heard.writeHead(404).end();
    record.answer = { status: heard.statusCode, body: undefined };
    if (cut) response.socket?.destroy();
    return;
  }
  const answer = await answerOf(world, record, url, request.headers);
  if (cut) return void response.socket?.destroy();
  send(response, record, answer);
}

async function answerOf(
  world: World,
  record: RecordedRequest,
  url: URL,
  headers: IncomingMessage["headers"],
): Promise<Answer> {
  try {
    const found = renamed(world, record) ?? byNumber(world, record.path);
    if (typeof found === "object") return found;
    const matched = match(ROUTES, record.method, found);
    if (matched === undefined) throw notFound();
    record.operation = matched.route.path;
    return await act(world, record, url, matched, callerOf(world, headers.authorization));
  } catch (error) {
    if (error instanceof ApiError) return error.answer();
    throw error;
  }
}

async function act(
  world: World,
  record: RecordedRequest,
  url: URL,
  { route, params }: { readonly route: Route; readonly params: Record<string, string> },
  caller: Caller,
): Promise<Answer> {
  const call: Call = {
    world,
    caller,
    params,
    query: url.searchParams,
    url: url.href,
    body: new Body(record.body),
    login: `${world.app.slug}[bot]`,
  };
  const { of } = route;
  if (of.kind !== "repository") {
    if (caller.kind !== (of.kind === "app" ? "app" : "installation"))
      throw of.kind === "app"
        ? new ApiError(401, "A JSON web token could not be decoded")
        : new ApiError(403, "Resource not accessible by integration");
    return of.handle(call);
  }
  if (caller.kind === "app") throw new ApiError(403, "Resource not accessible by integration");
  const repository = world.find(`${params["owner"]}/${params["repo"]}`);
  if (repository === undefined) throw notFound();
  const writes = route.method !== "GET";
  permit(caller, repository, of.needs, writes);
  if (!writes) return of.handle({ ...call, repository });
  return repository.inTurn(async () => {
    const answer = await of.handle({ ...call, repository });
    repository.save();
    world.save();
    return answer;
  });
}

/** Where a repository has gone that was renamed; undefined where it was not. */
function renamed(world: World, { method, path }: RecordedRequest): Answer | undefined {
  const [, fullName, rest] = /^\/repos\/([^/]+\/[^/]+)(.*)$/s.exec(path) ?? [];
  if (fullName === undefined || world.find(fullName)) return undefined;
  const moved = world.findFormer(fullName);
  if (moved === undefined) return undefined;
  const location = `${world.api}/repositories/${moved.state.id}${rest}`;
  return {
    status: method === "GET" ? 301 : 307,
    headers: { location },
    body: { message: "Moved Permanently", url: location, documentation_url: "https://docs.github.com/rest" },
  };
}

/** The path by name of a repository that was asked for by its number, where redirects lead. */
function byNumber(world: World, path: string): string {
  const [, id, rest = ""] = /^\/repositories\/(\d+)(.*)$/s.exec(path) ?? [];
  const repository = id === undefined ? undefined : world.findById(Number(id));
  return repository ? `/repos/${repository.fullName}${rest}` : path;
}

const LIMIT = 5000;

function send(response: ServerResponse, record: RecordedRequest, { status, body, headers }: Answer): void {
  record.answer = { status, body };
  const text = body === undefined ? "" : JSON.stringify(body);
  response
    .writeHead(status, {
      ...(text !== "" && { "content-type": "application/json; charset=utf-8" }),
      "x-github-media-type": "github.v3; format=json",
      "x-ratelimit-limit": String(LIMIT),
      "x-ratelimit-remaining": String(LIMIT - 1),
      "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 3600),
      "x-ratelimit-used": "1",
      "x-ratelimit-resource": "core",
      ...headers,
    })
    .end(text);
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function jsonOf(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString());
  } catch {
    return body.toString();
  }
}

/** What is recorded of a request's headers: that there was an authorization and of which kind, not which. */
function withoutSecrets({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      name === "authorization" ? `${String(value).split(" ")[0]} ...` : String(value),
    ]),
  );
}
