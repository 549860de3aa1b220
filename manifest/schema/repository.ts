import { z } from "zod";
import { documentation } from "./documentation";
import { itemKey, login, teamSlug } from "./names";
import { object } from "./object";
import {
  actions,
  autolinks,
  features,
  homepage,
  labels,
  mergeSettings,
  security,
  topics,
} from "./repositorySettings";
import { branchRules, mergeRules, pushRules, tagRules } from "./rulesets";
import { secrets, variables } from "./workflowValues";

const OTHER_ROLES: Readonly<Record<string, string>> = {
  admin: "is not given, for who has it can switch the rules off: use `maintain`",
  push: "is the API's word: write `write`",
  pull: "is the API's word: write `read`",
};

/** GitHub's own words for roles. `admin` is missing on purpose: who has it can switch the branch rules off. */
const role = z.enum(["read", "triage", "write", "maintain"], {
  error: ({ input }) => OTHER_ROLES[String(input)],
});

const ROLE_WORDS = "one of read, triage, write, maintain";

const RULESET = { drives: ["github.RepositoryRuleset"], since: "0.2.0" } as const;

const keys = {
  visibility: z
    .enum(["private", "internal", "public"])
    .default("private")
    .describe("Who can see the repository: `private`, `internal` (everybody in the enterprise) or `public`.")
    .register(documentation, { drives: ["github.Repository"] }),
  homepage,
  topics,
  features: features
    .prefault({})
    .describe("What the repository offers beside code, in the API's words.")
    .register(documentation, { drives: ["github.Repository"], since: "0.2.0" }),
  merge: mergeSettings
    .prefault({})
    .describe("How pull requests are merged, in the API's words. At least one way must be allowed.")
    .register(documentation, { drives: ["github.Repository"], since: "0.2.0" }),
  teams: z
    .record(teamSlug, role)
    .default({})
    .describe(
      `GitHub teams by slug, each with its role: ${ROLE_WORDS}. The owner team has \`maintain\` unless it is named here.`,
    )
    .register(documentation, { drives: ["github.RepositoryCollaborators"] }),
  collaborators: z
    .record(login, role)
    .default({})
    .describe(`GitHub users from outside the teams, each with a role: ${ROLE_WORDS}. Prefer teams.`)
    .register(documentation, { drives: ["github.RepositoryCollaborators"] }),
  ...mergeRules,
  branch_rules: z
    .record(itemKey, branchRules)
    .default({})
    .describe("Rules for branches beside the default one, such as release branches, by a name of your own.")
    .register(documentation, RULESET),
  tag_rules: z
    .record(itemKey, tagRules)
    .default({})
    .describe("Tags that stay where they are, beside `v*`, by a name of your own.")
    .register(documentation, RULESET),
  push_rules: pushRules
    .optional()
    .describe(
      "What nobody may push to any branch. GitHub has push rules for private and internal repositories.",
    )
    .register(documentation, RULESET),
  actions: actions
    .prefault({})
    .describe("What workflows may use. Actions are always pinned to a commit.")
    .register(documentation, { drives: ["github.ActionsRepositoryPermissions"], since: "0.2.0" }),
  security: security
    .prefault({})
    .describe("Dependabot and the search for credentials.")
    .register(documentation, { drives: ["github.Repository"], since: "0.2.0" }),
  variables: variables(500, "github.ActionsVariable", "in the repository"),
  secrets: secrets(100, "github.ActionsSecret", "workflows in the repository"),
  dependabot_secrets: secrets(100, "github.DependabotSecret", "Dependabot's own runs"),
  labels,
  autolinks,
  template_version: z
    .string()
    .regex(/^(?:v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?|stable|canary)$/, {
      error: "must be a version of the template, e.g. `v1.4.0`, or a channel: `stable` or `canary`",
    })
    .max(75, { error: "is too long: at most 75 characters" })
    .optional()
    .describe(
      "Version of the template that the repository follows, or a channel: `canary` has each new version at once, `stable` once every canary has passed its checks. The bot brings it by pull request; without this key it leaves the repository alone. Kept as a custom property.",
    )
    .register(documentation, { drives: ["github.RepositoryCustomProperty"], since: "0.2.0" }),
};

const INSIDE_MERGE = "stands under `merge`: write it there";
const INSIDE_FEATURES = "stands under `features`: write it there";
const RULES =
  "Marvin has rulesets: write `reviews`, `required_checks` and so on here for the default branch, `branch_rules` for others";
const STACK_RUNNERS =
  "runners belong to the organisation: the platform offers them to projects in the stack's `runnerGroups`";

export const repository = object(keys, {
  archived: "a repository is archived when its project retires: write `lifecycle: retired` at the top",
  name: "the repository is named as the project: remove it",
  description: "the project's `description` is the repository's too: remove it",
  private: "write `visibility: private`, which is the default",
  default_branch: "the default branch is `main`, as GitHub makes it: remove it",
  owner: "the project's `owner` answers for the repository too: remove it",
  branch_protection: RULES,
  branch_protections: RULES,
  rulesets: RULES,
  protected_branches: RULES,
  environments:
    "the environments are dev, stage and prod: write `deployment` at the top, and under `environments.ENV`",
  webhooks: "the bot's webhook comes from the stack's `botWebhook`, and no others are offered: remove it",
  deploy_keys: "keys that last are not offered: workflows use the repository's own token, or an app's",
  custom_properties:
    "project, owner and template version are kept as properties by the stack's `customProperties`: remove it",
  template: "new repositories are made from the stack's `repositoryTemplate`: remove it",
  codeowners:
    "the file CODEOWNERS in the repository names the owners: write `require_code_owner_review: true` to ask for them",
  runner_group: STACK_RUNNERS,
  runner_groups: STACK_RUNNERS,
  runners: STACK_RUNNERS,
  concurrency:
    "workflows limit themselves by `concurrency` in their files; runners by `maximumRunners` in the stack's `runnerGroups`",
  allow_squash_merge: INSIDE_MERGE,
  allow_merge_commit: INSIDE_MERGE,
  allow_rebase_merge: INSIDE_MERGE,
  allow_auto_merge: INSIDE_MERGE,
  delete_branch_on_merge: INSIDE_MERGE,
  has_issues: INSIDE_FEATURES,
  has_wiki: INSIDE_FEATURES,
  has_projects: INSIDE_FEATURES,
  has_discussions: INSIDE_FEATURES,
});
