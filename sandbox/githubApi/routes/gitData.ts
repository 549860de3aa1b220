import { ApiError, created, notFound, ok, unprocessable } from "../answer";
import type { Body } from "../body";
import {
  isoSeconds,
  parseSignature,
  readCommit,
  writeBlob,
  writeCommit,
  writeTree,
  type Signature,
  type TreeChange,
} from "../commits";
import { refuseEmpty } from "../refs";
import type { Repository } from "../repository";
import { repositoryRoute, type Call, type Route } from "../route";
import { accountAddress, gitCommitShape } from "../shapes/commit";
import { repositoryUrl } from "../shapes/repository";
import { nodeId } from "../shapes/user";
import type { World } from "../world";

/** https://docs.github.com/en/rest/git: blobs, trees, commits and annotated tags */
export const gitDataRoutes: readonly Route[] = [
  repositoryRoute(
    "GET",
    "/git/blobs/{file_sha}",
    { contents: "read" },
    async ({ world, repository, params }) => {
      await refuseEmpty(repository);
      const sha = await repository.git.resolve(params["file_sha"] ?? "", "blob");
      if (sha === undefined) throw notFound();
      const content = await repository.git.contentOf(sha);
      return ok({
        sha,
        node_id: nodeId("B", sha),
        size: content.length,
        url: `${repositoryUrl(world, repository)}/git/blobs/${sha}`,
        content: content.toString("base64"),
        encoding: "base64",
      });
    },
  ),

  repositoryRoute("POST", "/git/blobs", { contents: "write" }, async ({ world, repository, body }) => {
    await refuseEmpty(repository);
    const encoding = body.optionalText("encoding") ?? "utf-8";
    if (encoding !== "utf-8" && encoding !== "base64")
      throw unprocessable("The encoding must be either utf-8 or base64.");
    const sha = await writeBlob(repository.git, Buffer.from(body.text("content"), encoding));
    return created({ sha, url: `${repositoryUrl(world, repository)}/git/blobs/${sha}` });
  }),

  repositoryRoute(
    "GET",
    "/git/trees/{tree_sha}",
    { contents: "read" },
    async ({ world, repository, params, query }) => {
      await refuseEmpty(repository);
      const name = params["tree_sha"] ?? "";
      const commit = await repository.commitOf(name);
      const sha = await repository.git.resolve(commit ?? name, "tree");
      if (sha === undefined) throw notFound();
      return ok(await treeShape(world, repository, sha, query.has("recursive")));
    },
  ),

  repositoryRoute("POST", "/git/trees", { contents: "write" }, async ({ world, repository, body }) => {
    await refuseEmpty(repository);
    const base = body.optionalText("base_tree");
    const known = base === undefined ? undefined : await repository.git.resolve(base, "tree");
    if (base !== undefined && known === undefined) throw notFound();
    const changes: TreeChange[] = [];
    for (const entry of body.objects("tree")) changes.push(await treeChange(repository, entry));
    const sha = await writeTree(repository.git, known, changes);
    return created(await treeShape(world, repository, sha, false));
  }),

  repositoryRoute(
    "GET",
    "/git/commits/{commit_sha}",
    { contents: "read" },
    async ({ world, repository, params }) => {
      await refuseEmpty(repository);
      const sha = await repository.git.resolve(params["commit_sha"] ?? "", "commit");
      if (sha === undefined) throw notFound();
      return ok(gitCommitShape(world, repository, await readCommit(repository.git, sha)));
    },
  ),

  repositoryRoute("POST", "/git/commits", { contents: "write" }, async (call) => {
    const { world, repository, body } = call;
    await refuseEmpty(repository);
    const message = body.text("message");
    const tree = body.text("tree");
    const parents = body.texts("parents") ?? [];
    if ((await repository.git.resolve(tree, "tree")) !== tree)
      throw unprocessable("Tree SHA does not exist or is not a tree object");
    for (const parent of parents)
      if ((await repository.git.resolve(parent, "commit")) !== parent)
        throw unprocessable("Parent SHA does not exist or is not a commit object");
    const author = signatureOf(call, body.part("author")) ?? defaultSignature(call);
    const committer = signatureOf(call, body.part("committer")) ?? author;
    const sha = await writeCommit(repository.git, { tree, parents, message, author, committer });
    return created(gitCommitShape(world, repository, await readCommit(repository.git, sha)));
  }),

  repositoryRoute("POST", "/git/tags", { contents: "write" }, async (call) => {
    const { world, repository, body } = call;
    await refuseEmpty(repository);
    const [tag, object, type] = [body.text("tag"), body.text("object"), body.text("type")];
    if ((await repository.git.resolve(object)) !== object) throw unprocessable("Object does not exist");
    const { name, email, date } = signatureOf(call, body.part("tagger")) ?? defaultSignature(call);
    const seconds = Math.floor(Date.parse(date) / 1000);
    const head = `object ${object}\ntype ${type}\ntag ${tag}\ntagger ${name} <${email}> ${seconds} +0000\n`;
    const sha = await repository.git.text(["mktag"], { input: `${head}\n${body.text("message")}\n` });
    return created(await tagShape(world, repository, sha));
  }),

  repositoryRoute(
    "GET",
    "/git/tags/{tag_sha}",
    { contents: "read" },
    async ({ world, repository, params }) => {
      await refuseEmpty(repository);
      const sha = await repository.git.resolve(params["tag_sha"] ?? "", "tag");
      if (sha === undefined) throw notFound();
      return ok(await tagShape(world, repository, sha));
    },
  ),
];

/** `git-tag`: an annotated one */
async function tagShape(world: World, repository: Repository, sha: string) {
  const text = (await repository.git.contentOf(sha)).toString().replace(/\n$/, "");
  const [head = "", ...message] = text.split("\n\n");
  const field = (key: string) => new RegExp(`^${key} (.*)$`, "m").exec(head)?.[1] ?? "";
  const api = repositoryUrl(world, repository);
  return {
    sha,
    node_id: nodeId("TA", sha),
    url: `${api}/git/tags/${sha}`,
    tag: field("tag"),
    message: message.join("\n\n"),
    tagger: parseSignature(field("tagger")),
    object: {
      sha: field("object"),
      type: field("type"),
      url: `${api}/git/${field("type")}s/${field("object")}`,
    },
  };
}

/** Who commits by the API without saying who: the account that the token speaks for. */
export function defaultSignature({ world, login }: Call): Signature {
  return { ...accountAddress(login), date: isoSeconds(world.now()) };
}

export function signatureOf({ world }: Call, given: Body | undefined): Signature | undefined {
  if (given === undefined) return undefined;
  return {
    name: given.text("name"),
    email: given.text("email"),
    date: given.optionalText("date") ?? isoSeconds(world.now()),
  };
}

const MODES = ["100644", "100755", "040000", "160000", "120000"];

async function treeChange(repository: Repository, entry: Body): Promise<TreeChange> {
  const path = entry.text("path");
  const mode = entry.optionalText("mode") ?? "100644";
  if (!MODES.includes(mode)) throw unprocessable("tree.mode contains an invalid value");
  if (entry.get("sha") === null) return { path, sha: null };
  if (mode === "040000" || mode === "160000")
    throw new ApiError(501, "this GitHub takes no trees or submodules in a tree: give the blobs' paths");
  if (entry.has("content"))
    return { path, mode, sha: await writeBlob(repository.git, entry.text("content")) };
  const sha = entry.text("sha");
  if ((await repository.git.resolve(sha, "blob")) !== sha)
    throw unprocessable(`tree.sha ${sha} is not a valid blob`);
  return { path, mode, sha };
}

/** `git-tree` */
async function treeShape(world: World, repository: Repository, sha: string, recursive: boolean) {
  const api = repositoryUrl(world, repository);
  const listed = await repository.git.bytes(["ls-tree", "-z", "-l", ...(recursive ? ["-r", "-t"] : []), sha]);
  const entries = listed.toString().split("\0").slice(0, -1);
  return {
    sha,
    url: `${api}/git/trees/${sha}`,
    truncated: false,
    tree: entries.map((entry) => {
      const [head = "", path = ""] = entry.split("\t");
      const [mode = "", type = "", object = "", size = "-"] = head.split(/ +/);
      return {
        path,
        mode,
        type,
        sha: object,
        ...(size !== "-" && { size: Number(size) }),
        url: `${api}/git/${type}s/${object}`,
      };
    }),
  };
}
