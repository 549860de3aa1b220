import { z } from "zod";
import { branchPattern, mergeRules, pushRules, tagRules } from "../../manifest/schema/rulesets";
import { projectPattern } from "./projectPattern";

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

/**
 * Runners that GitHub hosts. It reports an image by number and a size by name, e.g. 2306 and 4-core.
 * https://docs.github.com/en/rest/actions/hosted-runners
 */
const hostedRunner = z.strictObject({
  image: z
    .string({ error: "must be the image's number in quotes" })
    .regex(/^\d+$/, { error: "must be the image's number in quotes, not its name" })
    .describe("Number of the image: `gh api orgs/ORG/actions/hosted-runners/images/github-owned`."),
  imageSource: z
    .enum(["github", "partner", "custom"])
    .default("github")
    .describe("Whose image it is. A change of the image or its source makes the runners anew."),
  size: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: "must be a size as GitHub names it, e.g. 4-core" })
    .describe("Size of the machines, e.g. 4-core: `gh api orgs/ORG/actions/hosted-runners/machine-sizes`."),
  maximumRunners: z
    .int()
    .min(1, { error: "must be at least 1" })
    .max(1000, { error: "is too many: GitHub has at most 1,000 at once for Linux, and fewer for others" })
    .default(10)
    .describe(
      "How many jobs may run on them at once, 1 to 1,000; further ones wait. It bounds what they cost.",
    ),
  publicIp: z
    .boolean()
    .default(false)
    .describe("Whether they have fixed addresses. An organisation may have ten such ranges."),
});

const runnerGroup = z.strictObject({
  projects: z
    .array(projectPattern())
    .min(1, { error: 'names no project: write at least one pattern, e.g. ["*"]' })
    .describe("Names of the projects whose repositories may use the group; `*` stands for any text."),
  publicRepositories: z
    .boolean()
    .default(false)
    .describe(
      "Whether public repositories among them may. Whoever opens a pull request there runs code on the runners.",
    ),
  workflows: z
    .array(
      z.string().regex(/^[\w.-]+\/[\w.-]+\/\.github\/workflows\/[\w.-]+\.ya?ml@\S+$/, {
        error: "must be ORG/REPOSITORY/.github/workflows/FILE.yml@REF",
      }),
    )
    .default([])
    .describe("The only workflows that may use the group, each at a ref; none means every workflow."),
  runners: z
    .record(
      z.string().regex(/^[a-zA-Z0-9._-]{1,64}$/, {
        error: "must be 1 to 64 letters, digits, `.`, `-` and `_`",
      }),
      hostedRunner,
    )
    .default({})
    .describe("Runners that GitHub hosts for the group, by the name that workflows give under `runs-on`."),
});

export type RunnerGroup = z.output<typeof runnerGroup>;

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
  runnerGroups: z
    .record(
      z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}$/, {
          error: "must be at most 64 letters, digits, spaces, `.`, `-` and `_`",
        })
        .refine((name) => name.toLowerCase() !== "default", {
          error: "is GitHub's own group: choose another name",
        }),
      runnerGroup,
    )
    .default({})
    .describe(
      "Groups of runners of the organisation, by name: which projects may use them, and the runners that GitHub hosts for them. Runners of one's own join a group where they are set up.",
    ),
} as const;
