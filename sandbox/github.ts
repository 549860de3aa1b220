import { actionsRepositoryPermissions, workflowRepositoryPermissions } from "./github/actions";
import { readOnlyWhenArchived } from "./github/archived";
import { repositoryEnvironment, repositoryEnvironmentDeploymentPolicy } from "./github/environment";
import { owner } from "./github/names";
import {
  actionsOrganizationPermissions,
  organizationCustomProperties,
  organizationRuleset,
} from "./github/organization";
import { issueLabels, repositoryAutolinkReference, repositoryWebhook } from "./github/planning";
import {
  repository,
  repositoryCollaborators,
  repositoryCustomProperty,
  repositoryDependabotSecurityUpdates,
  repositoryVulnerabilityAlerts,
} from "./github/repository";
import { repositoryRuleset } from "./github/ruleset";
import { actionsHostedRunner, actionsRunnerGroup } from "./github/runners";
import {
  actionsEnvironmentSecret,
  actionsEnvironmentVariable,
  actionsSecret,
  actionsVariable,
  dependabotSecret,
} from "./github/values";
import type { Kind, Service } from "./kind";
import { text } from "./value";

const kinds: Readonly<Record<string, Kind>> = {
  actionsEnvironmentSecret,
  actionsEnvironmentVariable,
  actionsHostedRunner,
  actionsOrganizationPermissions,
  actionsRepositoryPermissions,
  actionsRunnerGroup,
  actionsSecret,
  actionsVariable,
  dependabotSecret,
  issueLabels,
  organizationCustomProperties,
  organizationRuleset,
  repository,
  repositoryAutolinkReference,
  repositoryCollaborators,
  repositoryCustomProperty,
  repositoryDependabotSecurityUpdates,
  repositoryEnvironment,
  repositoryEnvironmentDeploymentPolicy,
  repositoryRuleset,
  repositoryVulnerabilityAlerts,
  repositoryWebhook,
  workflowRepositoryPermissions,
};

/** GitHub, for one organisation: whatever owner the provider is configured with. Teams and users are taken to exist. */
export const github: Service = {
  name: "github",
  // `repositoryRuleset` is `github:index/repositoryRuleset:RepositoryRuleset`.
  kinds: readOnlyWhenArchived(
    Object.fromEntries(
      Object.entries(kinds).map(([name, kind]) => [
        `github:index/${name}:${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
        kind,
      ]),
    ),
  ),
  invokes: {
    // A repository that is not there is no error: the real provider answers what it was asked, with "-" as the id.
    "github:index/getRepository:getRepository": (args, settings, world) => {
      const name = text(args, "fullName") ?? `${owner(settings)}/${text(args, "name")}`;
      const found = world.holder(`repository ${name.toLowerCase()}`);
      return found ? { ...found, id: text(found, "name") ?? name } : { ...args, id: "-" };
    },
  },
};
