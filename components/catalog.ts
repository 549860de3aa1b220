import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import { keep } from "./stateful";

/** What the environment's catalog is made from. */
export interface CatalogArgs {
  readonly settings: Settings;
}

/**
 * The environment's catalog, in the one stack that owns it: isolated, which opens it to the stack's workspace by
 * itself, bound to the other workspaces that the stack names, and found by the groups that work in it. It stands beside
 * the projects, and what they keep in it comes after it and goes before it.
 */
export class Catalog extends pulumi.ComponentResource {
  readonly catalogName: pulumi.Output<string>;

  constructor(name: string, { settings }: CatalogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Catalog", name, {}, opts);
    const catalog = new databricks.Catalog(
      name,
      {
        name: settings.catalog,
        comment: `Data of all projects in ${settings.environment}, declared by Marvin.`,
        isolationMode: "ISOLATED",
        storageRoot: settings.catalogStorageRoot,
      },
      { parent: this, ...keep("catalog", settings) },
    );
    this.catalogName = catalog.name;
    for (const [workspaceId, access] of Object.entries(settings.catalogWorkspaces)) {
      new databricks.WorkspaceBinding(
        `${name}/workspaces/${workspaceId}`,
        {
          securableType: "catalog",
          securableName: catalog.name,
          workspaceId,
          bindingType: access === "write" ? "BINDING_TYPE_READ_WRITE" : "BINDING_TYPE_READ_ONLY",
        },
        { parent: this },
      );
    }
    for (const group of settings.catalogUsers) {
      new databricks.Grant(
        `${name}/users/${group}`,
        { catalog: catalog.name, principal: group, privileges: ["USE_CATALOG"] },
        { parent: this },
      );
    }
    this.registerOutputs({ catalogName: this.catalogName });
  }
}
