import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import type { Project } from "../manifest/schema/project";
import { keep } from "./stateful";

/** What a project's repository is made from. */
export interface RepositoryArgs {
  /** Name of the repository, which is the project's. A change renames it. */
  readonly name: string;
  readonly description: string;
  /** Slug of the team that answers for the project; has `maintain` unless `repository.teams` says otherwise. */
  readonly owner: string;
  readonly repository: Project["repository"];
  readonly settings: Settings;
}

/** The manifest speaks GitHub's interface, the API its own older words. */
const API_ROLES = { read: "pull", triage: "triage", write: "push", maintain: "maintain" } as const;

/**
 * A project's GitHub repository with its rules: pull requests with reviews on the default branch, release tags
 * that cannot be moved, exactly the named teams and people, and workflows that can only read unless they say
 * so. It omits deployment environments, which every stack declares for itself, and files.
 */
export class Repository extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;
  /** `https://github.com/ORG/NAME` */
  readonly url: pulumi.Output<string>;
  /** The repository's number, part of its OIDC subjects. */
  readonly repositoryId: pulumi.Output<number>;

  constructor(name: string, args: RepositoryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Repository", name, {}, opts);
    const repository = this.declareRepository(name, args);
    this.protectBranch(name, args, repository);
    this.protectTags(name, repository);
    this.giveAccess(name, args, repository);
    this.restrictActions(name, args, repository);
    new github.RepositoryVulnerabilityAlerts(
      `${name}/vulnerability-alerts`,
      { repository: repository.name, enabled: true },
      { parent: this },
    );

    this.name = repository.name;
    this.url = repository.htmlUrl;
    this.repositoryId = repository.repoId;
    this.registerOutputs({ name: this.name, url: this.url, repositoryId: this.repositoryId });
  }

  private declareRepository(name: string, args: RepositoryArgs): github.Repository {
    return new github.Repository(
      name,
      {
        name: args.name,
        description: args.description,
        visibility: args.repository.visibility,
        topics: ["machine-learning", "marvin"],
        // With a first commit, the default branch exists and jobs in dev have something to check out.
        autoInit: true,
        hasIssues: true,
        hasProjects: false,
        hasWiki: false,
        allowMergeCommit: false,
        allowRebaseMerge: false,
        allowSquashMerge: true,
        squashMergeCommitTitle: "PR_TITLE",
        squashMergeCommitMessage: "PR_BODY",
        allowUpdateBranch: true,
        deleteBranchOnMerge: true,
        archiveOnDestroy: true,
      },
      { parent: this, ...keep("repository", args.settings) },
    );
  }

  private protectBranch(
    name: string,
    { repository: rules }: RepositoryArgs,
    repository: github.Repository,
  ): void {
    new github.RepositoryRuleset(
      `${name}/default-branch`,
      {
        name: "default branch",
        repository: repository.name,
        target: "branch",
        enforcement: "active",
        conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
        rules: {
          deletion: true,
          nonFastForward: true,
          requiredLinearHistory: true,
          pullRequest: {
            requiredApprovingReviewCount: rules.reviews,
            dismissStaleReviewsOnPush: true,
            requireLastPushApproval: true,
            requiredReviewThreadResolution: true,
          },
          ...(rules.required_checks.length > 0 && {
            requiredStatusChecks: {
              requiredChecks: rules.required_checks.map((context) => ({ context })),
              strictRequiredStatusChecksPolicy: true,
            },
          }),
        },
      },
      { parent: this },
    );
  }

  private protectTags(name: string, repository: github.Repository): void {
    new github.RepositoryRuleset(
      `${name}/release-tags`,
      {
        name: "release tags",
        repository: repository.name,
        target: "tag",
        enforcement: "active",
        conditions: { refName: { includes: ["refs/tags/v*"], excludes: [] } },
        // A release is what its tag says, for ever: production pins it by name.
        rules: { deletion: true, nonFastForward: true, update: true },
      },
      { parent: this },
    );
  }

  private giveAccess(name: string, args: RepositoryArgs, repository: github.Repository): void {
    const teams = { [args.owner]: "maintain" as const, ...args.repository.teams };
    // Authoritative: nobody else has access, however it was given.
    new github.RepositoryCollaborators(
      `${name}/collaborators`,
      {
        repository: repository.name,
        teams: Object.entries(teams).map(([team, role]) => ({ teamId: team, permission: API_ROLES[role] })),
        users: Object.entries(args.repository.collaborators).map(([user, role]) => ({
          username: user,
          permission: API_ROLES[role],
        })),
      },
      { parent: this },
    );
  }

  private restrictActions(name: string, { settings }: RepositoryArgs, repository: github.Repository): void {
    new github.ActionsRepositoryPermissions(
      `${name}/actions`,
      {
        repository: repository.name,
        enabled: true,
        allowedActions: "selected",
        allowedActionsConfig: {
          githubOwnedAllowed: true,
          verifiedAllowed: false,
          patternsAlloweds: ["databricks/*", `${settings.githubOrganization}/*`],
        },
        shaPinningRequired: true,
      },
      { parent: this },
    );
    new github.WorkflowRepositoryPermissions(
      `${name}/workflow-token`,
      {
        repository: repository.name,
        defaultWorkflowPermissions: "read",
        canApprovePullRequestReviews: false,
      },
      { parent: this },
    );
  }
}
