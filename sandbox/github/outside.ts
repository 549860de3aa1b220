import { z } from "zod";
import type { Need, Subject } from "../kind";
import { listed, type OutsideObject, type Scope } from "../outside";
import { owner } from "./names";

const number = z
  .int({ error: "must be a number, as GitHub's API shows it under `id`" })
  .positive({ error: "must be a number above 0" });
const name = z.string().regex(/^[\w.-]+$/, { error: "must be a name as it stands in GitHub's addresses" });
const visible = z
  .boolean()
  .default(true)
  .describe("Whether the deployer sees it. GitHub answers 404 to those who do not. @default true");

/** A GitHub organisation, as its API shows it to whoever deploys. */
export const githubOrganization = z
  .strictObject({
    organization: name.describe("Login of the organisation; others are taken to hold whatever is asked for."),
    teams: z
      .record(
        name,
        z.strictObject({
          id: number.optional().describe("The team's number, by which reviewers and bypasses name it."),
          secret: z
            .boolean()
            .default(false)
            .describe("Whether the team is secret; such a team cannot bypass rulesets. @default false"),
          visible,
        }),
      )
      .optional()
      .describe("All teams, by their slugs."),
    users: z
      .record(
        name,
        z.strictObject({
          id: number.optional().describe("The user's number, by which reviewers name it."),
        }),
      )
      .optional()
      .describe("All members of the organisation and guests of its repositories, by their logins."),
    repositories: z
      .record(name, z.strictObject({ id: number.optional().describe("The repository's number."), visible }))
      .optional()
      .describe("Repositories that exist already. Others can be made: this list need not be whole."),
  })
  .describe("The organisation on GitHub.");

type Organization = z.output<typeof githubOrganization>;

export function outsideGitHub(organization: Organization | undefined): {
  objects: OutsideObject[];
  scopes: Scope[];
} {
  if (organization === undefined) return { objects: [], scopes: [] };
  const { organization: login, teams, users, repositories } = organization;
  const ends = ` of ${login.toLowerCase()}`;
  const within = (what: string, id: string | number) => `${what} ${id}${ends}`.toLowerCase();
  const numbered = (what: string, id: number | undefined, hidden = false) =>
    id === undefined ? [] : [{ thing: within(`${what} number`, id), hidden }];
  const objects: OutsideObject[] = [
    ...listed(teams).flatMap(([slug, { id, secret, visible }]) => [
      { thing: within("team", slug), hidden: !visible },
      ...numbered("team", id, !visible),
      ...numbered("open team", secret ? undefined : id, !visible),
    ]),
    ...listed(users).flatMap(([user, { id }]) => [{ thing: within("user", user) }, ...numbered("user", id)]),
    ...listed(repositories).map(([repository, { id, visible }]) => ({
      thing: `repository ${login}/${repository}`.toLowerCase(),
      props: {
        name: repository,
        fullName: `${login}/${repository}`,
        ...(id !== undefined && { repoId: id }),
      },
      hidden: !visible,
    })),
  ];
  const scope = (starts: string, closed: boolean): Scope => ({ starts, ends, closed });
  // A number says nothing where those of some teams were left out.
  const allNumbered = (items: Organization["teams"] | Organization["users"]) =>
    items !== undefined && Object.values(items).every(({ id }) => id !== undefined);
  return {
    objects,
    scopes: [
      scope("team ", teams !== undefined),
      scope("team number ", allNumbered(teams)),
      scope("open team number ", allNumbered(teams)),
      scope("user ", users !== undefined),
      scope("user number ", allNumbered(users)),
    ],
  };
}

/** A team or a user of the organisation; they are not made here. A number stands for a team too. */
export function known(
  it: Pick<Subject, "settings">,
  what: "team" | "user" | "team number" | "user number" | "open team number",
  name: string | number,
  refusal: string,
): Need {
  const numeric = what === "team" && /^\d+$/.test(String(name)) ? "team number" : what;
  const thing = `${numeric} ${name} of ${owner(it.settings)}`.toLowerCase();
  return { thing, refusal, assumed: true };
}
