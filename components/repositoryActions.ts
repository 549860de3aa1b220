import * as github from "@pulumi/github";
import type * as pulumi from "@pulumi/pulumi";
import type { SecretSource } from "../config/secrets";
import type { Settings } from "../config/settings";
import type { Project } from "../manifest/schema/project";

/**
 * Declares what workflows may do in a repository: pinned actions from known places, a token that can only read, and the
 * variables and secrets of the repository.
 */
export function repositoryActions(
  name: string,
  repository: pulumi.Input<string>,
  manifest: Project["repository"],
  settings: Settings,
  secrets: SecretSource,
  opts: pulumi.CustomResourceOptions,
): void {
  new github.ActionsRepositoryPermissions(
    `${name}/actions`,
    {
      repository,
      enabled: true,
      allowedActions: "selected",
      allowedActionsConfig: {
        githubOwnedAllowed: true,
        verifiedAllowed: false,
        patternsAlloweds: [
          ...new Set([
            ...settings.allowedActions,
            `${settings.githubOrganization}/*`,
            ...manifest.actions.patterns_allowed,
          ]),
        ],
      },
      shaPinningRequired: true,
    },
    opts,
  );
  new github.WorkflowRepositoryPermissions(
    `${name}/workflow-token`,
    { repository, defaultWorkflowPermissions: "read", canApprovePullRequestReviews: false },
    opts,
  );
  for (const [variableName, value] of Object.entries(manifest.variables)) {
    new github.ActionsVariable(
      `${name}/variables/${variableName}`,
      { repository, variableName, value },
      opts,
    );
  }
  for (const [secretName, reference] of Object.entries(manifest.secrets)) {
    const value = secrets.valueOf(reference);
    new github.ActionsSecret(`${name}/secrets/${secretName}`, { repository, secretName, value }, opts);
  }
  for (const [secretName, reference] of Object.entries(manifest.dependabot_secrets)) {
    const value = secrets.valueOf(reference);
    new github.DependabotSecret(
      `${name}/dependabot-secrets/${secretName}`,
      { repository, secretName, value },
      opts,
    );
  }
}
