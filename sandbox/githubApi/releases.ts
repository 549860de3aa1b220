import { invalid } from "./answer";
import { readCommit } from "./commits";
import { moveRef } from "./refs";
import type { Repository } from "./repository";
import type { Release } from "./state";
import type { World } from "./world";

export interface NewRelease {
  readonly tag: string;
  /** Where the tag is made if there is none: a branch or a commit. @default the default branch */
  readonly target?: string;
  readonly name?: string | null;
  readonly body?: string | null;
  /** @default false */
  readonly draft?: boolean;
  /** @default false */
  readonly prerelease?: boolean;
  /** Login. */
  readonly author: string;
}

/**
 * Somebody makes a release, and its tag where there is none, unless it is a draft.
 * @throws ApiError 422 where there is one of that tag, or nothing to tag
 */
export async function makeRelease(
  world: World,
  repository: Repository,
  wanted: NewRelease,
): Promise<Release> {
  const { tag, target = repository.state.defaultBranch, draft = false } = wanted;
  refuseSecond(repository, tag, draft);
  const release: Release = {
    id: world.nextId(),
    tag,
    target,
    name: wanted.name ?? null,
    body: wanted.body ?? null,
    draft,
    prerelease: wanted.prerelease ?? false,
    author: wanted.author,
    createdAt: world.time(),
    publishedAt: null,
  };
  if (!draft) await publish(world, repository, release);
  repository.state.releases.push(release);
  repository.save();
  return release;
}

/** A draft becomes what others see: its tag is made where there is none, and its time is the commit's. */
export async function publish(world: World, repository: Repository, release: Release): Promise<void> {
  const tagged = await repository.git.resolve(`refs/tags/${release.tag}`, "commit");
  const commit = tagged ?? (await repository.commitOf(release.target));
  if (commit === undefined)
    throw invalid({ resource: "Release", code: "invalid", field: "target_commitish" });
  if ((await repository.git.try(["check-ref-format", `refs/tags/${release.tag}`])).code !== 0)
    throw invalid({
      resource: "Release",
      code: "custom",
      field: "tag_name",
      message: "tag_name is not a valid tag",
    });
  if (tagged === undefined) await moveRef(repository, `refs/tags/${release.tag}`, undefined, commit);
  release.createdAt = (await readCommit(repository.git, commit)).committer.date;
  release.publishedAt ??= world.time();
  release.draft = false;
}

/** Drafts may share a tag's name; published releases may not. */
export function refuseSecond({ state }: Repository, tag: string, draft: boolean, but?: Release): void {
  if (!draft && state.releases.some((other) => other !== but && !other.draft && other.tag === tag))
    throw invalid({ resource: "Release", code: "already_exists", field: "tag_name" });
}
