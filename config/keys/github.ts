import { z } from "zod";

/** GitHub: the organisation, and what holds for every repository in it. */
export const githubKeys = {
  githubOrganization: z
    .string()
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, { error: "must be an organisation's login" })
    .describe("The organisation that owns the repositories."),
  githubOrganizationId: z
    .int({ error: "must be the organisation's number, as `gh api orgs/NAME --jq .id` prints it" })
    .positive()
    .describe(
      "Its number, part of the OIDC subjects of repositories made since July 2026: `gh api orgs/NAME --jq .id`.",
    ),
  ownsRepositories: z
    .boolean()
    .default(false)
    .describe(
      "Whether the stack declares what exists once for all environments: the repositories and their rules. Exactly one environment does.",
    ),
  deploymentTags: z
    .array(z.string().min(1))
    .default([])
    .describe("Tags that may be deployed to the environment, as patterns; none means any branch or tag."),
  deploymentReviewers: z
    .array(z.int().positive())
    .max(6, { error: "GitHub takes at most 6 reviewers" })
    .default([])
    .describe(
      "Numbers of GitHub teams, one of which must approve a deployment; at most 6: `gh api orgs/ORG/teams/SLUG --jq .id`.",
    ),
} as const;
