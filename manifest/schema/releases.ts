import { documentation } from "./documentation";
import { gitRef, pinnableRef } from "./names";
import { object } from "./object";

const VERSION_TAG = /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;
const COMMIT = /^[0-9a-f]{40}$/;

/** A version tag and the commit that it named when it was pinned. */
export interface PinnedTag {
  readonly tag: string;
  readonly commit: string;
}

/** What kind of Git reference a release line names. */
export type GitRef =
  PinnedTag | { readonly tag: string } | { readonly commit: string } | { readonly branch: string };

export function parseRef(ref: string): GitRef {
  const [tag = "", commit] = splitPin(ref);
  if (commit !== undefined) return { tag, commit };
  if (VERSION_TAG.test(ref)) return { tag: ref };
  return COMMIT.test(ref) ? { commit: ref } : { branch: ref };
}

/** Whether it is a version tag that a release line may name: `v1.2.0`, `1.2.0-rc.1`... */
export function isVersionTag(tag: string): boolean {
  return VERSION_TAG.test(tag);
}

/**
 * What a Databricks Git source is told: one kind of reference. Of a pinned tag the commit, so that a tag that somebody
 * moves changes nothing that runs.
 */
export function gitSourceOf(ref: GitRef) {
  return "commit" in ref ? { commit: ref.commit } : ref;
}

function splitPin(ref: string): string[] {
  const at = ref.lastIndexOf("@");
  return at < 0 ? [ref] : [ref.slice(0, at), ref.slice(at + 1)];
}

export const releases = object({
  dev: gitRef.default("main").describe("Git reference that the jobs in dev run: branch, tag or full commit."),
  stage: pinnableRef
    .default("main")
    .describe(
      "Git reference that the jobs in stage run: branch, tag or full commit, or a version tag pinned with its commit as `prod` may be.",
    ),
  prod: pinnableRef
    .refine((ref) => !("branch" in parseRef(ref)), {
      error: "must be a version tag such as `v1.2.0` or a full commit: a branch moves without review",
    })
    .optional()
    .describe(
      "Release that the jobs in prod run: a version tag, a full commit, or both as `v1.2.0@COMMIT`: then the jobs run the commit, whatever becomes of the tag. Without it, prod has no jobs yet.",
    )
    .register(documentation, { drives: ["databricks.Job", "databricks.Permissions"] }),
});
