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

/** GitHub's own words for roles. `admin` is missing on purpose: who has it can switch the branch rules off. */
const role = z.enum(["read", "triage", "write", "maintain"]);

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
    .regex(/^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/, {
      error: "must be a version of the template, e.g. `v1.4.0`",
    })
    .max(75, { error: "is too long: at most 75 characters" })
    .optional()
    .describe("Version of the template that the repository follows, kept as a custom property.")
    .register(documentation, { drives: ["github.RepositoryCustomProperty"], since: "0.2.0" }),
};

export const repository = object(keys, {
  archived: "a repository is archived when its project retires: write `lifecycle: retired` at the top",
  name: "the repository is named as the project: remove it",
});
