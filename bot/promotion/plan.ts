import { isVersionTag } from "../../manifest/schema/releases";
import { Refused } from "../failure";
import { prodOf, withRelease } from "./line";
import { branchOf, manifestPath } from "./names";
import { isOlder } from "./order";
import { releasedBy, type Released } from "./released";
import { isWaiting } from "./requests";
import type { Pull, Request, State } from "./state";

/** What becomes of a tag, and why, in words for whoever asked for it. */
export type Decision =
  | { readonly kind: "nothing"; readonly because: string }
  /** Its pull request is open, says `text`, and is the project's only one. */
  | {
      readonly kind: "propose";
      readonly because: string;
      readonly text: string;
      /** Whether its branch is written: somebody else's is left as it is. */
      readonly write: boolean;
      readonly superseded: readonly Pull[];
    }
  /** It is not for prod now: its open pull requests are closed, and may come back where `back` says so. */
  | {
      readonly kind: "withdraw";
      readonly because: string;
      readonly pulls: readonly Pull[];
      readonly back: boolean;
    }
  /** It will not go to prod as it is. */
  | { readonly kind: "refuse"; readonly because: string; readonly pulls: readonly Pull[] }
  /** It is decided: how far it is. */
  | {
      readonly kind: "report";
      readonly because: string;
      readonly state: "in_progress" | "success" | "inactive";
      readonly url: string;
    };

/**
 * Decides by the state of things alone: which event brought the message, and how often, is not known here.
 *
 * A version is one commit, for good. An older version never takes the place of a newer one, and what people have decided
 * stays decided, until somebody asks again: by a deployment of their own, or a further one.
 */
export function plan(state: State): Decision {
  return (
    atRest(state) ??
    inProd(state) ??
    unreleased(state) ??
    moved(state) ??
    settled(state) ??
    superseded(state) ??
    untried(state) ??
    proposal(state)
  );
}

/** The project takes no releases any more. */
function atRest({ project, archived, pulls, others }: State): Decision | undefined {
  if (!archived && project.lifecycle !== "retired") return undefined;
  const open = [...pulls, ...others].filter(isOpen);
  const because = archived ? `${project.repository} is archived` : `${project.project} is retired`;
  return open.length > 0
    ? { kind: "withdraw", because, pulls: open, back: true }
    : { kind: "nothing", because };
}

/** The manifest names the tag already. */
function inProd(state: State): Decision | undefined {
  const { tag, commit, requests, pulls } = state;
  const released = releasedOf(state);
  if (released?.tag !== tag) return undefined;
  if (released.commit !== undefined && commit !== undefined && released.commit !== commit) {
    return refusal(state, movedFrom(state, released.commit));
  }
  const [request] = requests;
  const because = `${tag} is what the manifest names`;
  if (request === undefined || !isWaiting(request)) return { kind: "nothing", because };
  const merged = pulls.find((pull) => pull.state === "merged");
  const done = requests.find(
    ({ status }) => status?.state === "success" && status.at >= (merged?.closed ?? status.at),
  )?.status;
  if (done !== undefined)
    return { kind: "report", because: done.description, state: "success", url: done.url };
  return {
    kind: "report",
    because: merged
      ? `Merged by pull request ${merged.number}, and being deployed`
      : `${because}; being deployed`,
    state: "in_progress",
    url: merged?.url ?? "",
  };
}

function unreleased(state: State): Decision | undefined {
  const { tag, release, commit, pulls, requests } = state;
  if (!isVersionTag(tag)) {
    return refusal(state, `${tag} is no version such as v1.2.0: release a tag that is one`);
  }
  const because =
    release === undefined || commit === undefined
      ? `${tag} has no published release: it was deleted, or is a draft`
      : release.prerelease
        ? `${tag} is a pre-release: it goes to prod once it is a release`
        : undefined;
  if (because === undefined) return undefined;
  const open = pulls.filter(isOpen);
  return open.length > 0 || requests.some(isNewest(requests))
    ? { kind: "withdraw", because, pulls: open, back: true }
    : { kind: "nothing", because };
}

/** The tag names another commit than when it was first asked for. */
function moved(state: State): Decision | undefined {
  const pins = [...state.pulls.map(({ pin }) => pin), ...state.requests.map(({ sha }) => sha)];
  const other = pins.find((pin) => pin !== undefined && pin !== state.commit);
  return other === undefined ? undefined : refusal(state, movedFrom(state, other));
}

function movedFrom({ tag, commit }: State, from: string): string {
  return `${tag} was ${short(from)} and now names ${short(commit ?? "nothing")}: release a new version`;
}

/** People have decided about it, and nobody has asked since. */
function settled({ tag, pulls, requests }: State): Decision | undefined {
  const [last] = pulls;
  if (last === undefined || last.state === "open" || mayComeBack(last)) return undefined;
  if (askedAgain(requests, last.closed ?? last.created)) return undefined;
  const because =
    last.state === "merged"
      ? `${tag} was in prod by pull request ${last.number} and is no more`
      : `Pull request ${last.number} for ${tag} was closed`;
  const [request] = requests;
  return request !== undefined && isWaiting(request)
    ? { kind: "report", because: `${because}; ask again by a deployment`, state: "inactive", url: last.url }
    : { kind: "nothing", because };
}

/** A newer version is in prod, or asked for. */
function superseded(state: State): Decision | undefined {
  const { tag, others, pulls, requests } = state;
  const [own] = pulls;
  const since = own === undefined || isOpen(own) ? undefined : own.closed;
  const released = releasedOf(state)?.tag;
  const newer = others.find((other) => isOlder(tag, other.tag) && !askedAgain(requests, other.created));
  const because =
    released !== undefined && isOlder(tag, released) && !askedAgain(requests, since)
      ? `${released} is in prod, which is newer than ${tag}`
      : newer && `${newer.tag} is asked for by pull request ${newer.number}, which is newer than ${tag}`;
  if (because === undefined) return undefined;
  const open = pulls.filter(isOpen);
  return open.length > 0 || requests.some(isNewest(requests))
    ? { kind: "withdraw", because: `${because}; ask again by a deployment`, pulls: open, back: false }
    : { kind: "nothing", because };
}

/** There is no evidence that it works in stage. What has a pull request had some. */
function untried(state: State): Decision | undefined {
  const { tag, evidence, pulls } = state;
  if (evidence?.verdict === "passed" || pulls.some(isOpen)) return undefined;
  const verdict = evidence?.verdict ?? "never ran";
  const wait =
    verdict === "is still running" ? "ask again once it has passed" : "run it on this tag, then ask again";
  return refusal(state, `stage-e2e ${verdict} for ${tag}: ${wait}`);
}

function proposal(state: State): Decision {
  const { tag, commit = "", manifest, branch, others, pulls, project } = state;
  if (manifest === undefined) {
    return refusal(state, `there is no ${manifestPath(project.project)} on the default branch`);
  }
  let text;
  try {
    text = withRelease(manifest, { tag, commit });
  } catch (error) {
    if (error instanceof Refused) return refusal(state, error.message);
    throw error;
  }
  if (branch?.foreign === true && !pulls.some(isOpen)) {
    return refusal(
      state,
      `the branch ${branchOf(project.project, tag)} has somebody's commits: delete it, and ask again`,
    );
  }
  const written = branch !== undefined && !branch.merged && branch.text === text;
  return {
    kind: "propose",
    because: pulls.some(isOpen)
      ? branch?.foreign === true
        ? `${tag} is asked for; its branch has somebody's commits and is left as it is`
        : `${tag} is asked for`
      : `${tag} passed in stage`,
    text,
    write: !written && branch?.foreign !== true,
    superseded: others,
  };
}

function refusal({ pulls, requests }: State, because: string): Decision {
  const open = pulls.filter(isOpen);
  return open.length > 0 || requests.some(isNewest(requests))
    ? { kind: "refuse", because, pulls: open }
    : { kind: "nothing", because };
}

function releasedOf({ manifest }: State): Released | undefined {
  if (manifest === undefined) return undefined;
  try {
    return releasedBy(prodOf(manifest));
  } catch (error) {
    // A manifest that cannot be read is refused where it would be written.
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/**
 * Whether somebody has insisted since: a person by a deployment of their own, or anybody by a further one. The first
 * that a workflow makes belongs to the release itself.
 */
function askedAgain([newest, ...older]: readonly Request[], since?: string): boolean {
  if (newest === undefined || (since !== undefined && newest.created <= since)) return false;
  return newest.byPerson || older.length > 0;
}

/** The newest request, where it waits for an answer. */
function isNewest([newest]: readonly Request[]): (request: Request) => boolean {
  return (request) => request === newest && isWaiting(request);
}

function isOpen({ state }: Pull): boolean {
  return state === "open";
}

/** In the text of a pull request that the bot closed for a reason that may pass. */
export const BACK_MARK = "<!-- marvin:promotion may come back -->";

function mayComeBack({ state, body }: Pull): boolean {
  return state === "closed" && body.includes(BACK_MARK);
}

function short(commit: string): string {
  return commit.slice(0, 7);
}
