import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import { catalogTags } from "../manifest/rules/catalogTags";
import { volumeFolder } from "../manifest/rules/storage";
import type { Project } from "../manifest/schema/project";
import { tagInCatalog } from "./catalogTags";
import type { ExternalLocation } from "./externalLocation";
import { groupGrants } from "./grants";
import type { Grantees } from "./objectPermissions";
import { schemaPrivileges } from "./roles";
import { keep } from "./stateful";
import type { Tags } from "./tags";

/** What one of a project's schemas is made from. */
export interface SchemaArgs {
  /** Name of the schema in the environment's catalog. A change replaces it. */
  readonly schema: string;
  /** Its key in `data.schemas`. @default the main schema */
  readonly key?: string;
  /** @default a sentence that says whose it is */
  readonly comment?: string;
  /** Volumes by name. */
  readonly volumes: Project["data"]["volumes"];
  /** Its tags in Unity Catalog, by their keys there. */
  readonly catalogTags: Tags;
  /** The project's external locations by key, in which volumes may keep their files. */
  readonly locations: Readonly<Record<string, ExternalLocation>>;
  readonly tags: Tags;
  readonly grantees: Grantees;
  readonly settings: Settings;
}

/**
 * One of a project's Unity Catalog schemas with its volumes, and grants on it to the project's principal and
 * groups. Grants are made principal by principal (`Grant`, not `Grants`), because projects that read the schema
 * add their own. The catalog and people's USE CATALOG on it are the platform's, and exist already.
 */
export class Schema extends pulumi.ComponentResource {
  /** `catalog.schema` */
  readonly fullName: pulumi.Output<string>;
  /** Name without the catalog; known only once the schema is. */
  readonly schemaName: pulumi.Output<string>;
  /** Its volumes, by name. */
  readonly volumes: Readonly<Record<string, databricks.Volume>>;

  constructor(name: string, args: SchemaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Schema", name, {}, opts);
    const { settings, grantees } = args;
    const schema = new databricks.Schema(
      name,
      {
        catalogName: settings.catalog,
        name: args.schema,
        comment: args.comment ?? `Data of the project ${args.tags["project"]}, declared by Marvin.`,
        properties: args.tags,
      },
      { parent: this, ignoreChanges: ["properties.commit"], ...keep("schema", settings) },
    );
    this.fullName = schema.id;
    this.schemaName = schema.name;
    tagInCatalog(name, "schemas", schema.id, args.catalogTags, this);

    const volumes = Object.entries(args.volumes).map(([volume, asked]) => {
      const location = args.locations[asked.external_location ?? ""];
      const declared = new databricks.Volume(
        `${name}/volumes/${volume}`,
        {
          catalogName: settings.catalog,
          schemaName: schema.name,
          name: volume,
          ...(location === undefined
            ? { volumeType: "MANAGED" }
            : {
                volumeType: "EXTERNAL",
                storageLocation: pulumi.interpolate`${location.url}/${volumeFolder(volume, asked)}`,
              }),
          comment: asked.comment,
        },
        { parent: this, ...keep("volume", settings) },
      );
      if (settings.catalogTags !== "none") {
        tagInCatalog(`${name}/volumes/${volume}`, "volumes", declared.id, catalogTags(asked.tags), this);
      }
      return [volume, declared] as const;
    });
    this.volumes = Object.fromEntries(volumes);
    if (grantees.principalActs) {
      this.grant(
        `${name}/grants/principal`,
        grantees.applicationId,
        schemaPrivileges("principal", grantees.peopleMayWrite),
      );
    }
    for (const { group, privileges } of groupGrants(grantees, "schema", args.key)) {
      this.grant(`${name}/grants/groups/${group}`, group, privileges);
    }
    this.registerOutputs({ fullName: this.fullName, schemaName: this.schemaName });
  }

  private grant(name: string, principal: pulumi.Input<string>, privileges: string[]): void {
    new databricks.Grant(name, { schema: this.fullName, principal, privileges }, { parent: this });
  }
}
