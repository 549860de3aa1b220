import type { GitHub, GitHubPlace } from "./client";
import type { Identity } from "../git/git";

/** Who the bot is on GitHub. */
export interface Bot {
  /** `SLUG[bot]` */
  readonly login: string;
  /** With the address by which GitHub knows its commits. */
  readonly identity: Identity;
}

/**
 * The account of an App, or of the token's user where no App is named.
 * https://docs.github.com/en/account-and-profile/reference/email-addresses-reference#your-noreply-email-address
 * @param slug the end of the App's address
 */
export async function botOf(github: GitHub, { web }: GitHubPlace, slug: string | undefined): Promise<Bot> {
  const { data: user } =
    slug === undefined
      ? await github.rest.users.getAuthenticated()
      : await github.rest.users.getByUsername({ username: `${slug}[bot]` });
  const email = `${user.id}+${user.login}@users.noreply.${new URL(web).hostname}`;
  return { login: user.login, identity: { name: user.login, email } };
}
