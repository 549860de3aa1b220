import * as aws from "@pulumi/aws";
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
  /** The AWS account of projects' own buckets; none where no project has one, for it asks for credentials at once. */
  readonly aws?: aws.Provider;
}

/**
 * Declares the explicit providers. Credentials are left out: the providers read short-lived ones from the
 * environment (GITHUB_TOKEN; Databricks unified authentication; AWS's own variables), so that none reaches the state.
 * @param usesAws whether a project of the stack has something on AWS
 */
export function declareProviders(settings: Settings, usesAws = false): Providers {
  return {
    github: new github.Provider(
      "github",
      { owner: settings.githubOrganization },
      { transformations: [({ props, opts }) => ({ props: withoutToken(props), opts })] },
    ),
    workspace: new databricks.Provider("workspace", { host: settings.databricksHost }),
    account: new databricks.Provider("account", {
      host: settings.databricksAccountHost,
      accountId: settings.databricksAccountId,
    }),
    ...(usesAws &&
      settings.awsAccountId !== undefined && { aws: declareAws(settings, settings.awsAccountId) }),
  };
}

function declareAws({ awsRegion }: Settings, account: string): aws.Provider {
  return new aws.Provider("aws", { region: awsRegion, allowedAccountIds: [account] });
}

/**
 * The SDK takes GITHUB_TOKEN into the provider's inputs: it would stand in the state, and, being new in every run,
 * show as a change of the provider in every preview. The provider reads the variable by itself.
 */
function withoutToken(props: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { token: _token, ...rest } = props;
  return rest;
}
