import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import type { Project } from "../manifest/schema/project";
import { toInputs } from "./jobInputs";
import { objectPermissions, type Grantees } from "./objectPermissions";
import type { Tags } from "./tags";

/** What a SQL warehouse is made from. */
export interface WarehouseArgs {
  /** Name of the project. */
  readonly project: string;
  /** Key in the manifest. */
  readonly key: string;
  readonly warehouse: Project["compute"]["warehouses"][string];
  readonly tags: Tags;
  readonly grantees: Grantees;
  readonly settings: Settings;
}

/**
 * A SQL warehouse with its permissions, for the project's SQL, dbt and dashboard tasks and for its people. It starts when
 * somebody asks and stops by itself.
 * https://docs.databricks.com/api/workspace/warehouses/create
 */
export class Warehouse extends pulumi.ComponentResource {
  readonly warehouseId: pulumi.Output<string>;
  /** Path that drivers connect to, at the workspace's address. */
  readonly httpPath: pulumi.Output<string>;

  constructor(name: string, args: WarehouseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Warehouse", name, {}, opts);
    const { channel, ...given } = args.warehouse;
    const warehouse = new databricks.SqlEndpoint(
      name,
      {
        name: `[${args.settings.environment}] ${args.project} ${args.key}`,
        ...toInputs(given),
        channel: { name: channel },
        tags: { customTags: Object.entries(args.tags).map(([key, value]) => ({ key, value })) },
        // Declaring a warehouse must not wait for one to start, which costs and may take minutes.
        noWait: true,
      },
      { parent: this, ignoreChanges: ["tags.customTags[0].value"] },
    );
    objectPermissions(`${name}/permissions`, "warehouse", { sqlEndpointId: warehouse.id }, args.grantees, {
      parent: this,
    });
    this.warehouseId = warehouse.id;
    this.httpPath = pulumi.interpolate`/sql/1.0/warehouses/${warehouse.id}`;
    this.registerOutputs({ warehouseId: this.warehouseId, httpPath: this.httpPath });
  }
}
