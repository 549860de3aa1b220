import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import type { Providers } from "../config/providers";
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
  readonly settings: Settings;
  readonly providers: Providers;
  readonly secrets: SecretSource;
}

/** Declares the repository where this stack owns it; elsewhere looks up the one that another stack made. */
export function projectRepository(
  name: string,
  { project, settings, providers, secrets }: ProjectRepositoryArgs,
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
  const fullName = `${settings.githubOrganization}/${project.name}`;
  const found = github.getRepositoryOutput({ fullName }, { provider: providers.github, parent });
  return {
    name: pulumi.output(project.name),
    url: pulumi.output(`https://github.com/${fullName}`),
    id: found.repoId.apply((id) => repositoryNumber(id, fullName, parent)),
  };
}

/**
 * The number of a repository that another stack declares. While that stack has not made it, a preview shows
 * where the number will stand; an update stops before it trusts a subject that no workflow can have.
 */
function repositoryNumber(id: number | undefined, fullName: string, resource: pulumi.Resource): string {
  if (id !== undefined && id > 0) return String(id);
  if (pulumi.runtime.isDryRun()) return "NUMBER-OF-THE-NEW-REPOSITORY";
  throw new pulumi.ResourceError(
    `the repository ${fullName} does not exist yet: update the stack that owns repositories (marvin:ownsRepositories) first`,
    resource,
    true,
  );
}
