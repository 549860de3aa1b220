import assert from "node:assert/strict";
import { Repository } from "../../components/repository";
import { repository as schema } from "../../manifest/schema/repository";
import { declare, settingsWith, valueOf } from "./declare";

const declareWith = (manifest: object, settings = settingsWith()) =>
  declare(
    () =>
      new Repository("churn/repository", {
        name: "churn",
        description: "Predicts churn.",
        owner: "student-success",
        repository: schema.parse(manifest),
        settings,
      }),
  );

describe("Repository", () => {
  it("declares a private repository whose history stays linear and which is archived, not deleted", async () => {
    const { program } = await declareWith({});
    assert.deepEqual(program.inputs("github:Repository", "churn/repository"), {
      name: "churn",
      description: "Predicts churn.",
      visibility: "private",
      topics: ["machine-learning", "marvin"],
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
    });
  });

  it("lets nobody push to the default branch without reviews and checks", async () => {
    const { program } = await declareWith({ reviews: 2, required_checks: ["check", "docs"] });
    assert.deepEqual(program.inputs("github:RepositoryRuleset", "churn/repository/default-branch"), {
      name: "default branch",
      repository: "churn",
      target: "branch",
      enforcement: "active",
      conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
      rules: {
        deletion: true,
        nonFastForward: true,
        requiredLinearHistory: true,
        pullRequest: {
          requiredApprovingReviewCount: 2,
          dismissStaleReviewsOnPush: true,
          requireLastPushApproval: true,
          requiredReviewThreadResolution: true,
        },
        requiredStatusChecks: {
          requiredChecks: [{ context: "check" }, { context: "docs" }],
          strictRequiredStatusChecksPolicy: true,
        },
      },
    });
  });

  it("asks for no status check where the manifest names none, because GitHub refuses an empty list", async () => {
    const { program } = await declareWith({});
    const { rules } = program.inputs("github:RepositoryRuleset", "churn/repository/default-branch");
    assert.deepEqual(
      Object.keys(rules as object),
      ["deletion", "nonFastForward", "pullRequest", "requiredLinearHistory"].sort(),
    );
  });

  it("keeps release tags where they are", async () => {
    const { program } = await declareWith({});
    assert.deepEqual(program.inputs("github:RepositoryRuleset", "churn/repository/release-tags"), {
      name: "release tags",
      repository: "churn",
      target: "tag",
      enforcement: "active",
      conditions: { refName: { includes: ["refs/tags/v*"], excludes: [] } },
      rules: { deletion: true, nonFastForward: true, update: true },
    });
  });

  it("gives access to the owner team, the named teams and people, in the API's words, and to nobody else", async () => {
    const { program } = await declareWith({
      teams: { platform: "read", helpers: "write" },
      collaborators: { octocat: "triage" },
    });
    assert.deepEqual(program.inputs("github:RepositoryCollaborators", "churn/repository/collaborators"), {
      repository: "churn",
      teams: [
        { teamId: "student-success", permission: "maintain" },
        { teamId: "platform", permission: "pull" },
        { teamId: "helpers", permission: "push" },
      ],
      users: [{ username: "octocat", permission: "triage" }],
    });
  });

  it("lets the manifest lower the owner team's role instead of naming the team twice", async () => {
    const { program } = await declareWith({ teams: { "student-success": "write" } });
    const { teams } = program.inputs("github:RepositoryCollaborators", "churn/repository/collaborators");
    assert.deepEqual(teams, [{ teamId: "student-success", permission: "push" }]);
  });

  it("gives workflows a read-only token and pinned actions from known places", async () => {
    const { program } = await declareWith({});
    assert.deepEqual(program.inputs("github:ActionsRepositoryPermissions", "churn/repository/actions"), {
      repository: "churn",
      enabled: true,
      allowedActions: "selected",
      allowedActionsConfig: {
        githubOwnedAllowed: true,
        verifiedAllowed: false,
        patternsAlloweds: ["databricks/*", "example-university/*"],
      },
      shaPinningRequired: true,
    });
    assert.deepEqual(
      program.inputs("github:WorkflowRepositoryPermissions", "churn/repository/workflow-token"),
      {
        repository: "churn",
        defaultWorkflowPermissions: "read",
        canApprovePullRequestReviews: false,
      },
    );
  });

  it("is told of vulnerable dependencies", async () => {
    const { program } = await declareWith({});
    assert.deepEqual(
      program.inputs("github:RepositoryVulnerabilityAlerts", "churn/repository/vulnerability-alerts"),
      {
        repository: "churn",
        enabled: true,
      },
    );
  });

  it("tells its address and number", async () => {
    const { result } = await declareWith({});
    assert.equal(await valueOf(result.url), "https://github.com/example-university/churn");
    assert.equal(await valueOf(result.repositoryId), 4242);
  });
});
