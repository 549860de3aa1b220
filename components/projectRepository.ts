import * as pulumi from "@pulumi/pulumi";
import type { SecretSource } from "../config/secrets";
import type { Settings } from "../config/settings";
import type { Project } from "../manifest/schema/project";
import { Repository } from "./repository";

/** What the other parts of a project need of its repository. */
export interface ProjectRepository {
  readonly name: pulumi.Output<string>;
  /** `https://github.com/ORG/NAME` */
  readonly url: pulumi.Output<string>;
  /** The repository's number. */
  readonly id: pulumi.Output<number | string>;
}

export interface ProjectRepositoryArgs {
  readonly project: Project;
  /** Its number, where another stack made it. */
  readonly repositoryNumber: string | undefined;
  readonly settings: Settings;
  readonly secrets: SecretSource;
}

/** Declares the repository where this stack owns it; elsewhere it is the one that another stack made. */
export function projectRepository(
  name: string,
  { project, repositoryNumber, settings, secrets }: ProjectRepositoryArgs,
  parent: pulumi.Resource,
): ProjectRepository {
  if (settings.ownsRepositories) {
    const { name: repositoryName, description, owner, repository, lifecycle } = project;
    const declared = new Repository(
      name,
      {
        name: repositoryName,
        description,
        owner,
        repository,
        archived: lifecycle === "retired",
        settings,
        secrets,
      },
      { parent },
    );
    return { name: declared.name, url: declared.url, id: declared.repositoryId };
  }
  if (repositoryNumber === undefined)
    throw new Error(`the repository of ${project.name} has not been looked up`);
  return {
    name: pulumi.output(project.name),
    url: pulumi.output(`https://github.com/${settings.githubOrganization}/${project.name}`),
    id: pulumi.output(repositoryNumber),
  };
}
