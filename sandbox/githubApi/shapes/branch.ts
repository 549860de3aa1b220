import { ApiError } from "../answer";
import { readCommit } from "../commits";
import type { Repository } from "../repository";
import { commitShape } from "./commit";
import { pageUrl, repositoryUrl } from "./repository";
import type { World } from "../world";

/** `branch-with-protection` */
export async function branchShape(world: World, repository: Repository, name: string) {
  const sha = await repository.branch(name);
  if (sha === undefined) throw new ApiError(404, "Branch not found");
  const rule = repository.state.protectedBranches.find(({ branch }) => branch === name);
  const url = `${repositoryUrl(world, repository)}/branches/${encodeURIComponent(name)}`;
  const contexts = [...(rule?.checks ?? [])];
  return {
    name,
    commit: commitShape(world, repository, await readCommit(repository.git, sha)),
    _links: { self: url, html: `${pageUrl(world, repository)}/tree/${name}` },
    protected: rule !== undefined,
    protection: {
      enabled: rule?.by === "protection",
      required_status_checks: {
        enforcement_level: contexts.length > 0 ? "everyone" : "off",
        contexts,
        checks: contexts.map((context) => ({ context, app_id: null })),
      },
    },
    protection_url: `${url}/protection`,
  };
}
