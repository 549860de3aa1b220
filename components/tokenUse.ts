import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";

/** What a workspace's rule on personal access tokens is made from. */
export interface TokenUseArgs {
  /** Groups whose members may use tokens; nobody when it is empty. */
  readonly groups: readonly string[];
}

/**
 * Who may use personal access tokens in a workspace. With groups: they alone, and the tokens of all others are
 * revoked at once. Without: tokens are switched off, for service principals too, which log in by OIDC. The list is
 * one for the whole workspace, so that one stack alone declares it.
 * https://docs.databricks.com/aws/en/admin/access-control/tokens
 */
export class TokenUse extends pulumi.ComponentResource {
  constructor(name: string, { groups }: TokenUseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:TokenUse", name, {}, opts);
    if (groups.length === 0) {
      const customConfig = { enableTokensConfig: "false" };
      new databricks.WorkspaceConf(name, { customConfig }, { parent: this });
    } else {
      const accessControls = groups.map((groupName) => ({ groupName, permissionLevel: "CAN_USE" }));
      new databricks.Permissions(name, { authorization: "tokens", accessControls }, { parent: this });
    }
    this.registerOutputs({});
  }
}
