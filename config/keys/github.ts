import { z } from "zod";
import { projectPattern } from "./projectPattern";

const name = z.string().regex(/^[\w.-]{1,100}$/, { error: "must be the name of a repository" });

/** Events of a repository's webhook. https://docs.github.com/en/webhooks/webhook-events-and-payloads */
const event = z
  .string()
  .regex(/^(?:\*|[a-z][a-z_]*)$/, { error: "must be a webhook event, e.g. pull_request" });

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
  allowedVisibilities: z
    .array(z.enum(["private", "internal", "public"]))
    .min(1, { error: "must name at least one visibility" })
    .default(["private", "internal"])
    .describe("Visibilities that projects may choose for their repository."),
  publicRepositories: z
    .array(projectPattern("open-*"))
    .default([])
    .describe("Names of the projects whose repository may be public all the same; `*` stands for any text."),
  githubPlan: z
    .enum(["team", "enterprise"])
    .default("enterprise")
    .describe(
      "The organisation's plan. GitHub Team has no internal repositories, and no reviewers or wait timers on private ones.",
    ),
  secretProtection: z
    .boolean()
    .default(false)
    .describe(
      "Whether the organisation has GitHub Secret Protection, without which private repositories are not searched for credentials.",
    ),
  allowedActions: z
    .array(z.string().min(1))
    .default(["databricks/*"])
    .describe(
      "Actions that every repository may use beside GitHub's and the organisation's own, as patterns.",
    ),
  repositoryTemplate: z
    .strictObject({ owner: z.string().min(1).optional(), repository: name })
    .optional()
    .describe(
      "Template repository that new repositories are made from; its owner is the organisation unless named.",
    ),
  botWebhook: z
    .strictObject({
      url: z.string().regex(/^https:\/\/\S+$/, { error: "must be an address that begins with https://" }),
      events: z.array(event).min(1).default(["pull_request", "push", "release"]),
      secret: z.string().min(1).optional(),
    })
    .optional()
    .describe(
      "Webhook of the bot on every repository: `url`, `events`, and `secret`, the name of a secret under `marvin-secrets:`.",
    ),
  customProperties: z
    .boolean()
    .default(false)
    .describe(
      "Whether repositories carry custom properties, by which rulesets of the organisation find them. The stack with `managesOrganization` defines them, with this key too, and is updated first.",
    ),
} as const;
