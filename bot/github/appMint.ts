import { Refused } from "../failure";
import { asApp, type AppOptions } from "./app";
import { statusOf } from "./found";
import { placeOf, sameName } from "./place";
import type { GitHub } from "./client";
import { PURPOSES, type Mint, type Purpose } from "./mint";

export interface AppMintOptions extends AppOptions {
  /** Number of the App's installation in the organisation. */
  readonly installation: number;
}

/** What is read of the installation. */
interface Installation {
  readonly organization: string;
  readonly permissions: Readonly<Record<string, unknown>>;
}

/**
 * Makes tokens by the App's private key, each for one repository and with the permissions of its purpose alone. Keeps
 * none: who asks may. https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
export function appMint(options: AppMintOptions): Mint {
  return {
    token: (purpose, repository) => asApp(options, (client) => mint(client, options, purpose, repository)),
  };
}

async function mint(
  client: GitHub,
  { appId, installation }: AppMintOptions,
  purpose: Purpose,
  repository: string,
) {
  const { owner, repo } = placeOf(repository);
  const { organization, permissions } = await installationOf(client, appId, installation);
  // GitHub is asked by the name alone: a repository of another owner would be answered with its namesake.
  if (!sameName(owner, organization)) {
    throw new Refused(`${repository} is not of ${organization}, where the App is installed`);
  }
  try {
    const { data } = await client.rest.apps.createInstallationAccessToken({
      installation_id: installation,
      repositories: [repo],
      permissions: PURPOSES[purpose],
    });
    return { token: data.token, expires: Date.parse(data.expires_at) };
  } catch (error) {
    if (statusOf(error) !== 422) throw error;
    const missing = missingIn(permissions, purpose);
    throw new Refused(
      missing.length > 0
        ? `the App lacks ${missing.join(", ")} in ${organization}: give it that in its settings, and let an owner of ${organization} accept`
        : `the App's installation does not reach ${repository}: give it that repository in the settings of ${organization}; where it was renamed, run the stack that owns it`,
    );
  }
}

async function installationOf(client: GitHub, appId: number, id: number): Promise<Installation> {
  try {
    const { data } = await client.rest.apps.getInstallation({ installation_id: id });
    const { account, permissions, suspended_at: suspended } = data;
    const organization = account !== null && "login" in account ? account.login : "";
    if (suspended !== null) {
      throw new Refused(
        `the App's installation in ${organization} is suspended: an owner of it can end that`,
      );
    }
    return { organization, permissions };
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    throw new Refused(
      `the App ${appId} has no installation ${id} (any more): install it in the organisation, and put the installation's number into marvin:bot`,
    );
  }
}

function missingIn(has: Installation["permissions"], purpose: Purpose): string[] {
  return Object.entries(PURPOSES[purpose])
    .filter(([name, access]) => has[name] !== "write" && has[name] !== access)
    .map(([name, access]) => `${name}: ${access}`);
}
