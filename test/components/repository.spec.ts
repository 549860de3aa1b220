import assert from "node:assert/strict";
import { Repository } from "../../components/repository";
import type { Lifecycle } from "../../manifest/schema/lifecycle";
import { repository as schema } from "../../manifest/schema/repository";
import { declare, secretsWith, settingsWith, valueOf } from "./declare";

const declareWith = (manifest: object, settings = settingsWith(), lifecycle: Lifecycle = "active") =>
  declare(
    () =>
      new Repository("churn/repository", {
        name: "churn",
        description: "Predicts churn.",
        owner: "student-success",
        repository: schema.parse(manifest),
        archived: lifecycle === "retired",
        settings,
        secrets: secretsWith(),
      }),
  );

describe("Repository", () => {
  it("is archived when its project retires, with all that hangs on it but what GitHub does not show then", async () => {
    const active = (await declareWith({})).program;
    const retired = (await declareWith({}, settingsWith(), "retired")).program;
    assert.equal(active.inputs("github:Repository", "churn/repository")["archived"], undefined);
    assert.equal(retired.inputs("github:Repository", "churn/repository")["archived"], true);
    assert.deepEqual(
      active.list.filter((one) => !retired.list.includes(one)),
      ["github:RepositoryVulnerabilityAlerts churn/repository/vulnerability-alerts"],
    );
  });

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
      hasDiscussions: false,
      allowMergeCommit: false,
      allowRebaseMerge: false,
      allowSquashMerge: true,
      allowAutoMerge: false,
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

  it("takes features, merge settings, topics and homepage from the manifest, and no words of ways that are off", async () => {
    const { program } = await declareWith({
      homepage: "https://wiki.example.edu/churn",
      topics: ["students", "marvin"],
      features: { has_wiki: true },
      merge: {
        allow_squash_merge: false,
        allow_merge_commit: true,
        merge_commit_title: "PR_TITLE",
        merge_commit_message: "BLANK",
      },
    });
    const inputs = program.inputs("github:Repository", "churn/repository");
    assert.equal(inputs["homepageUrl"], "https://wiki.example.edu/churn");
    assert.deepEqual(inputs["topics"], ["machine-learning", "marvin", "students"]);
    assert.equal(inputs["hasWiki"], true);
    assert.equal(inputs["mergeCommitTitle"], "PR_TITLE");
    assert.equal(inputs["mergeCommitMessage"], "BLANK");
    assert.ok(!("squashMergeCommitTitle" in inputs));
  });

  it("holds further branches and tags to rules of their own, by full refs", async () => {
    const { program } = await declareWith({
      branch_rules: {
        releases: {
          include: ["release/*"],
          exclude: ["release/old-*"],
          reviews: 2,
          require_code_owner_review: true,
          required_signatures: true,
          required_linear_history: false,
          required_deployments: ["stage"],
        },
      },
      tag_rules: { models: { include: ["model-*"] } },
    });
    const branches = program.inputs("github:RepositoryRuleset", "churn/repository/branch-rules/releases");
    assert.deepEqual(branches["conditions"], {
      refName: { includes: ["refs/heads/release/*"], excludes: ["refs/heads/release/old-*"] },
    });
    assert.deepEqual(branches["rules"], {
      deletion: true,
      nonFastForward: true,
      requiredSignatures: true,
      pullRequest: {
        requiredApprovingReviewCount: 2,
        dismissStaleReviewsOnPush: true,
        requireLastPushApproval: true,
        requiredReviewThreadResolution: true,
        requireCodeOwnerReview: true,
      },
      requiredDeployments: { requiredDeploymentEnvironments: ["stage"] },
    });
    const tags = program.inputs("github:RepositoryRuleset", "churn/repository/tag-rules/models");
    assert.deepEqual(tags["conditions"], { refName: { includes: ["refs/tags/model-*"], excludes: [] } });
    assert.deepEqual(tags["rules"], { deletion: true, nonFastForward: true, update: true });
  });

  it("limits pushes by a ruleset that names no refs", async () => {
    const { program } = await declareWith({
      push_rules: {
        max_file_size: 10,
        restricted_file_paths: ["data/**/*"],
        restricted_file_extensions: ["parquet"],
      },
    });
    assert.deepEqual(program.inputs("github:RepositoryRuleset", "churn/repository/push-rules"), {
      name: "pushes",
      repository: "churn",
      target: "push",
      enforcement: "active",
      rules: {
        maxFileSize: { maxFileSize: 10 },
        filePathRestriction: { restrictedFilePaths: ["data/**/*"] },
        fileExtensionRestriction: { restrictedFileExtensions: ["*.parquet"] },
      },
    });
  });

  it("adds the manifest's actions to the stack's", async () => {
    const { program } = await declareWith(
      { actions: { patterns_allowed: ["astral-sh/setup-uv@*"] } },
      settingsWith({ allowedActions: '["hashicorp/*"]' }),
    );
    const { allowedActionsConfig } = program.inputs(
      "github:ActionsRepositoryPermissions",
      "churn/repository/actions",
    );
    assert.deepEqual((allowedActionsConfig as { patternsAlloweds: string[] }).patternsAlloweds, [
      "hashicorp/*",
      "example-university/*",
      "astral-sh/setup-uv@*",
    ]);
  });

  it("looks for credentials where the organisation has it, and says nothing where GitHub would refuse", async () => {
    const has = await declareWith({}, settingsWith({ secretProtection: "true" }));
    assert.deepEqual(has.program.inputs("github:Repository", "churn/repository")["securityAndAnalysis"], {
      secretScanning: { status: "enabled" },
      secretScanningPushProtection: { status: "enabled" },
    });
    const open = await declareWith({
      visibility: "public",
      security: { secret_scanning_push_protection: false },
    });
    assert.deepEqual(open.program.inputs("github:Repository", "churn/repository")["securityAndAnalysis"], {
      secretScanning: { status: "enabled" },
      secretScanningPushProtection: { status: "disabled" },
    });
  });

  it("declares labels, autolinks, variables, secrets and Dependabot as the manifest names them", async () => {
    const { program } = await declareWith({
      labels: { drift: { color: "D73A4A", description: "Data moved." } },
      autolinks: { "HELP-": { url_template: "https://help.example.edu/<num>", is_alphanumeric: false } },
      variables: { REGION: "eu" },
      secrets: { API: { config: "churn-api" } },
      dependabot_secrets: { INDEX: { config: "index" } },
      security: { dependabot_security_updates: true },
    });
    assert.deepEqual(program.inputs("github:IssueLabels", "churn/repository/labels"), {
      repository: "churn",
      labels: [{ name: "drift", color: "d73a4a", description: "Data moved." }],
    });
    assert.deepEqual(
      program.inputs("github:RepositoryAutolinkReference", "churn/repository/autolinks/HELP-"),
      {
        repository: "churn",
        keyPrefix: "HELP-",
        targetUrlTemplate: "https://help.example.edu/<num>",
        isAlphanumeric: false,
      },
    );
    assert.deepEqual(program.inputs("github:ActionsVariable", "churn/repository/variables/REGION"), {
      repository: "churn",
      variableName: "REGION",
      value: "eu",
    });
    const secret = program.inputs("github:ActionsSecret", "churn/repository/secrets/API");
    assert.deepEqual(Object.keys(secret).sort(), ["repository", "secretName", "value"]);
    assert.match(JSON.stringify(secret["value"]), /value of churn-api/);
    program.inputs("github:DependabotSecret", "churn/repository/dependabot-secrets/INDEX");
    program.inputs(
      "github:RepositoryDependabotSecurityUpdates",
      "churn/repository/dependabot-security-updates",
    );
  });

  it("takes template, bot and custom properties from the stack", async () => {
    const { program } = await declareWith(
      { template_version: "v1.4.0" },
      settingsWith({
        repositoryTemplate: '{"repository": "ml-template"}',
        botWebhook: '{"url": "https://bot.example.edu/github", "secret": "bot"}',
        customProperties: "true",
      }),
    );
    const inputs = program.inputs("github:Repository", "churn/repository");
    assert.deepEqual(inputs["template"], { owner: "example-university", repository: "ml-template" });
    assert.ok(!("autoInit" in inputs));
    const hook = program.inputs("github:RepositoryWebhook", "churn/repository/bot");
    assert.deepEqual(hook["events"], ["pull_request", "push", "release"]);
    assert.match(JSON.stringify(hook["configuration"]), /"contentType":"json"/);
    assert.deepEqual(
      program
        .ofType("github:RepositoryCustomProperty")
        .map(({ inputs: { propertyName, propertyValues } }) => [propertyName, propertyValues]),
      [
        ["marvin-managed", ["true"]],
        ["marvin-project", ["churn"]],
        ["marvin-owner", ["student-success"]],
        ["marvin-template-version", ["v1.4.0"]],
      ],
    );
  });

  it("tells its address and number", async () => {
    const { result } = await declareWith({});
    assert.equal(await valueOf(result.url), "https://github.com/example-university/churn");
    assert.equal(await valueOf(result.repositoryId), 4242);
  });
});
