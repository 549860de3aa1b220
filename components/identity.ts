import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";

/** What a project's identity in an environment is made from. */
export interface IdentityArgs {
  /** Name that the project was made under, and the principal is called after. A change replaces the principal. */
  readonly stem: string;
  /** Name of the project. */
  readonly project: string;
  /** The repository's number on GitHub. */
  readonly repositoryId: pulumi.Input<number | string>;
  /** Whether somebody may act as the principal. Where not, it is switched off and keeps only what it owns. */
  readonly mayLogIn: boolean;
  /** Groups that answer for the project. */
  readonly owners: readonly string[];
  readonly settings: Settings;
  /** Provider of the Databricks account, which owns principals. */
  readonly account: databricks.Provider;
}

const ISSUER = "https://token.actions.githubusercontent.com";

/**
 * A project's service principal in one environment: member of the workspace, usable as `run_as` by whoever
 * runs Pulumi, and by the project's GitHub workflows through OIDC, without any secret.
 * https://docs.databricks.com/aws/en/dev-tools/auth/oauth-federation-policy
 */
export class Identity extends pulumi.ComponentResource {
  /** Application id (a UUID), by which jobs and grants name the principal. */
  readonly applicationId: pulumi.Output<string>;
  /** Number of the principal in the account. */
  readonly principalId: pulumi.Output<string>;

  constructor(name: string, args: IdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Identity", name, {}, opts);
    const { settings, account } = args;
    const principal = new databricks.ServicePrincipal(
      name,
      {
        displayName: `marvin-${args.stem}-${settings.environment}`,
        active: args.mayLogIn,
        // Else a provider that cannot tell the account's host from a workspace's would make it in the workspace.
        api: "account",
      },
      { parent: this, provider: account },
    );
    this.principalId = principal.id;
    this.applicationId = args.mayLogIn ? this.allowLogIn(name, args, principal) : principal.applicationId;
    this.registerOutputs({ applicationId: this.applicationId, principalId: this.principalId });
  }

  /** Resolves to the application id once the principal is in the workspace and free to use, as its users need. */
  private allowLogIn(
    name: string,
    args: IdentityArgs,
    principal: databricks.ServicePrincipal,
  ): pulumi.Output<string> {
    const membership = new databricks.MwsPermissionAssignment(
      `${name}/workspace`,
      {
        workspaceId: args.settings.databricksWorkspaceId,
        principalId: principal.id,
        permissions: ["USER"],
      },
      { parent: this, provider: args.account },
    );
    const use = this.allowUse(name, args, principal);
    this.trustGitHub(name, args, principal);

    return pulumi
      .all([principal.applicationId, membership.id, use.id])
      .apply(([applicationId]) => applicationId);
  }

  /**
   * Authoritative: nobody but the deployer may manage the principal, and the bot where there is one, which renews its Git
   * credential; and nobody else may act as it, unless the stack lets owners. Who manages a principal could make secrets for it and let anybody in: never people.
   */
  private allowUse(
    name: string,
    { owners, settings, account }: IdentityArgs,
    principal: databricks.ServicePrincipal,
  ) {
    const { databricksDeployer: deployer, botPrincipal } = settings;
    const bot = botPrincipal === undefined ? [] : [`servicePrincipals/${botPrincipal}`];
    const people = settings.ownersMayRunAs ? owners.map((group) => `groups/${group}`) : [];
    const ruleSet = pulumi.interpolate`accounts/${settings.databricksAccountId}/servicePrincipals/${principal.applicationId}/ruleSets/default`;
    return new databricks.AccessControlRuleSet(
      `${name}/use`,
      {
        name: ruleSet,
        api: "account",
        grantRules: [
          { role: "roles/servicePrincipal.manager", principals: [...new Set([deployer, ...bot])] },
          { role: "roles/servicePrincipal.user", principals: [...new Set([deployer, ...people])] },
        ],
      },
      { parent: this, provider: account },
    );
  }

  /**
   * GitHub names a workflow by names alone, or, for repositories made since July 2026, by names and numbers.
   * Both are trusted, so that older repositories work too.
   * https://docs.github.com/en/actions/reference/security/oidc
   */
  private trustGitHub(name: string, args: IdentityArgs, principal: databricks.ServicePrincipal): void {
    const { settings } = args;
    const { githubOrganization: org, githubOrganizationId: orgId } = settings;
    const subjects = {
      "by-name": `repo:${org}/${args.project}:environment:${settings.environment}`,
      "by-id": pulumi.interpolate`repo:${org}@${orgId}/${args.project}@${args.repositoryId}:environment:${settings.environment}`,
    };
    for (const [form, subject] of Object.entries(subjects)) {
      new databricks.ServicePrincipalFederationPolicy(
        `${name}/github-${form}`,
        {
          servicePrincipalId: principal.id.apply(Number),
          policyId: `github-${form}`,
          description: `Workflows of ${org}/${args.project} that deploy to ${settings.environment}`,
          oidcPolicy: {
            issuer: ISSUER,
            audiences: [settings.databricksAccountId],
            subject,
            subjectClaim: "sub",
          },
        },
        { parent: this, provider: args.account },
      );
    }
  }
}
