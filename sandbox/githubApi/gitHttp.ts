import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { ApiError } from "./answer";
import { callerOf, covers, may, type Caller } from "./access";
import { QUIET_ENVIRONMENT } from "./git";
import type { Repository } from "./repository";
import type { World } from "./world";

const SERVICES = ["git-upload-pack", "git-receive-pack"];

/** What a path of the site asks of Git; undefined where it is none of Git's. */
export function gitRequestOf(
  url: URL,
): { readonly fullName: string; readonly rest: string; readonly pushes: boolean } | undefined {
  const [, fullName, rest] =
    /^\/([^/]+\/[^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(url.pathname) ?? [];
  if (fullName === undefined || rest === undefined) return undefined;
  const service = rest === "info/refs" ? (url.searchParams.get("service") ?? "") : rest;
  // The dumb protocol is not spoken, as at GitHub.
  if (!SERVICES.includes(service)) return undefined;
  return { fullName, rest, pushes: service === "git-receive-pack" };
}

/** One request of a clone, a fetch or a push, by Git's own program. Refused in GitHub's words where it may not be. */
export async function serveGit(
  world: World,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  const asked = gitRequestOf(url);
  if (asked === undefined) return say(response, 404, "Not Found");
  const { fullName, rest, pushes } = asked;
  let caller: Caller;
  try {
    caller = callerOf(world, request.headers.authorization);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return error.status === 401
      ? unauthorized(
          response,
          "Invalid username or token. Password authentication is not supported for Git operations.",
        )
      : say(response, error.status, error.message);
  }
  const repository = world.find(fullName);
  if (repository === undefined) {
    const moved = world.findFormer(fullName);
    if (moved && (covers(caller, moved) || !moved.state.private)) {
      response.writeHead(301, { location: `${world.web}/${moved.fullName}.git/${rest}${url.search}` }).end();
      return;
    }
  }
  const open = repository !== undefined && !repository.state.private;
  if (caller.kind === "nobody" && (!open || pushes)) return unauthorized(response, "Authentication required");
  if (repository === undefined || (!open && !covers(caller, repository)))
    return say(response, 404, "Repository not found.");
  if (!open && !may(caller, "contents", "read")) return say(response, 404, "Repository not found.");
  if (pushes) {
    if (!covers(caller, repository) || !may(caller, "contents", "write"))
      return say(response, 403, "Write access to repository not granted.");
    if (repository.state.archived)
      return say(response, 403, "This repository was archived so it is read-only.");
  }
  if (rest !== "git-receive-pack") return backend(repository, caller, url, rest, request, response, body);
  await repository.inTurn(async () => {
    await backend(repository, caller, url, rest, request, response, body);
    await repository.settle();
  });
}

function unauthorized(response: ServerResponse, message: string): void {
  response.setHeader("www-authenticate", 'Basic realm="GitHub"');
  say(response, 401, message);
}

/** Git shows the body of a refusal as `remote: ...`, if it is plain text. */
function say(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${message}\n`);
}

/** https://git-scm.com/docs/git-http-backend: a CGI program */
function backend(
  repository: Repository,
  caller: Caller,
  url: URL,
  rest: string,
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  const { headers } = request;
  const encoding = headers["content-encoding"];
  const protocol = headers["git-protocol"];
  const kept = (by: "ruleset" | "protection") =>
    repository.state.protectedBranches.filter((rule) => rule.by === by).map(({ branch }) => branch);
  const child = spawn("git", ["http-backend"], {
    env: {
      ...QUIET_ENVIRONMENT,
      GIT_PROJECT_ROOT: repository.directory,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: `/${rest}`,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: headers["content-type"] ?? "",
      CONTENT_LENGTH: String(body.length),
      REMOTE_ADDR: "127.0.0.1",
      REMOTE_USER: "x-access-token",
      ...(typeof encoding === "string" && { HTTP_CONTENT_ENCODING: encoding }),
      ...(typeof protocol === "string" && { GIT_PROTOCOL: protocol }),
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "core.hooksPath",
      GIT_CONFIG_VALUE_0: join(__dirname, "hooks"),
      GITHUB_RULESET: kept("ruleset").join("\n"),
      GITHUB_PROTECTION: kept("protection").join("\n"),
      GITHUB_WORKFLOWS: may(caller, "workflows", "write") ? "write" : "none",
    },
  });
  return new Promise((resolve, reject) => {
    let head: Buffer | undefined = Buffer.alloc(0);
    child.once("error", reject);
    child.stdin.on("error", () => {});
    child.stdin.end(body);
    child.stdout.on("data", (chunk: Buffer) => {
      if (head === undefined) return void response.write(chunk);
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf("\r\n\r\n");
      if (end < 0) return;
      begin(response, head.subarray(0, end).toString());
      response.write(head.subarray(end + 4));
      head = undefined;
    });
    child.once("close", () => {
      if (head !== undefined) say(response, 500, "git http-backend said nothing");
      else response.end();
      resolve();
    });
  });
}

function begin(response: ServerResponse, head: string): void {
  let status = 200;
  for (const line of head.split("\r\n")) {
    const [name = "", value = ""] = line.split(/: (.*)/s);
    if (name.toLowerCase() === "status") status = Number(value.slice(0, 3));
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}
