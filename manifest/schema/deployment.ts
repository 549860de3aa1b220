import { z } from "zod";
import { documentation } from "./documentation";
import { integer } from "./names";
import { object } from "./object";
import { branchPattern, tagPattern } from "./rulesets";
import { secrets, variables } from "./workflowValues";

const number = z
  .int({
    error: (issue) =>
      typeof issue.input === "string"
        ? "must be a number, not a name: `gh api orgs/ORG/teams/SLUG --jq .id` prints a team's, `gh api users/LOGIN --jq .id` a user's"
        : undefined,
  })
  .positive({ error: "must be the number of a team or user, above 0" });

const ENVIRONMENT = { drives: ["github.RepositoryEnvironment"] } as const;
const POLICY = {
  drives: ["github.RepositoryEnvironment", "github.RepositoryEnvironmentDeploymentPolicy"],
} as const;

const reviewers = object({
  teams: z
    .array(number)
    .default([])
    .describe("Numbers of GitHub teams: `gh api orgs/ORG/teams/SLUG --jq .id`."),
  users: z.array(number).default([]).describe("Numbers of GitHub users: `gh api users/LOGIN --jq .id`."),
})
  .refine(({ teams, users }) => teams.length + users.length <= 6, {
    error: "names too many: at most 6 teams and users together; name a team that holds them",
  })
  .refine(({ teams, users }) => new Set(teams).size + new Set(users).size === teams.length + users.length, {
    error: "names somebody twice: keep one",
  });

/** The GitHub environment through which the project's workflows deploy, in each of Marvin's environments. */
export const deployment = object(
  {
    wait_timer: integer(0, 43_200, "minutes")
      .default(0)
      .describe("Minutes that a deployment waits before it starts, 0 to 43,200 (30 days).")
      .register(documentation, ENVIRONMENT),
    reviewers: reviewers
      .prefault({})
      .describe(
        "Who may approve a deployment, beside the teams of the stack; one of them must. At most 6 in all.",
      )
      .register(documentation, ENVIRONMENT),
    prevent_self_review: z
      .boolean()
      .default(true)
      .describe("Whether who starts a deployment may not approve it. Counts where there are reviewers.")
      .register(documentation, ENVIRONMENT),
    tags: z
      .array(tagPattern)
      .default([])
      .describe(
        "Tags that may deploy, as patterns such as `v*`. Default: the stack's; none at all means any ref.",
      )
      .register(documentation, POLICY),
    branches: z
      .array(branchPattern)
      .default([])
      .describe("Branches that may deploy, as patterns such as `release/*`. Not where the stack names tags.")
      .register(documentation, POLICY),
    variables: variables(90, "github.ActionsEnvironmentVariable", "that deploy to the environment"),
    secrets: secrets(100, "github.ActionsEnvironmentSecret", "workflows that deploy to the environment"),
  },
  {
    can_admins_bypass: "nobody passes the rules by, administrators too: remove it",
    deployment_branch_policy: "name the refs that may deploy under `tags` and `branches`: remove it",
    protected_branches: "name the refs that may deploy under `tags` and `branches`: remove it",
    concurrency: "a workflow limits itself by `concurrency` in its own file: remove it",
    runner: "a workflow names its runners by `runs-on` in its own file: remove it",
  },
);
