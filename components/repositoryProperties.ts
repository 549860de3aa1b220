import * as github from "@pulumi/github";
import type * as pulumi from "@pulumi/pulumi";

/** The custom properties of Marvin's repositories, by which rulesets of the organisation find them. */
export const PROPERTIES = {
  managed: "marvin-managed",
  project: "marvin-project",
  owner: "marvin-owner",
  templateVersion: "marvin-template-version",
} as const;

/** What the organisation must know of each before a repository can carry it. */
export const DEFINITIONS = {
  managed: {
    propertyName: PROPERTIES.managed,
    valueType: "true_false",
    description: "Whether Marvin declares the repository.",
  },
  project: {
    propertyName: PROPERTIES.project,
    valueType: "string",
    description: "The project that the repository belongs to.",
  },
  owner: {
    propertyName: PROPERTIES.owner,
    valueType: "string",
    description: "Slug of the team that answers for the project.",
  },
  templateVersion: {
    propertyName: PROPERTIES.templateVersion,
    valueType: "string",
    description: "Version of the template that the repository follows.",
  },
} as const;

/** Declares a repository's values of the custom properties. The organisation must have defined them. */
export function repositoryProperties(
  name: string,
  repository: pulumi.Input<string>,
  values: { readonly project: string; readonly owner: string; readonly templateVersion?: string },
  opts: pulumi.CustomResourceOptions,
): void {
  const declare = (property: keyof typeof DEFINITIONS, value: string) => {
    const { propertyName, valueType: propertyType } = DEFINITIONS[property];
    new github.RepositoryCustomProperty(
      `${name}/properties/${propertyName}`,
      { repository, propertyName, propertyType, propertyValues: [value] },
      opts,
    );
  };
  declare("managed", "true");
  declare("project", values.project);
  declare("owner", values.owner);
  if (values.templateVersion !== undefined) declare("templateVersion", values.templateVersion);
}
