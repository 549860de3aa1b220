import { documentation } from "./documentation";
import { gitRef } from "./names";
import { object } from "./object";

const VERSION_TAG = /^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/;
const COMMIT = /^[0-9a-f]{40}$/;

/** What kind of Git reference a release line names, which the Databricks Git source must be told. */
export type GitRef = { readonly tag: string } | { readonly commit: string } | { readonly branch: string };

export function parseRef(ref: string): GitRef {
  if (VERSION_TAG.test(ref)) return { tag: ref };
  return COMMIT.test(ref) ? { commit: ref } : { branch: ref };
}

export const releases = object({
  dev: gitRef.default("main").describe("Git reference that the jobs in dev run: branch, tag or full commit."),
  stage: gitRef
    .default("main")
    .describe("Git reference that the jobs in stage run: branch, tag or full commit."),
  prod: gitRef
    .refine((ref) => !("branch" in parseRef(ref)), {
      error: "must be a version tag such as `v1.2.0` or a full commit: a branch moves without review",
    })
    .optional()
    .describe(
      "Release that the jobs in prod run: a version tag or a full commit. Without it, prod has no jobs yet.",
    )
    .register(documentation, { drives: ["databricks.Job", "databricks.Permissions"] }),
});
