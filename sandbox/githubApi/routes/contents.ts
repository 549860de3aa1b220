import { ApiError, created, notFound, ok, unprocessable, type Answer } from "../answer";
import { may } from "../access";
import { readCommit, writeBlob, writeCommit, writeTree } from "../commits";
import { moveRef, refuseProtected } from "../refs";
import type { Repository } from "../repository";
import { repositoryRoute, type RepositoryCall, type Route } from "../route";
import { gitCommitShape } from "../shapes/commit";
import { pageUrl, repositoryUrl } from "../shapes/repository";
import type { World } from "../world";
import { defaultSignature, signatureOf } from "./gitData";

/** https://docs.github.com/en/rest/repos/contents */
export const contentsRoutes: readonly Route[] = [
  repositoryRoute(
    "GET",
    "/contents/{path}",
    { contents: "read" },
    async ({ world, repository, params, query }) => {
      const { git, state } = repository;
      if (await repository.isEmpty()) throw new ApiError(404, "This repository is empty.");
      const ref = query.get("ref") ?? state.defaultBranch;
      const path = (params["path"] ?? "").replace(/\/$/, "");
      const commit = await repository.commitOf(ref);
      if (commit === undefined) throw new ApiError(404, `No commit found for the ref ${ref}`);
      const sha = await git.resolve(`${commit}:${path}`);
      if (sha === undefined) throw notFound();
      if ((await git.kindOf(sha)) === "blob") return ok(await fileShape(world, repository, ref, path, sha));
      const listed = (await git.bytes(["ls-tree", "-z", "-l", sha])).toString().split("\0").slice(0, -1);
      return ok(
        listed.map((entry) => {
          const [head = "", name = ""] = entry.split("\t");
          const [, type = "", object = "", size = "0"] = head.split(/ +/);
          const whole = path === "" ? name : `${path}/${name}`;
          const kind = type === "tree" ? "dir" : type === "commit" ? "submodule" : "file";
          return {
            ...entryShape(world, repository, ref, whole, object),
            type: kind,
            size: Number(size) || 0,
          };
        }),
      );
    },
  ),

  repositoryRoute("PUT", "/contents/{path}", { contents: "write" }, (call) =>
    change(call, async (git, path) => {
      const encoded = call.body.text("content");
      if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(encoded)) throw unprocessable("content is not valid Base64");
      return { path, sha: await writeBlob(git, Buffer.from(encoded, "base64")) };
    }),
  ),

  repositoryRoute("DELETE", "/contents/{path}", { contents: "write" }, (call) =>
    change(call, (_, path) => Promise.resolve({ path, sha: null })),
  ),
];

/** A commit that changes one file of a branch, if the file is as the caller saw it. */
async function change(
  call: RepositoryCall,
  to: (
    git: Repository["git"],
    path: string,
  ) => Promise<{ readonly path: string; readonly sha: string | null }>,
): Promise<Answer> {
  const { world, repository, params, body, caller } = call;
  const { git, state } = repository;
  const path = params["path"] ?? "";
  const message = body.text("message");
  const branch = body.optionalText("branch") ?? state.defaultBranch;
  const seen = body.optionalText("sha");
  const parent = await repository.branch(branch);
  if (parent === undefined && !(await repository.isEmpty()))
    throw new ApiError(404, `Branch ${branch} not found`);
  const before = parent === undefined ? undefined : await git.resolve(`${parent}:${path}`, "blob");
  const { sha } = await to(git, path);
  if (sha === null && before === undefined) throw notFound();
  if (before !== undefined && seen === undefined)
    throw unprocessable(`Invalid request.\n\n"sha" wasn't supplied.`);
  if (seen !== undefined && seen !== before) throw new ApiError(409, `${path} does not match ${seen}`);
  if (parent !== undefined) refuseProtected(repository, `refs/heads/${branch}`, 409);
  if (path.startsWith(".github/workflows/") && !may(caller, "workflows", "write"))
    throw new ApiError(403, "Resource not accessible by integration");
  const base = parent === undefined ? undefined : (await readCommit(git, parent)).tree;
  const tree = await writeTree(git, base, [{ path, sha }]);
  const author = signatureOf(call, body.part("author")) ?? signatureOf(call, body.part("committer"));
  const made = await writeCommit(git, {
    tree,
    parents: parent === undefined ? [] : [parent],
    message,
    author: author ?? defaultSignature(call),
    committer: signatureOf(call, body.part("committer")) ?? author ?? defaultSignature(call),
  });
  await moveRef(repository, `refs/heads/${branch}`, parent, made);
  const commit = gitCommitShape(world, repository, await readCommit(git, made));
  if (sha === null) return ok({ content: null, commit });
  const answer = { content: await fileShape(world, repository, branch, path, sha), commit };
  return before === undefined ? created(answer) : ok(answer);
}

function entryShape(world: World, repository: Repository, ref: string, path: string, sha: string) {
  const api = repositoryUrl(world, repository);
  const page = pageUrl(world, repository);
  const escaped = path.split("/").map(encodeURIComponent).join("/");
  const links = {
    self: `${api}/contents/${escaped}?ref=${encodeURIComponent(ref)}`,
    git: `${api}/git/blobs/${sha}`,
    html: `${page}/blob/${ref}/${escaped}`,
  };
  return {
    name: path.slice(path.lastIndexOf("/") + 1),
    path,
    sha,
    url: links.self,
    html_url: links.html,
    git_url: links.git,
    download_url: `${page}/raw/${ref}/${escaped}`,
    _links: links,
  };
}

/** Files over a megabyte come without content. */
const MOST_BYTES = 1_048_576;

/** `content-file` */
async function fileShape(world: World, repository: Repository, ref: string, path: string, sha: string) {
  const content = await repository.git.contentOf(sha);
  const small = content.length <= MOST_BYTES;
  return {
    ...entryShape(world, repository, ref, path, sha),
    type: "file",
    size: content.length,
    content: small ? content.toString("base64").replace(/.{60}/g, "$&\n") : "",
    encoding: small ? "base64" : "none",
  };
}
