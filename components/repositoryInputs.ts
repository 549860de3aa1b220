import type * as github from "@pulumi/github";
import type { Settings } from "../config/settings";
import type { Project } from "../manifest/schema/project";

/** Topics that every repository of Marvin has. */
const OWN_TOPICS = ["machine-learning", "marvin"];

/** The settings of a repository and its merges, as the API names them. */
export function repositoryInputs(
  repository: Project["repository"],
  settings: Settings,
): Omit<github.RepositoryArgs, "name" | "description"> {
  const { features, merge } = repository;
  const scanning = secretScanning(repository, settings);
  return {
    visibility: repository.visibility,
    topics: [...new Set([...OWN_TOPICS, ...repository.topics])],
    ...(repository.homepage !== undefined && { homepageUrl: repository.homepage }),
    hasIssues: features.has_issues,
    hasProjects: features.has_projects,
    hasWiki: features.has_wiki,
    hasDiscussions: features.has_discussions,
    allowMergeCommit: merge.allow_merge_commit,
    allowRebaseMerge: merge.allow_rebase_merge,
    allowSquashMerge: merge.allow_squash_merge,
    allowAutoMerge: merge.allow_auto_merge,
    // The titles and texts of a way that is off are not GitHub's to keep, and would show as changes for ever.
    ...(merge.allow_squash_merge && {
      squashMergeCommitTitle: merge.squash_merge_commit_title,
      squashMergeCommitMessage: merge.squash_merge_commit_message,
    }),
    ...(merge.allow_merge_commit && {
      mergeCommitTitle: merge.merge_commit_title,
      mergeCommitMessage: merge.merge_commit_message,
    }),
    allowUpdateBranch: merge.allow_update_branch,
    deleteBranchOnMerge: merge.delete_branch_on_merge,
    ...(scanning !== undefined && { securityAndAnalysis: scanning }),
  };
}

/**
 * Where the organisation has GitHub Secret Protection it is on unless the manifest says otherwise. Where it has not,
 * nothing is said for private repositories, because GitHub refuses even "disabled" there; public ones have it always.
 */
function secretScanning(
  { security, visibility }: Project["repository"],
  { secretProtection }: Settings,
): github.RepositoryArgs["securityAndAnalysis"] | undefined {
  if (!secretProtection && visibility !== "public") return undefined;
  const scanning = security.secret_scanning ?? true;
  const pushProtection = scanning && (security.secret_scanning_push_protection ?? true);
  return {
    secretScanning: { status: status(scanning) },
    secretScanningPushProtection: { status: status(pushProtection) },
  };
}

function status(on: boolean): "enabled" | "disabled" {
  return on ? "enabled" : "disabled";
}
