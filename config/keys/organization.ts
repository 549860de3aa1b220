import { z } from "zod";
import { branchPattern, mergeRules, pushRules, tagRules } from "../../manifest/schema/rulesets";

/** The custom properties by which a ruleset may choose among Marvin's repositories. */
const TARGETS = ["project", "owner", "template_version"] as const;

const values = z
  .array(z.string().min(1).max(75))
  .min(1, { error: "names no value: write at least one, or remove the property" });

/** Rulesets of an organisation know no required deployments: environments belong to single repositories. */
const branches = z.strictObject({
  include: z
    .array(branchPattern)
    .default([])
    .describe("Branches as patterns, without `refs/heads/`; none means each repository's default branch."),
  exclude: z.array(branchPattern).default([]).describe("Branches that the ruleset leaves out, as patterns."),
  reviews: mergeRules.reviews,
  required_checks: mergeRules.required_checks,
  require_code_owner_review: mergeRules.require_code_owner_review,
  required_signatures: mergeRules.required_signatures,
  required_linear_history: mergeRules.required_linear_history,
});

const ruleset = z
  .strictObject({
    enforcement: z
      .enum(["active", "evaluate", "disabled"])
      .default("active")
      .describe("`evaluate` only tells what it would refuse, and needs GitHub Enterprise."),
    properties: z
      .partialRecord(z.enum(TARGETS), values)
      .default({})
      .describe(
        "Values that a repository's custom properties must have, all of them; none means every repository of Marvin.",
      ),
    except: z
      .partialRecord(z.enum(TARGETS), values)
      .default({})
      .describe("Values by which a repository is left out."),
    branches: branches
      .optional()
      .describe("Rules of branches, with the keys of a project's `repository.branch_rules`."),
    tags: tagRules.optional().describe("Rules of tags, with the keys of a project's `repository.tag_rules`."),
    pushes: pushRules
      .optional()
      .describe("Rules of pushes, with the keys of a project's `repository.push_rules`."),
  })
  .refine((one) => [one.branches, one.tags, one.pushes].filter((part) => part !== undefined).length === 1, {
    error: "must have exactly one of branches, tags and pushes",
  });

export type OrganizationRuleset = z.output<typeof ruleset>;

/** What exists once for the GitHub organisation. One stack declares it, whichever environment it makes. */
export const organizationKeys = {
  managesOrganization: z
    .boolean()
    .default(false)
    .describe(
      "Whether the stack declares what exists once for the organisation: definitions of custom properties, and what the keys below say. Exactly one stack does.",
    ),
  organizationRulesets: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]{0,79}$/, {
        error: "must be small letters, digits and `-`, beginning with a letter, at most 80",
      }),
      ruleset,
    )
    .default({})
    .describe(
      "Rulesets of the organisation that hold for Marvin's repositories beside their own, by name. They find repositories by custom properties and so need `customProperties`.",
    ),
  organizationShaPinning: z
    .boolean()
    .default(false)
    .describe(
      "Whether workflows in every repository of the organisation, Marvin's or not, must pin actions to commits. Which actions are allowed stays each repository's own.",
    ),
} as const;
