import type { Environment, Project } from "../manifest/schema/project";

/** Key and value pairs on everything that a project owns. */
export type Tags = Readonly<Record<string, string>>;

/**
 * The tags of a project in an environment. `commit` is the commit of this repository that last changed the
 * project's file. Jobs show it as it is; every other resource keeps the commit that made it (`ignoreChanges`),
 * so that a change of one line of a manifest does not touch all that the project owns.
 */
export function tagsOf(project: Project, environment: Environment, commit: string): Tags {
  return {
    commit,
    project: project.name,
    owner: project.owner,
    environment,
    managed_by: "marvin",
    ...project.tags,
  };
}
