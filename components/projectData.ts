import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import { catalogTags } from "../manifest/rules/catalogTags";
import { stemOf } from "../manifest/rules/renames";
import { furtherSchemas, schemaName } from "../manifest/rules/schemas";
import type { Project } from "../manifest/schema/project";
import { aliasesOf } from "./aliases";
import { ExternalLocation } from "./externalLocation";
import type { References } from "./references";
import { Schema, type SchemaArgs } from "./schema";
import { SharedData } from "./sharedData";
import { Shares } from "./shares";
import type { Tags } from "./tags";

/** What all of a project's data is made from. */
export interface ProjectDataArgs extends Pick<SchemaArgs, "tags" | "grantees" | "settings"> {
  readonly project: Project;
}

/** All that a project keeps in Unity Catalog beside its models. */
export interface ProjectData {
  /** The main schema, in which the models are too. */
  readonly main: Schema;
  /** Further schemas, by key. */
  readonly schemas: Readonly<Record<string, Schema>>;
  /** External locations, by key. */
  readonly locations: Readonly<Record<string, ExternalLocation>>;
}

/** Enters what other parts can refer to: schemas by name or key, volumes of the main schema, external locations. */
export function declareData(
  { main, schemas, locations }: ProjectData,
  project: Project,
  references: References,
): void {
  for (const [key, schema] of [...Object.entries(schemas), [schemaName(project), main] as const]) {
    references.declare("schemas", key, {
      id: schema.fullName,
      full_name: schema.fullName,
      name: schema.schemaName,
      catalog_name: schema.fullName.apply((fullName) => fullName.split(".")[0] ?? ""),
    });
  }
  for (const [key, { locationName, url }] of Object.entries(locations)) {
    references.declare("external_locations", key, { id: locationName, name: locationName, url });
  }
  for (const [key, volume] of Object.entries(main.volumes)) {
    references.declare("volumes", key, { id: volume.id, name: volume.name, volume_path: volume.volumePath });
  }
}

/** The tags of a schema in Unity Catalog, as far as the stack sets any. The commit would change all of them. */
function tagsInCatalog(project: Project, tags: Tags, own: Tags, settings: Settings): Tags {
  const { commit: _commit, ...all } = tags;
  switch (settings.catalogTags) {
    case "none":
      return {};
    case "manifest":
      return catalogTags(project.tags, own);
    case "all":
      return catalogTags(all, own);
  }
}

/** Declares a project's storage and schemas, and what others may do with single objects in the main one. */
export function projectData(
  name: string,
  { project, tags, grantees, settings }: ProjectDataArgs,
  parent: pulumi.Resource,
): ProjectData {
  const locations = Object.fromEntries(
    Object.entries(project.data.external_locations).map(([key, location]) => [
      key,
      new ExternalLocation(
        `${name}/storage/${key}`,
        {
          project: stemOf(project),
          key,
          location,
          applicationId: grantees.principalActs ? grantees.applicationId : undefined,
          tags,
          settings,
        },
        { parent },
      ),
    ]),
  );
  const common = { tags, grantees, settings, locations };
  const tagged = (own: Tags = {}) => tagsInCatalog(project, tags, own, settings);
  const { comment, volumes } = project.data;
  const main = new Schema(
    `${name}/schema`,
    { ...common, schema: schemaName(project), comment, volumes, catalogTags: tagged() },
    { parent },
  );
  const schemas = Object.fromEntries(
    Object.entries(furtherSchemas(project)).map(([key, schema]) => {
      const { comment, volumes, tags: own, formerly } = project.data.schemas[key]!;
      const args = { ...common, key, schema, comment, volumes, catalogTags: tagged(own) };
      return [
        key,
        new Schema(`${name}/schemas/${key}`, args, {
          parent,
          aliases: aliasesOf(`${name}/schemas/`, formerly),
        }),
      ];
    }),
  );
  new SharedData(
    `${name}/shared`,
    { catalog: settings.catalog, schema: main.schemaName, grantees },
    { parent, dependsOn: main },
  );
  const { shares } = project.data;
  if (Object.keys(shares).length > 0) {
    new Shares(`${name}/shares`, { project: stemOf(project), shares, main, schemas, settings }, { parent });
  }
  return { main, schemas, locations };
}
