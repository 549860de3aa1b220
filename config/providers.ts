import * as databricks from "@pulumi/databricks";
import * as github from "@pulumi/github";
import type { Settings } from "./settings";

/** The only ways out of the program; every resource uses one of them. */
export interface Providers {
  readonly github: github.Provider;
  /** The environment's workspace. */
  readonly workspace: databricks.Provider;
  /** The Databricks account, for service principals and their federation. */
  readonly account: databricks.Provider;
}

/**
 * Declares the explicit providers. Credentials are left out: the providers read short-lived ones from the
 * environment (GITHUB_TOKEN; Databricks unified authentication), so that none reaches the state.
 */
export function declareProviders(settings: Settings): Providers {
  return {
    github: new github.Provider("github", { owner: settings.githubOrganization }),
    workspace: new databricks.Provider("workspace", { host: settings.databricksHost }),
    account: new databricks.Provider("account", {
      host: settings.databricksAccountHost,
      accountId: settings.databricksAccountId,
    }),
  };
}
