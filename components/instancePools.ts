import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import { cloudOf } from "../config/clouds";
import type { DeclaredPool } from "../config/keys/instancePools";
import type { Settings } from "../config/settings";

/** What the pools are made from. */
export interface InstancePoolsArgs {
  readonly settings: Settings;
}

/**
 * Machines that wait for the clusters of all projects, once in a workspace. Pools that are known by their id exist
 * already and are not declared. Who may attach to them is declared behind the projects, by `PoolPermissions`.
 * https://docs.databricks.com/api/workspace/instancepools
 */
export class InstancePools extends pulumi.ComponentResource {
  /** Ids by name, of those declared here and of those that exist. */
  readonly ids: Readonly<Record<string, pulumi.Input<string>>>;

  constructor(name: string, { settings }: InstancePoolsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:InstancePools", name, {}, opts);
    this.ids = Object.fromEntries(
      Object.entries(settings.instancePools).map(([key, pool]): [string, pulumi.Input<string>] => {
        if ("id" in pool) return [key, pool.id];
        const { id } = new databricks.InstancePool(
          `${name}/${key}`,
          { instancePoolName: `[${settings.environment}] ${key}`, ...inputs(pool, settings) },
          {
            parent: this,
            // A workspace has a name once: the old pool goes before the new one comes.
            deleteBeforeReplace: true,
            // The service edits no disks, and the provider would try to.
            replaceOnChanges: ["diskSpec"],
          },
        );
        return [key, id];
      }),
    );
    this.registerOutputs({ ids: this.ids });
  }
}

function inputs(pool: DeclaredPool, { databricksHost }: Settings) {
  const { diskSpec: disks, projects: _who, users: _others, awsAttributes: aws, ...rest } = pool;
  return {
    ...rest,
    // Left out, the machines on AWS would be spot ones.
    ...(cloudOf(databricksHost) === "AWS" && { awsAttributes: aws ?? { availability: "ON_DEMAND" } }),
    ...(disks !== undefined && {
      diskSpec: {
        diskType: { ebsVolumeType: disks.ebsVolumeType },
        diskCount: disks.diskCount,
        diskSize: disks.diskSize,
      },
    }),
  };
}
