import {
  actionsEnvironmentVariable,
  repositoryEnvironment,
  repositoryEnvironmentDeploymentPolicy,
} from "./github/environment";
import { api, fullName, inRepository, owner, repositoryId, repositoryThing } from "./github/names";
import { rulesetRules } from "./github/ruleset";
import type { Kind, Rule, Service } from "./kind";
import { atMost, distinct, length, matching, oneOf } from "./rules";
import { show, text, type Props } from "./value";

const repository: Kind = {
  docs: "https://docs.github.com/en/rest/repos/repos#create-an-organization-repository",
  required: ["name"],
  replacedBy: [],
  unordered: ["topics"],
  rules: [
    // https://docs.github.com/en/rest/repos/repos#create-an-organization-repository
    matching("name", /^[\w.-]{1,100}$/, "use 1 to 100 letters, digits, hyphens, underscores and dots"),
    oneOf("visibility", ["public", "private", "internal"]),
    length("description", 0, 350),
    matching("description", /^[^\p{Cc}]*$/u, "control characters, such as line breaks, are not allowed"),
    // https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/classifying-your-repository-with-topics
    atMost("topics", 20),
    matching("topics.*", /^[a-z0-9][a-z0-9-]{0,49}$/, "use 1 to 50 lowercase letters, digits and hyphens"),
    oneOf("squashMergeCommitTitle", ["PR_TITLE", "COMMIT_OR_PR_TITLE"]),
    oneOf("squashMergeCommitMessage", ["PR_BODY", "COMMIT_MESSAGES", "BLANK"]),
    oneOf("mergeCommitTitle", ["PR_TITLE", "MERGE_MESSAGE"]),
    oneOf("mergeCommitMessage", ["PR_BODY", "PR_TITLE", "BLANK"]),
    oneOf("securityAndAnalysis.*.status", ["enabled", "disabled"]),
    someMergeMethod,
  ],
  computed: {
    repoId: ({ stamp }) => stamp.number,
    nodeId: ({ stamp }) => `R_${stamp.hex}`,
    etag: ({ stamp }) => `W/"${stamp.hex}"`,
    fullName: (it) => fullName(it),
    htmlUrl: (it) => `https://github.com/${fullName(it)}`,
    httpCloneUrl: (it) => `https://github.com/${fullName(it)}.git`,
    gitCloneUrl: (it) => `git://github.com/${fullName(it)}.git`,
    sshCloneUrl: (it) => `git@github.com:${fullName(it)}.git`,
    svnUrl: (it) => `https://github.com/${fullName(it)}`,
    defaultBranch: () => "main",
    primaryLanguage: () => "",
    visibility: ({ inputs }) => (inputs["private"] === true ? "private" : "public"),
    private: ({ inputs }) => inputs["visibility"] === "private" || inputs["visibility"] === "internal",
    topics: () => [],
  },
  id: ({ inputs }) => show(inputs["name"]),
  claims: (it) => [
    {
      thing: repositoryThing(it, it.inputs["name"]),
      refusal: `POST https://api.github.com/orgs/${owner(it.settings)}/repos: 422 Repository creation failed. name already exists on this account`,
    },
  ],
  leaves: ({ inputs }) => (inputs["archiveOnDestroy"] === true ? { archived: true } : undefined),
};

const repositoryRuleset: Kind = {
  docs: "https://docs.github.com/en/rest/repos/rules",
  required: ["name"],
  replacedBy: ["repository"],
  rules: rulesetRules,
  computed: {
    rulesetId: ({ stamp }) => stamp.number,
    nodeId: ({ stamp }) => `RRS_${stamp.hex}`,
    etag: ({ stamp }) => `W/"${stamp.hex}"`,
  },
  id: ({ stamp }) => String(stamp.number),
  claims: (it) => [
    {
      thing: `ruleset "${show(it.inputs["name"])}" of ${repositoryThing(it)}`,
      refusal: `POST ${api(it)}/rulesets: 422 Validation Failed: name must be unique`,
    },
  ],
  needs: (it) => [inRepository(it)],
};

const repositoryCollaborators: Kind = {
  docs: "https://docs.github.com/en/rest/collaborators/collaborators",
  replacedBy: ["repository"],
  unordered: ["teams", "users", "ignoreTeams"],
  rules: [
    // https://docs.github.com/en/rest/teams/teams#add-or-update-team-repository-permissions; custom roles are not known here.
    oneOf("teams.*.permission", ["pull", "triage", "push", "maintain", "admin"]),
    oneOf("users.*.permission", ["pull", "triage", "push", "maintain", "admin"]),
    distinct("teams.*.teamId"),
    distinct("users.*.username"),
  ],
  computed: { repositoryId, invitationIds: () => ({}), ownerConfigured: () => false },
  id: ({ inputs }) => show(inputs["repository"]),
  claims: (it) => [{ thing: `collaborators of ${repositoryThing(it)}` }],
  needs: (it) => [inRepository(it)],
};

const actionsRepositoryPermissions: Kind = {
  docs: "https://docs.github.com/en/rest/actions/permissions#set-github-actions-permissions-for-a-repository",
  replacedBy: ["repository"],
  unordered: ["allowedActionsConfig.patternsAlloweds"],
  rules: [
    // https://docs.github.com/en/rest/actions/permissions#set-github-actions-permissions-for-a-repository
    oneOf("allowedActions", ["all", "local_only", "selected"]),
    ({ allowedActions, allowedActionsConfig }) =>
      allowedActionsConfig !== undefined && allowedActions !== "selected"
        ? [
            {
              property: "allowedActionsConfig",
              reason: 'counts only when allowedActions is "selected"; set that or remove it',
            },
          ]
        : [],
  ],
  computed: { shaPinningRequired: () => false },
  id: ({ inputs }) => show(inputs["repository"]),
  claims: (it) => [{ thing: `Actions permissions of ${repositoryThing(it)}` }],
  needs: (it) => [inRepository(it)],
};

const workflowRepositoryPermissions: Kind = {
  docs: "https://docs.github.com/en/rest/actions/permissions#set-default-workflow-permissions-for-a-repository",
  replacedBy: ["repository"],
  rules: [oneOf("defaultWorkflowPermissions", ["read", "write"])],
  id: ({ inputs }) => show(inputs["repository"]),
  claims: (it) => [{ thing: `workflow permissions of ${repositoryThing(it)}` }],
  needs: (it) => [inRepository(it)],
};

const repositoryVulnerabilityAlerts: Kind = {
  docs: "https://docs.github.com/en/rest/repos/repos#enable-vulnerability-alerts",
  replacedBy: ["repository"],
  rules: [],
  computed: { repositoryId, enabled: () => true },
  id: ({ inputs }) => show(inputs["repository"]),
  claims: (it) => [{ thing: `vulnerability alerts of ${repositoryThing(it)}` }],
  needs: (it) => [inRepository(it)],
};

/** GitHub, for one organisation: whatever owner the provider is configured with. Teams and users are taken to exist. */
export const github: Service = {
  name: "github",
  kinds: {
    "github:index/repository:Repository": repository,
    "github:index/repositoryRuleset:RepositoryRuleset": repositoryRuleset,
    "github:index/repositoryCollaborators:RepositoryCollaborators": repositoryCollaborators,
    "github:index/repositoryEnvironment:RepositoryEnvironment": repositoryEnvironment,
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy":
      repositoryEnvironmentDeploymentPolicy,
    "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable": actionsEnvironmentVariable,
    "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions": actionsRepositoryPermissions,
    "github:index/repositoryVulnerabilityAlerts:RepositoryVulnerabilityAlerts": repositoryVulnerabilityAlerts,
    "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions": workflowRepositoryPermissions,
  },
  invokes: {
    // A repository that is not there is no error: the real provider answers what it was asked, with "-" as the id.
    "github:index/getRepository:getRepository": (args, settings, world) => {
      const name = text(args, "fullName") ?? `${owner(settings)}/${text(args, "name")}`;
      const found = world.holder(`repository ${name.toLowerCase()}`);
      return found ? { ...found, id: text(found, "name") ?? name } : { ...args, id: "-" };
    },
  },
};

function someMergeMethod(inputs: Props): ReturnType<Rule> {
  const methods = ["allowMergeCommit", "allowSquashMerge", "allowRebaseMerge"];
  if (!methods.every((method) => inputs[method] === false)) return [];
  return [{ property: "allowMergeCommit", reason: "all three ways to merge are off; leave one on" }];
}
