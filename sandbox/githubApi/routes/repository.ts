import { ok, paged } from "../answer";
import { repositoryRoute, tokenRoute, type Route } from "../route";
import { covers } from "../access";
import { fullRepositoryShape, repositoryShape, repositoryUrl } from "../shapes/repository";
import { nodeId } from "../shapes/user";
import { branchShape } from "../shapes/branch";

/** https://docs.github.com/en/rest/repos/repos */
export const repositoryRoutes: readonly Route[] = [
  repositoryRoute("GET", "", { metadata: "read" }, ({ world, repository }) =>
    ok(fullRepositoryShape(world, repository)),
  ),

  tokenRoute("GET", "/installation/repositories", ({ world, caller, ...paging }) => {
    const covered = world.all().filter((repository) => covers(caller, repository));
    return paged(
      covered.map((repository) => repositoryShape(world, repository)),
      paging,
      (repositories) => ({ total_count: covered.length, repositories }),
    );
  }),

  repositoryRoute(
    "GET",
    "/branches/{branch}",
    { contents: "read" },
    async ({ world, repository, params }) => {
      const name = params["branch"] ?? "";
      return ok(await branchShape(world, repository, name));
    },
  ),

  repositoryRoute("GET", "/tags", { contents: "read" }, async ({ world, repository, ...paging }) => {
    const api = repositoryUrl(world, repository);
    const refs = await repository.git.lines([
      "for-each-ref",
      "--sort=-version:refname",
      "--format=%(refname:strip=2) %(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end)",
      "refs/tags",
    ]);
    return paged(
      refs.map((line) => {
        const [name = "", sha = ""] = line.split(" ");
        return {
          name,
          node_id: nodeId("REF", `refs/tags/${name}`),
          commit: { sha, url: `${api}/commits/${sha}` },
          zipball_url: `${api}/zipball/refs/tags/${name}`,
          tarball_url: `${api}/tarball/refs/tags/${name}`,
        };
      }),
      paging,
    );
  }),
];
