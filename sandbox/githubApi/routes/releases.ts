import { may, type Caller } from "../access";
import { created, noContent, notFound, ok, paged } from "../answer";
import { makeRelease, publish, refuseSecond } from "../releases";
import type { Repository } from "../repository";
import { repositoryRoute, type RepositoryCall, type Route } from "../route";
import { releaseShape } from "../shapes/release";
import type { Release } from "../state";

const READ = { contents: "read" } as const;
const WRITE = { contents: "write" } as const;

/** https://docs.github.com/en/rest/releases/releases */
export const releaseRoutes: readonly Route[] = [
  repositoryRoute("GET", "/releases", READ, ({ world, repository, caller, query, url }) => {
    const seen = repository.state.releases.filter((release) => isSeen(release, caller)).reverse();
    return paged(
      seen.map((release) => releaseShape(world, repository, release)),
      { query, url },
    );
  }),

  repositoryRoute("POST", "/releases", WRITE, async ({ world, repository, body, login }) => {
    const target = body.optionalText("target_commitish");
    const release = await makeRelease(world, repository, {
      tag: body.text("tag_name"),
      ...(target !== undefined && { target }),
      name: body.optionalText("name") ?? null,
      body: body.optionalText("body") ?? null,
      draft: body.flag("draft"),
      prerelease: body.flag("prerelease"),
      author: login,
    });
    return created(releaseShape(world, repository, release));
  }),

  repositoryRoute("GET", "/releases/latest", READ, ({ world, repository }) => {
    const full = repository.state.releases.filter(({ draft, prerelease }) => !draft && !prerelease);
    const [latest] = full.sort(
      (one, other) => other.createdAt.localeCompare(one.createdAt) || other.id - one.id,
    );
    if (latest === undefined) throw notFound();
    return ok(releaseShape(world, repository, latest));
  }),

  repositoryRoute("GET", "/releases/tags/{tag}", READ, ({ world, repository, params }) => {
    // Drafts are not found by their tag, whoever asks.
    const found = repository.state.releases.find(({ tag, draft }) => !draft && tag === params["tag"]);
    if (found === undefined) throw notFound();
    return ok(releaseShape(world, repository, found));
  }),

  repositoryRoute("GET", "/releases/{release_id}", READ, ({ world, repository, params, caller }) => {
    const release = releaseOf(repository, params);
    if (!isSeen(release, caller)) throw notFound();
    return ok(releaseShape(world, repository, release));
  }),

  repositoryRoute("PATCH", "/releases/{release_id}", WRITE, async (call) => {
    const release = releaseOf(call.repository, call.params);
    await change(call, release);
    return ok(releaseShape(call.world, call.repository, release));
  }),

  // The tag stays.
  repositoryRoute("DELETE", "/releases/{release_id}", WRITE, ({ repository, params }) => {
    const { releases } = repository.state;
    releases.splice(releases.indexOf(releaseOf(repository, params)), 1);
    return noContent;
  }),
];

async function change({ world, repository, body }: RepositoryCall, release: Release): Promise<void> {
  const tag = body.optionalText("tag_name") ?? release.tag;
  const draft = body.flag("draft", release.draft);
  refuseSecond(repository, tag, draft, release);
  release.tag = tag;
  release.target = body.optionalText("target_commitish") ?? release.target;
  if (body.has("name")) release.name = body.optionalText("name") ?? null;
  if (body.has("body")) release.body = body.optionalText("body") ?? null;
  release.prerelease = body.flag("prerelease", release.prerelease);
  if (draft) release.draft = true;
  else await publish(world, repository, release);
}

/** Drafts are seen by those who may write. */
function isSeen(release: Release, caller: Caller): boolean {
  return !release.draft || may(caller, "contents", "write");
}

function releaseOf({ state }: Repository, params: Readonly<Record<string, string>>): Release {
  const found = state.releases.find(({ id }) => String(id) === params["release_id"]);
  if (found === undefined) throw notFound();
  return found;
}
