import * as github from "@pulumi/github";
import type * as pulumi from "@pulumi/pulumi";
import type { Project } from "../manifest/schema/project";

/**
 * Declares what Dependabot does. The search for credentials is a setting of the repository itself. Alerts are left out
 * of an archived repository, for GitHub neither shows nor changes them there.
 */
export function repositorySecurity(
  name: string,
  repository: pulumi.Input<string>,
  { security }: Pick<Project["repository"], "security">,
  archived: boolean,
  opts: pulumi.CustomResourceOptions,
): void {
  const alerts = archived
    ? []
    : new github.RepositoryVulnerabilityAlerts(
        `${name}/vulnerability-alerts`,
        { repository, enabled: security.dependabot_alerts },
        opts,
      );
  if (!security.dependabot_security_updates) return;
  new github.RepositoryDependabotSecurityUpdates(
    `${name}/dependabot-security-updates`,
    { repository, enabled: true },
    // They need the alerts; and the old declaration's end would switch off what the new one has switched on.
    { ...opts, dependsOn: alerts, deleteBeforeReplace: true },
  );
}
