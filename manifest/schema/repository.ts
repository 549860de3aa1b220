import { z } from "zod";
import { documentation } from "./documentation";
import { integer, login, sentence, teamSlug } from "./names";
import { object } from "./object";

/** GitHub's own words for roles. `admin` is missing on purpose: who has it can switch the branch rules off. */
const role = z.enum(["read", "triage", "write", "maintain"]);

const ROLE_WORDS = "one of read, triage, write, maintain";

export const repository = object({
  visibility: z
    .enum(["private", "internal", "public"])
    .default("private")
    .describe("Who can see the repository: `private`, `internal` (everybody in the enterprise) or `public`.")
    .register(documentation, { drives: ["github.Repository"] }),
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
  reviews: integer(1, 10, "approvals")
    .default(1)
    .describe("Approvals that a pull request to the default branch needs, 1 to 10.")
    .register(documentation, { drives: ["github.RepositoryRuleset"] }),
  required_checks: z
    .array(sentence(255))
    .default([])
    .describe("Names of the GitHub checks that must pass before a pull request can be merged.")
    .register(documentation, { drives: ["github.RepositoryRuleset"] }),
});
