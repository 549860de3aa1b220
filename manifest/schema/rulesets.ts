import { z } from "zod";
import { documentation } from "./documentation";
import { integer, sentence } from "./names";
import { object } from "./object";

const RULESET = { drives: ["github.RepositoryRuleset"], since: "0.2.0" } as const;

/** GitHub matches with fnmatch; the prefix is Marvin's to add, for a pattern without it matches nothing in silence. */
function refPattern(prefix: string, example: string) {
  return z
    .string()
    .max(200, { error: "is too long: at most 200 characters" })
    .regex(/^(?!refs\/)(?!~)[^\s\p{Cc}~^:\\]+$/u, {
      error: `must be a name or a pattern such as \`${example}\`, without \`${prefix}\` before it: Marvin adds that`,
    });
}

export const branchPattern = refPattern("refs/heads/", "release/*");
export const tagPattern = refPattern("refs/tags/", "v*");

const checks = z
  .array(sentence(255))
  .default([])
  .describe("Names of the GitHub checks that must pass before a pull request can be merged.")
  .register(documentation, { drives: ["github.RepositoryRuleset"] });

/** What a pull request into a protected branch needs, in the words of GitHub's rulesets. */
export const mergeRules = {
  reviews: integer(1, 10, "approvals")
    .default(1)
    .describe("Approvals that a pull request to the default branch needs, 1 to 10.")
    .register(documentation, { drives: ["github.RepositoryRuleset"] }),
  required_checks: checks,
  require_code_owner_review: z
    .boolean()
    .default(false)
    .describe(
      "Whether the owners that the repository's CODEOWNERS file names must approve changes of their files.",
    )
    .register(documentation, RULESET),
  required_signatures: z
    .boolean()
    .default(false)
    .describe("Whether every commit must have a signature that GitHub can verify.")
    .register(documentation, RULESET),
  required_linear_history: z
    .boolean()
    .default(true)
    .describe("Whether merge commits are refused, so that the history is one line.")
    .register(documentation, RULESET),
  required_deployments: z
    .array(z.enum(["dev", "stage", "prod"]))
    .default([])
    .describe(
      "Environments to which a pull request's commit must have been deployed before it can be merged.",
    )
    .register(documentation, RULESET),
} as const;

export const branchRules = object({
  include: z
    .array(branchPattern)
    .min(1, { error: "is empty: name at least one pattern, e.g. `release/*`" })
    .describe("Branches that the rules protect, as patterns such as `release/*`, without `refs/heads/`."),
  exclude: z.array(branchPattern).default([]).describe("Branches that the rules leave out, as patterns."),
  reviews: integer(1, 10, "approvals").default(1).describe("Approvals that a pull request needs, 1 to 10."),
  required_checks: checks,
  require_code_owner_review: mergeRules.require_code_owner_review,
  required_signatures: mergeRules.required_signatures,
  required_linear_history: mergeRules.required_linear_history,
  required_deployments: mergeRules.required_deployments,
});

export const tagRules = object({
  include: z
    .array(tagPattern)
    .min(1, { error: "is empty: name at least one pattern, e.g. `model-*`" })
    .describe("Tags that nobody may move or delete, as patterns such as `model-*`, without `refs/tags/`."),
  exclude: z.array(tagPattern).default([]).describe("Tags that the rules leave out, as patterns."),
  required_signatures: z
    .boolean()
    .default(false)
    .describe("Whether the commits that the tags name must have a signature that GitHub can verify."),
});

/** A path as GitHub's push rules take it: relative, at most 200 characters. */
const restrictedPath = z
  .string()
  .max(200, { error: "is too long: at most 200 characters" })
  .regex(/^(?![/.]{1,2}\/)(?!\/)[^\p{Cc}\\]+$/u, {
    error: "must be a path or pattern inside the repository, e.g. `data/**/*`, without `/` or `./` before it",
  });

const extension = z.string().regex(/^[A-Za-z0-9_+-][A-Za-z0-9_.+-]{0,49}$/, {
  error: "must be an extension without the dot or star before it, e.g. `parquet`",
});

export const pushRules = object({
  max_file_size: integer(1, 100, "megabytes")
    .optional()
    .describe("Largest file that may be pushed, in megabytes, 1 to 100. Default: GitHub's own 100."),
  max_file_path_length: integer(1, 32_767, "characters")
    .optional()
    .describe("Longest path of a file that may be pushed, in characters, 1 to 32,767."),
  restricted_file_paths: z
    .array(restrictedPath)
    .max(200, { error: "has too many entries: at most 200" })
    .default([])
    .describe("Files and folders that nobody may push, as patterns such as `data/**/*`."),
  restricted_file_extensions: z
    .array(extension)
    .max(200, { error: "has too many entries: at most 200" })
    .default([])
    .describe("Extensions of files that nobody may push, without the dot, e.g. `parquet`."),
});
