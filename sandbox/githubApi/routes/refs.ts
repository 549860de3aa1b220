import { created, noContent, notFound, ok, paged, unprocessable } from "../answer";
import { moveRef, refuseEmpty, refuseProtected, refuseWorkflows } from "../refs";
import type { Repository } from "../repository";
import { repositoryRoute, type Route } from "../route";
import { repositoryUrl } from "../shapes/repository";
import { nodeId } from "../shapes/user";
import type { World } from "../world";

/** https://docs.github.com/en/rest/git/refs */
export const refRoutes: readonly Route[] = [
  repositoryRoute("GET", "/git/ref/{ref}", { contents: "read" }, async ({ world, repository, params }) => {
    await refuseEmpty(repository);
    const ref = `refs/${params["ref"]}`;
    const sha = await repository.git.resolve(ref);
    if (sha === undefined) throw notFound();
    return ok(await refShape(world, repository, ref, sha));
  }),

  repositoryRoute(
    "GET",
    "/git/matching-refs/{ref}",
    { contents: "read" },
    async ({ world, repository, params, ...paging }) => {
      await refuseEmpty(repository);
      const prefix = `refs/${params["ref"]}`;
      const lines = await repository.git.lines(["for-each-ref", "--format=%(refname) %(objectname)"]);
      const found = lines.map((line) => line.split(" ")).filter(([ref = ""]) => ref.startsWith(prefix));
      const shapes = await Promise.all(
        found.map(([ref = "", sha = ""]) => refShape(world, repository, ref, sha)),
      );
      return paged(shapes, paging);
    },
  ),

  repositoryRoute("POST", "/git/refs", { contents: "write" }, async ({ world, repository, body, caller }) => {
    await refuseEmpty(repository);
    const ref = body.text("ref");
    const sha = body.text("sha");
    if (!/^refs\/(heads|tags)\/.+/.test(ref))
      throw unprocessable("Reference name must start with 'refs/' and contain at least two slashes.");
    if ((await repository.git.try(["check-ref-format", ref])).code !== 0)
      throw unprocessable(`${ref} is not a valid ref name.`);
    const object = await repository.git.resolve(sha);
    if (object === undefined || object !== sha) throw unprocessable("Object does not exist");
    if ((await repository.git.resolve(ref)) !== undefined) throw unprocessable("Reference already exists");
    await refuseWorkflows(repository, sha, caller);
    await moveRef(repository, ref, undefined, sha);
    return created(await refShape(world, repository, ref, sha));
  }),

  repositoryRoute(
    "PATCH",
    "/git/refs/{ref}",
    { contents: "write" },
    async ({ world, repository, params, body, caller }) => {
      const ref = `refs/${params["ref"]}`;
      const sha = body.text("sha");
      const before = await repository.git.resolve(ref);
      if (before === undefined) throw unprocessable("Reference does not exist");
      if ((await repository.git.resolve(sha)) !== sha) throw unprocessable("Object does not exist");
      refuseProtected(repository, ref, 422);
      if (!body.flag("force") && !(await repository.git.isAncestor(before, sha)))
        throw unprocessable("Update is not a fast forward");
      await refuseWorkflows(repository, sha, caller);
      await moveRef(repository, ref, before, sha);
      return ok(await refShape(world, repository, ref, sha));
    },
  ),

  repositoryRoute("DELETE", "/git/refs/{ref}", { contents: "write" }, async ({ repository, params }) => {
    const ref = `refs/${params["ref"]}`;
    const before = await repository.git.resolve(ref);
    if (before === undefined) throw unprocessable("Reference does not exist");
    refuseProtected(repository, ref, 422);
    if (ref === `refs/heads/${repository.state.defaultBranch}`)
      throw unprocessable("Cannot delete the default branch");
    await moveRef(repository, ref, before, undefined);
    return noContent;
  }),
];

/** `git-ref` */
async function refShape(world: World, repository: Repository, ref: string, sha: string) {
  const api = repositoryUrl(world, repository);
  const type = await repository.git.kindOf(sha);
  return {
    ref,
    node_id: nodeId("REF", ref),
    url: `${api}/git/${ref}`,
    object: { type, sha, url: `${api}/git/${type}s/${sha}` },
  };
}
