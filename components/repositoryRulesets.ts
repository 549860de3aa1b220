import * as github from "@pulumi/github";
import type * as pulumi from "@pulumi/pulumi";
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
const IMMOVABLE = { deletion: true, nonFastForward: true, update: true } as const;

/**
 * Declares a repository's rulesets: for the default branch, for further branches, for tags and for pushes. Nobody may
 * pass them by.
 */
export function repositoryRulesets(
  name: string,
  repository: pulumi.Input<string>,
  manifest: Manifest,
  opts: pulumi.CustomResourceOptions,
): void {
  const declare = (
    key: string,
    ruleset: Pick<github.RepositoryRulesetArgs, "name" | "target" | "conditions" | "rules">,
  ) =>
    new github.RepositoryRuleset(`${name}/${key}`, { repository, enforcement: "active", ...ruleset }, opts);

  declare("default-branch", {
    name: "default branch",
    target: "branch",
    conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
    rules: branchRules(manifest),
  });
  declare("release-tags", {
    name: "release tags",
    target: "tag",
    conditions: { refName: { includes: ["refs/tags/v*"], excludes: [] } },
    rules: IMMOVABLE,
  });
  for (const [key, rules] of Object.entries(manifest.branch_rules)) {
    declare(`branch-rules/${key}`, {
      name: `branches ${key}`,
      target: "branch",
      conditions: refs("refs/heads/", rules),
      rules: branchRules(rules),
    });
  }
  for (const [key, rules] of Object.entries(manifest.tag_rules)) {
    declare(`tag-rules/${key}`, {
      name: `tags ${key}`,
      target: "tag",
      conditions: refs("refs/tags/", rules),
      rules: { ...IMMOVABLE, ...(rules.required_signatures && { requiredSignatures: true }) },
    });
  }
  // A push ruleset names no refs: it holds for every push, to forks too.
  if (manifest.push_rules !== undefined) {
    declare("push-rules", { name: "pushes", target: "push", rules: pushRules(manifest.push_rules) });
  }
}

/** A branch without its prefix matches nothing, and GitHub does not say so. */
function refs(
  prefix: string,
  { include, exclude }: { readonly include: readonly string[]; readonly exclude: readonly string[] },
): github.types.input.RepositoryRulesetConditions {
  const prefixed = (patterns: readonly string[]) => patterns.map((pattern) => prefix + pattern);
  return { refName: { includes: prefixed(include), excludes: prefixed(exclude) } };
}

function branchRules(rules: MergeRules): Rules {
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

function pushRules(rules: NonNullable<Manifest["push_rules"]>): Rules {
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
