import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import { givenNames, groupGrants } from "./grants";
import type { Grantees } from "./objectPermissions";

/** What a project's rights on single objects are made from. */
export interface SharedDataArgs {
  /** Catalog of the environment. */
  readonly catalog: string;
  /** Name of the project's schema, without the catalog. */
  readonly schema: pulumi.Input<string>;
  readonly grantees: Grantees;
}

/**
 * What `access.grants` gives to groups on single tables, volumes and functions of the project's schema. Rights on
 * the schema and on models stand with those. Tables and functions are made by jobs: a grant on one that is not
 * there yet is refused, and stops the update: the key's description says when to write it (ADR 20).
 */
export class SharedData extends pulumi.ComponentResource {
  constructor(name: string, args: SharedDataArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:SharedData", name, {}, opts);
    for (const [kind, securable] of [
      ["tables", "table"],
      ["volumes", "volume"],
      ["functions", "function"],
    ] as const) {
      for (const object of givenNames(args.grantees, kind)) {
        for (const { group, privileges } of groupGrants(args.grantees, kind, object)) {
          new databricks.Grant(
            `${name}/${kind}/${object}/${group}`,
            {
              [securable]: pulumi.interpolate`${args.catalog}.${args.schema}.${object}`,
              principal: group,
              privileges,
            },
            { parent: this },
          );
        }
      }
    }
    this.registerOutputs({});
  }
}
