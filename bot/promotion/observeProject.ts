import type { GitHub } from "../github/client";
import { found } from "../github/found";
import { placeOf } from "../github/place";
import { evidenceOf } from "./evidence";
import { requestsFor } from "./requests";
import type { Release, State } from "./state";

/** What a project's repository knows of one of its tags. */
export type ProjectSide = Pick<State, "archived" | "release" | "commit" | "evidence" | "requests">;

export async function observeProject(client: GitHub, repository: string, tag: string): Promise<ProjectSide> {
  const place = placeOf(repository);
  const { data } = await client.rest.repos.get(place);
  const release = await releaseOf(client, repository, tag);
  const commit = await commitOfTag(client, repository, tag);
  const evidence = release && commit ? await evidenceOf(client, repository, commit) : undefined;
  return {
    archived: data.archived,
    release,
    commit,
    evidence,
    requests: await requestsFor(client, repository, tag),
  };
}

async function releaseOf(client: GitHub, repository: string, tag: string): Promise<Release | undefined> {
  const release = await found(client.rest.repos.getReleaseByTag({ ...placeOf(repository), tag }));
  if (release === undefined || release.draft) return undefined;
  return {
    url: release.html_url,
    prerelease: release.prerelease,
    author: release.author.login,
    published: release.published_at ?? release.created_at,
  };
}

/** An annotated tag is an object of its own, which names the commit, or another tag. */
const MOST_TAGS = 5;

/** The commit that a tag names, through annotated tags; undefined where there is none. */
export async function commitOfTag(
  client: GitHub,
  repository: string,
  tag: string,
): Promise<string | undefined> {
  const place = placeOf(repository);
  const ref = await found(client.rest.git.getRef({ ...place, ref: `tags/${tag}` }));
  let object = ref?.object;
  for (let i = 0; i < MOST_TAGS && object?.type === "tag"; i++) {
    object = (await client.rest.git.getTag({ ...place, tag_sha: object.sha })).data.object;
  }
  return object?.type === "commit" ? object.sha : undefined;
}
