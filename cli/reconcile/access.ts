import type { Log } from "../../bot/failure";
import { botOf, type Bot } from "../../bot/github/account";
import { statusOf } from "../../bot/github/found";
import { githubWith, GITHUB, type GitHubPlace } from "../../bot/github/client";
import type { Mint } from "../../bot/github/mint";
import { ReconcileRefused } from "./refused";

/** How the command reaches GitHub, and as whom. */
export interface Access {
  readonly place: GitHubPlace;
  readonly mint: Mint;
  readonly bot: Bot;
  /** `owner/name` of the template's repository. */
  readonly template: string;
  /** GitHub is this machine's own, and need not be spared. */
  readonly hurry?: boolean;
  close(): Promise<void>;
}

/**
 * GitHub with the token of the environment: `GITHUB_TOKEN`, and `MARVIN_APP_SLUG` where it is of an App's
 * installation. `GITHUB_API_URL` and `GITHUB_SERVER_URL`, which workflows have, say where GitHub is.
 * @throws ReconcileRefused where there is none, or GitHub does not take it
 */
export async function accessBy(env: NodeJS.ProcessEnv, template: string, log: Log): Promise<Access> {
  const token = env["GITHUB_TOKEN"];
  if (token === undefined || token === "") {
    throw new ReconcileRefused(
      "GITHUB_TOKEN is not set: give it a token that may read and write the projects' repositories, their workflows and pull requests, or try it with --sandbox",
    );
  }
  const place = { api: env["GITHUB_API_URL"] ?? GITHUB.api, web: env["GITHUB_SERVER_URL"] ?? GITHUB.web };
  const slug = env["MARVIN_APP_SLUG"] || undefined;
  const github = await githubWith(token, { place, log });
  try {
    return {
      place,
      template,
      mint: { token: () => Promise.resolve({ token, expires: Infinity }) },
      bot: await botOf(github, place, slug),
      close: () => Promise.resolve(),
    };
  } catch (error) {
    const status = statusOf(error);
    if (status === undefined || ![401, 403, 404].includes(status)) throw error;
    throw new ReconcileRefused(
      slug === undefined
        ? "GitHub does not say whose GITHUB_TOKEN is: it has ended, or is of an App's installation, whose slug MARVIN_APP_SLUG must give"
        : `GitHub knows no App ${slug}, or does not take GITHUB_TOKEN: set MARVIN_APP_SLUG to the end of the App's address https://github.com/apps/SLUG`,
    );
  }
}
