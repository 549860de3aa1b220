import { newestOf, order, tagOf } from "../template/versions";

/** A project that gets new versions first, and how it stands with them. */
export interface Canary {
  readonly project: string;
  /** Version on its default branch; absent where it has none yet. */
  readonly merged?: string;
  /** What its open pull request of the bot's brings, and how that stands. */
  readonly open?: { readonly version: string; readonly checks: Checks; readonly url: string };
  /** Why nothing of this is known: it holds the others back, for what is not known to be good is not. */
  readonly unknown?: string;
}

/** `pending` as long as one is not done, or there is none at all. */
export type Checks = "passed" | "pending" | "failed" | "conflicts";

/** How far the channels have come. */
export interface Rollout {
  /** Tags of the template that are versions, oldest first. */
  readonly releases: readonly string[];
  readonly stable: {
    /** Absent where no version has come through the canaries. */
    readonly tag?: string;
    /** Why it is not a newer one; absent where it is the newest. */
    readonly held?: string;
  };
}

/** The version that a project is to follow. */
export type Target =
  | { readonly kind: "pinned"; readonly tag: string }
  /** At least this one: a project that is ahead of its channel is not taken back. */
  | { readonly kind: "channel"; readonly tag: string }
  | { readonly kind: "none"; readonly why: string; readonly isFault: boolean };

/** How far `stable` has come: to the newest version that each canary has merged, or has passed all checks with. */
export function rolloutOf(releases: readonly string[], canaries: readonly Canary[]): Rollout {
  const newest = newestOf(releases);
  if (newest === undefined) return { releases, stable: {} };
  const behind = canaries.filter((canary) => !passed(canary, newest));
  const [first, ...more] = behind;
  if (first === undefined) return { releases, stable: { tag: newest } };
  const tag = newestOf(releases.filter((version) => canaries.every((canary) => passed(canary, version))));
  const others = more.length === 0 ? "" : `, and ${more.length} more`;
  const held = `${newest} waits for the canaries: ${standing(first)}${others}`;
  return { releases, stable: { held, ...(tag !== undefined && { tag }) } };
}

function passed({ merged, open }: Canary, version: string): boolean {
  if (merged !== undefined && order(merged, version) >= 0) return true;
  return open !== undefined && open.checks === "passed" && order(open.version, version) >= 0;
}

const STANDING: Readonly<Record<Checks, string>> = {
  passed: "has passed",
  pending: "is being checked in",
  failed: "has failed checks in",
  conflicts: "has conflicts in",
};

function standing({ project, merged, open, unknown }: Canary): string {
  if (unknown !== undefined) return `${project} could not be looked at, ${unknown}`;
  if (open !== undefined) return `${project} ${STANDING[open.checks]} ${open.url}`;
  return `${project} ${merged === undefined ? "has nothing of the template yet" : `has ${merged}`}`;
}

/** @param wanted a version, `stable` or `canary`, as the manifest has it; undefined where it has nothing */
export function targetOf(wanted: string | undefined, { releases, stable }: Rollout): Target {
  if (wanted === undefined) {
    return { kind: "none", why: "the manifest names no `repository.template_version`", isFault: false };
  }
  const newest = newestOf(releases);
  if (wanted === "canary" || wanted === "stable") {
    if (newest === undefined)
      return { kind: "none", why: "the template has no released version", isFault: true };
    const tag = wanted === "canary" ? newest : stable.tag;
    return tag === undefined
      ? { kind: "none", why: stable.held ?? "no version is stable yet", isFault: false }
      : { kind: "channel", tag };
  }
  const tag = tagOf(releases, wanted);
  return tag === undefined
    ? {
        kind: "none",
        why: `the template has no version ${wanted}: ${newest === undefined ? "it has none at all" : `the newest is ${newest}`}`,
        isFault: true,
      }
    : { kind: "pinned", tag };
}
