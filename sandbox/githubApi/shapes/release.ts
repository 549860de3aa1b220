import type { Repository } from "../repository";
import type { Release } from "../state";
import type { World } from "../world";
import { pageUrl, repositoryUrl } from "./repository";
import { nodeId, userShape } from "./user";

/** `release` */
export function releaseShape(world: World, repository: Repository, release: Release) {
  const api = repositoryUrl(world, repository);
  const url = `${api}/releases/${release.id}`;
  // A draft has no tag yet, and a page that says so.
  const page = release.draft ? `untagged-${release.id.toString(16)}` : encodeURIComponent(release.tag);
  return {
    id: release.id,
    node_id: nodeId("RE", release.id),
    url,
    html_url: `${pageUrl(world, repository)}/releases/tag/${page}`,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    tarball_url: release.draft ? null : `${api}/tarball/${release.tag}`,
    zipball_url: release.draft ? null : `${api}/zipball/${release.tag}`,
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    body: release.body,
    draft: release.draft,
    prerelease: release.prerelease,
    immutable: false,
    created_at: release.createdAt,
    published_at: release.publishedAt,
    author: userShape(world, release.author),
    assets: [],
  };
}
