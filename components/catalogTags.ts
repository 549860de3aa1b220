import * as databricks from "@pulumi/databricks";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Declares the tags of one object in Unity Catalog, each by itself, so that tags which people or Databricks add stay.
 * `tags` has the keys as Unity Catalog takes them.
 */
export function tagInCatalog(
  name: string,
  entityType: "schemas" | "volumes",
  entityName: pulumi.Input<string>,
  tags: Readonly<Record<string, string>>,
  parent: pulumi.Resource,
): void {
  for (const [tagKey, value] of Object.entries(tags)) {
    new databricks.EntityTagAssignment(
      `${name}/tags/${tagKey}`,
      { entityType, entityName, tagKey, tagValue: value === "" ? undefined : value },
      { parent },
    );
  }
}
