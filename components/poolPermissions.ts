import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import { objectPermissions } from "./objectPermissions";
import { levelOf } from "./roles";

/** Who uses which pool. */
export interface PoolPermissionsArgs {
  readonly settings: Settings;
  /** Ids of the pools, by name. */
  readonly pools: Readonly<Record<string, pulumi.Input<string>>>;
  /** Application ids of the principals whose projects' clusters come from a pool, by the pool's name. */
  readonly principals: Readonly<Record<string, readonly pulumi.Input<string>[]>>;
}

/**
 * Who may attach clusters to the pools that the stack declares: the principals of the projects that use one, and the
 * groups that the stack names. Stands behind the projects, for all of a pool's permissions have one owner. Those of a
 * pool that exists already belong to whoever made it.
 */
export class PoolPermissions extends pulumi.ComponentResource {
  constructor(name: string, args: PoolPermissionsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:PoolPermissions", name, {}, opts);
    const { settings, pools, principals } = args;
    const { peopleMayWrite } = settings;
    const level = levelOf("pool", "principal", peopleMayWrite);
    if (level === undefined) throw new Error("components/roles.ts gives principals no level on pools");
    for (const [key, pool] of Object.entries(settings.instancePools)) {
      if ("id" in pool) continue;
      objectPermissions(
        `${name}/${key}`,
        "pool",
        { instancePoolId: pools[key] },
        // No project owns a pool.
        { members: [], applicationId: "", principalActs: false, peopleMayWrite },
        { parent: this },
        [
          ...(principals[key] ?? []).map((servicePrincipalName) => ({
            servicePrincipalName,
            permissionLevel: level,
          })),
          ...pool.users.map((groupName) => ({ groupName, permissionLevel: level })),
        ],
      );
    }
    this.registerOutputs({});
  }
}
