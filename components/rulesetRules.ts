import type * as github from "@pulumi/github";
import type { Project } from "../manifest/schema/project";

type Manifest = Project["repository"];
type MergeRules = Pick<
  Manifest,
  | "reviews"
  | "required_checks"
  | "require_code_owner_review"
  | "required_signatures"
  | "required_linear_history"
  | "required_deployments"
>;
type Rules = github.types.input.RepositoryRulesetRules;

/** A release is what its tag says, for ever: production pins it by name. */
export const IMMOVABLE = { deletion: true, nonFastForward: true, update: true } as const;

/** What a tag takes: to be made once. */
export function tagRules(rules: Pick<Manifest["tag_rules"][string], "required_signatures">): Rules {
  return { ...IMMOVABLE, ...(rules.required_signatures && { requiredSignatures: true }) };
}

/** A branch without its prefix matches nothing, and GitHub does not say so. */
export function refs(
  prefix: string,
  { include, exclude }: { readonly include: readonly string[]; readonly exclude: readonly string[] },
): { refName: { includes: string[]; excludes: string[] } } {
  const prefixed = (patterns: readonly string[]) => patterns.map((pattern) => prefix + pattern);
  return { refName: { includes: prefixed(include), excludes: prefixed(exclude) } };
}

/** What a branch takes: pull requests alone, as reviewed and checked as the manifest says. */
export function branchRules(rules: MergeRules): Rules {
  return {
    deletion: true,
    nonFastForward: true,
    ...(rules.required_linear_history && { requiredLinearHistory: true }),
    ...(rules.required_signatures && { requiredSignatures: true }),
    pullRequest: {
      requiredApprovingReviewCount: rules.reviews,
      dismissStaleReviewsOnPush: true,
      requireLastPushApproval: true,
      requiredReviewThreadResolution: true,
      ...(rules.require_code_owner_review && { requireCodeOwnerReview: true }),
    },
    // GitHub refuses empty lists of checks and deployments.
    ...(rules.required_checks.length > 0 && {
      requiredStatusChecks: {
        requiredChecks: rules.required_checks.map((context) => ({ context })),
        strictRequiredStatusChecksPolicy: true,
      },
    }),
    ...(rules.required_deployments.length > 0 && {
      requiredDeployments: { requiredDeploymentEnvironments: rules.required_deployments },
    }),
  };
}

/** What nobody may push. */
export function pushRules(rules: NonNullable<Manifest["push_rules"]>): Rules {
  const { max_file_size: size, max_file_path_length: length } = rules;
  return {
    ...(size !== undefined && { maxFileSize: { maxFileSize: size } }),
    ...(length !== undefined && { maxFilePathLength: { maxFilePathLength: length } }),
    ...(rules.restricted_file_paths.length > 0 && {
      filePathRestriction: { restrictedFilePaths: rules.restricted_file_paths },
    }),
    ...(rules.restricted_file_extensions.length > 0 && {
      fileExtensionRestriction: {
        restrictedFileExtensions: rules.restricted_file_extensions.map((extension) => `*.${extension}`),
      },
    }),
  };
}
