import * as github from "@pulumi/github";
import type * as pulumi from "@pulumi/pulumi";
import type { Project } from "../manifest/schema/project";

/** The manifest speaks GitHub's interface, the API its own older words. */
const API_ROLES = { read: "pull", triage: "triage", write: "push", maintain: "maintain" } as const;

/** Declares who has access. Authoritative: nobody else has, however it was given. */
export function repositoryAccess(
  name: string,
  repository: pulumi.Input<string>,
  owner: string,
  manifest: Pick<Project["repository"], "teams" | "collaborators">,
  opts: pulumi.CustomResourceOptions,
): void {
  const teams = { [owner]: "maintain" as const, ...manifest.teams };
  new github.RepositoryCollaborators(
    `${name}/collaborators`,
    {
      repository,
      teams: Object.entries(teams).map(([team, role]) => ({ teamId: team, permission: API_ROLES[role] })),
      users: Object.entries(manifest.collaborators).map(([user, role]) => ({
        username: user,
        permission: API_ROLES[role],
      })),
    },
    opts,
  );
}
