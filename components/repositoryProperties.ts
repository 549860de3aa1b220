import * as github from "@pulumi/github";
import type * as pulumi from "@pulumi/pulumi";

/** The custom properties of Marvin's repositories, by which rulesets of the organisation find them. */
export const PROPERTIES = {
  managed: "marvin-managed",
  project: "marvin-project",
  owner: "marvin-owner",
  templateVersion: "marvin-template-version",
} as const;

/** Declares a repository's values of the custom properties. The organisation must have defined them. */
export function repositoryProperties(
  name: string,
  repository: pulumi.Input<string>,
  values: { readonly project: string; readonly owner: string; readonly templateVersion?: string },
  opts: pulumi.CustomResourceOptions,
): void {
  const declare = (propertyName: string, propertyType: string, value: string) =>
    new github.RepositoryCustomProperty(
      `${name}/properties/${propertyName}`,
      { repository, propertyName, propertyType, propertyValues: [value] },
      opts,
    );
  declare(PROPERTIES.managed, "true_false", "true");
  declare(PROPERTIES.project, "string", values.project);
  declare(PROPERTIES.owner, "string", values.owner);
  if (values.templateVersion !== undefined)
    declare(PROPERTIES.templateVersion, "string", values.templateVersion);
}
