import { decode } from "../../manifest/text";
import { Refused } from "../failure";
import type { GitHub } from "../github/client";
import { found } from "../github/found";
import { placeOf, sameName } from "../github/place";
import { prodOf, type ManifestFile } from "./line";
import { branchOf, manifestPath, tagOfBranch } from "./names";
import { releasedBy } from "./released";
import type { Branch, Pull, State } from "./state";

/** What the manager knows of one tag of a project. */
export interface ManagerSide extends Pick<State, "manifest" | "pulls" | "others" | "branch"> {
  readonly base: Base;
}

/** The manager's default branch. */
export interface Base {
  readonly name: string;
  readonly head: string;
}

/** @param login the bot's own, `SLUG[bot]` */
export async function observeManager(
  client: GitHub,
  manager: string,
  { project, tag, login }: { readonly project: string; readonly tag: string; readonly login: string },
): Promise<ManagerSide> {
  const place = placeOf(manager);
  const name = (await client.rest.repos.get(place)).data.default_branch;
  const { data: ref } = await client.rest.git.getRef({ ...place, ref: `heads/${name}` });
  const base: Base = { name, head: ref.object.sha };
  const file = manifestPath(project);
  const text = await textAt(client, manager, file, base.head);
  const listed = await client.paginate(client.rest.pulls.list, {
    ...place,
    state: "all",
    head: `${place.owner}:${branchOf(project, tag)}`,
    per_page: 100,
  });
  const pulls = listed.sort((one, other) => other.number - one.number).map((pull) => pullOf(pull, tag));
  const [newest, ...older] = pulls;
  const head = listed[0]?.head.sha;
  return {
    base,
    manifest: text === undefined ? undefined : { file, text },
    pulls:
      newest === undefined || head === undefined
        ? []
        : [{ ...newest, pin: await pinAt(client, manager, { file, head, tag }) }, ...older],
    others: await othersOpen(client, manager, { project, tag, login }),
    branch: await branchAt(client, manager, { base, branch: branchOf(project, tag), file, login }),
  };
}

interface ListedPull {
  readonly number: number;
  readonly html_url: string;
  readonly state: string;
  readonly body: string | null;
  readonly labels: readonly { readonly name: string }[];
  readonly created_at: string;
  readonly closed_at: string | null;
  readonly merged_at: string | null;
}

function pullOf(pull: ListedPull, tag: string): Pull {
  const state = pull.merged_at !== null ? "merged" : pull.state === "open" ? "open" : "closed";
  return {
    number: pull.number,
    url: pull.html_url,
    tag,
    state,
    body: pull.body ?? "",
    labels: pull.labels.map(({ name }) => name),
    created: pull.created_at,
    closed: pull.closed_at ?? undefined,
    pin: undefined,
  };
}

/** Those of the bot for the project's other tags. A fork's branches may be called alike. */
async function othersOpen(
  client: GitHub,
  manager: string,
  { project, tag, login }: { readonly project: string; readonly tag: string; readonly login: string },
): Promise<readonly Pull[]> {
  const open = await client.paginate(client.rest.pulls.list, {
    ...placeOf(manager),
    state: "open",
    per_page: 100,
  });
  return open.flatMap((pull) => {
    const other = tagOfBranch(project, pull.head.ref);
    const own = pull.user?.login === login && sameName(pull.head.repo.full_name, manager);
    return own && other !== undefined && other !== tag ? [pullOf(pull, other)] : [];
  });
}

async function pinAt(
  client: GitHub,
  manager: string,
  { file, head, tag }: { readonly file: string; readonly head: string; readonly tag: string },
): Promise<string | undefined> {
  const text = await textAt(client, manager, file, head);
  const released = releasedBy(text === undefined ? undefined : readable({ file, text }));
  return released.tag === tag ? released.commit : undefined;
}

/** What a manifest that somebody may have broken names for prod. */
function readable(manifest: ManifestFile): string | undefined {
  try {
    return prodOf(manifest);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

async function branchAt(
  client: GitHub,
  manager: string,
  at: { readonly base: Base; readonly branch: string; readonly file: string; readonly login: string },
): Promise<Branch | undefined> {
  const place = placeOf(manager);
  const ref = await found(client.rest.git.getRef({ ...place, ref: `heads/${at.branch}` }));
  if (ref === undefined) return undefined;
  const head = ref.object.sha;
  const { data } = await client.rest.repos.compareCommitsWithBasehead({
    ...place,
    basehead: `${at.base.head}...${head}`,
  });
  return {
    head,
    text: await textAt(client, manager, at.file, head),
    // More commits than one answer holds are not the bot's.
    foreign:
      data.ahead_by > data.commits.length || data.commits.some(({ author }) => author?.login !== at.login),
    merged: data.ahead_by === 0,
  };
}

/**
 * A manifest's text at a commit, byte by byte; undefined where there is no such file.
 * @throws Refused where it is no text file
 */
export async function textAt(
  client: GitHub,
  manager: string,
  file: string,
  ref: string,
): Promise<string | undefined> {
  const content = await found(client.rest.repos.getContent({ ...placeOf(manager), path: file, ref }));
  if (content === undefined) return undefined;
  if (Array.isArray(content) || content.type !== "file" || content.encoding !== "base64") {
    throw new Refused(`${file} of ${manager} is no file that can be read: make it a plain YAML file`);
  }
  const decoded = decode(Buffer.from(content.content, "base64"));
  if ("refused" in decoded) throw new Refused(`${file} of ${manager}: ${decoded.refused}`);
  return decoded.text;
}
