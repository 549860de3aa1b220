import { z } from "zod";
import { documentation } from "./documentation";
import { sentence } from "./names";
import { object } from "./object";

const REPOSITORY = { drives: ["github.Repository"], since: "0.2.0" } as const;

/** https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/classifying-your-repository-with-topics */
export const topics = z
  .array(
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, {
      error: "must be 1 to 50 lower-case letters, digits and hyphens, e.g. `time-series`",
    }),
  )
  .max(18, { error: "has too many topics: at most 18, for GitHub takes 20 and Marvin adds two" })
  .default([])
  .describe("Topics beside Marvin's own `machine-learning` and `marvin`, for GitHub's search.")
  .register(documentation, REPOSITORY);

export const homepage = z
  .string()
  .max(255, { error: "is too long: at most 255 characters" })
  .regex(/^https?:\/\/[^\s\p{Cc}]+$/u, {
    error: "must be a web address, e.g. `https://wiki.example.edu/churn`",
  })
  .optional()
  .describe("Address of a page about the project, shown on the repository.")
  .register(documentation, REPOSITORY);

/** Named as in GitHub's API. */
export const features = object({
  has_issues: z.boolean().default(true).describe("Whether the repository has issues."),
  has_wiki: z.boolean().default(false).describe("Whether the repository has a wiki."),
  has_projects: z.boolean().default(false).describe("Whether the repository has project boards."),
  has_discussions: z.boolean().default(false).describe("Whether the repository has discussions."),
});

export const mergeSettings = object({
  allow_squash_merge: z.boolean().default(true).describe("Whether a pull request may become one commit."),
  allow_rebase_merge: z
    .boolean()
    .default(false)
    .describe("Whether a pull request's commits may be put one by one on the branch."),
  allow_merge_commit: z
    .boolean()
    .default(false)
    .describe("Whether pull requests may be merged by a merge commit. Not with `required_linear_history`."),
  allow_auto_merge: z
    .boolean()
    .default(false)
    .describe("Whether a pull request may be told to merge itself once all that is required is there."),
  allow_update_branch: z
    .boolean()
    .default(true)
    .describe("Whether GitHub offers to bring a pull request's branch up to date."),
  delete_branch_on_merge: z.boolean().default(true).describe("Whether a branch goes once it is merged."),
  squash_merge_commit_title: z
    .enum(["PR_TITLE", "COMMIT_OR_PR_TITLE"])
    .default("PR_TITLE")
    .describe("Title of a squashed commit: `PR_TITLE`, or `COMMIT_OR_PR_TITLE` for that of a single commit."),
  squash_merge_commit_message: z
    .enum(["PR_BODY", "COMMIT_MESSAGES", "BLANK"])
    .default("PR_BODY")
    .describe("Text of a squashed commit: `PR_BODY`, `COMMIT_MESSAGES` or `BLANK`."),
  merge_commit_title: z
    .enum(["PR_TITLE", "MERGE_MESSAGE"])
    .default("MERGE_MESSAGE")
    .describe("Title of a merge commit: `PR_TITLE`, or GitHub's own `MERGE_MESSAGE`."),
  merge_commit_message: z
    .enum(["PR_TITLE", "PR_BODY", "BLANK"])
    .default("PR_TITLE")
    .describe("Text of a merge commit: `PR_TITLE`, `PR_BODY` or `BLANK`."),
});

export const security = object({
  dependabot_alerts: z
    .boolean()
    .default(true)
    .describe("Whether GitHub tells of vulnerable dependencies.")
    .register(documentation, { drives: ["github.RepositoryVulnerabilityAlerts"] }),
  dependabot_security_updates: z
    .boolean()
    .default(false)
    .describe("Whether Dependabot opens pull requests that mend vulnerable dependencies. Needs the alerts.")
    .register(documentation, { drives: ["github.RepositoryDependabotSecurityUpdates"] }),
  secret_scanning: z
    .boolean()
    .optional()
    .describe(
      "Whether GitHub looks for credentials in the repository. Default: where the organisation has it.",
    )
    .register(documentation, { drives: ["github.Repository"] }),
  secret_scanning_push_protection: z
    .boolean()
    .optional()
    .describe(
      "Whether a push that holds a credential is refused. Needs the scanning. Default: as the scanning.",
    )
    .register(documentation, { drives: ["github.Repository"] }),
});

export const labels = z
  .record(
    sentence(50),
    object({
      color: z
        .string({ error: 'must be six hexadecimal digits in quotes, e.g. `"d73a4a"`' })
        .regex(/^[0-9a-fA-F]{6}$/, {
          error: 'must be six hexadecimal digits without `#`, in quotes, e.g. `"d73a4a"`',
        })
        .describe("Colour of the label: six hexadecimal digits without `#`, in quotes."),
      description: sentence(100).optional().describe("What the label means, at most 100 characters."),
    }),
  )
  .default({})
  .describe(
    "Labels of issues and pull requests, by name. Where any is named, these are all: others are deleted.",
  )
  .register(documentation, { drives: ["github.IssueLabels"], since: "0.2.0" });

export const autolinks = z
  .record(
    z.string().regex(/^[a-zA-Z0-9.=+:/#_-]*[a-zA-Z.=+:/#_-]$/, {
      error:
        "must be a prefix of letters, digits and `.-_+=:/#` that does not end with a digit, e.g. `HELP-`",
    }),
    object({
      url_template: z
        .string()
        .regex(/^https?:\/\/[a-z0-9.-]*(?::[0-9]+)?\/\S*<num>\S*$/, {
          error:
            "must be a web address with `<num>` where the number goes, e.g. `https://help.example.edu/<num>`",
        })
        .describe("Address that a reference leads to, with `<num>` where its number goes."),
      is_alphanumeric: z
        .boolean()
        .default(true)
        .describe("Whether `<num>` may hold letters, or digits alone."),
    }),
  )
  .default({})
  .describe(
    "References that become links, by their prefix: `HELP-` makes a link of HELP-17. A change replaces.",
  )
  .register(documentation, { drives: ["github.RepositoryAutolinkReference"], since: "0.2.0" });

export const actions = object(
  {
    patterns_allowed: z
      .array(
        z
          .string()
          .regex(
            /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9_.*-]+(?:\/[A-Za-z0-9_./*-]+)?(?:@[A-Za-z0-9_./*-]+)?$/,
            {
              error:
                "must be OWNER/REPOSITORY, OWNER/* or one of these with @REF, e.g. `astral-sh/setup-uv@*`",
            },
          ),
      )
      .default([])
      .describe(
        "Actions from elsewhere that workflows may use beside the stack's, e.g. `astral-sh/setup-uv@*`.",
      )
      .register(documentation, { drives: ["github.ActionsRepositoryPermissions"] }),
  },
  {
    allowed_actions: "only named actions are allowed, always: name more under `patterns_allowed`",
    enabled: "workflows are how projects deploy, and always allowed: remove it",
    github_owned_allowed: "always so for GitHub's own actions: remove it",
    verified_allowed:
      "verified creators are not trusted as such: name their actions under `patterns_allowed`",
    sha_pinning_required: "actions are always pinned to a commit: remove it",
    default_workflow_permissions:
      "the token of workflows can only read; a workflow asks for more under `permissions` in its file: remove it",
  },
);
