import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import type { Grantees } from "./objectPermissions";
import { levelOf } from "./roles";
import { keep } from "./stateful";

/** What a project's secret scope is made from. */
export interface SecretScopeArgs {
  /** Name of the scope in the workspace. A change replaces the scope, and its secrets are gone. */
  readonly scope: string;
  readonly grantees: Grantees;
  readonly settings: Settings;
}

/**
 * A secret scope kept by Databricks, with who may read it and put values in. The values themselves never pass
 * through here: they would stand in Pulumi's state. Whoever runs Pulumi made the scope and manages it.
 * https://docs.databricks.com/aws/en/security/secrets/
 */
export class SecretScope extends pulumi.ComponentResource {
  constructor(name: string, args: SecretScopeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:SecretScope", name, {}, opts);
    const { members, applicationId, principalActs, peopleMayWrite } = args.grantees;
    const { name: scope } = new databricks.SecretScope(
      name,
      { name: args.scope },
      { parent: this, ...keep("secrets", args.settings) },
    );
    const allow = (key: string, principal: pulumi.Input<string>, permission: string | undefined) =>
      permission === undefined
        ? undefined
        : new databricks.SecretAcl(`${name}/${key}`, { scope, principal, permission }, { parent: this });
    if (principalActs) {
      allow("principal", applicationId, levelOf("secretScope", "principal", peopleMayWrite));
    }
    for (const { group, role } of members) {
      allow(`groups/${group}`, group, levelOf("secretScope", role, peopleMayWrite));
    }
    this.registerOutputs({});
  }
}
