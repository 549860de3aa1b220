import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";

/** What a repository's deployment environment is made from. */
export interface DeploymentEnvironmentArgs {
  /** Name of the repository. It exists already, or is declared by the same stack. A change replaces. */
  readonly repository: pulumi.Input<string>;
  /** Variables for workflows that deploy to the environment. Not for secrets. */
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
  readonly settings: Settings;
}

/**
 * The GitHub environment through which a project's workflows reach one environment: who must approve, which
 * tags may deploy, and the variables that workflows need to log in by OIDC. It holds no secret.
 */
export class DeploymentEnvironment extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;

  constructor(name: string, args: DeploymentEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:DeploymentEnvironment", name, {}, opts);
    const { environment: environmentName, deploymentReviewers, deploymentTags } = args.settings;
    const environment = new github.RepositoryEnvironment(
      name,
      {
        repository: args.repository,
        environment: environmentName,
        canAdminsBypass: false,
        preventSelfReview: deploymentReviewers.length > 0,
        ...(deploymentReviewers.length > 0 && { reviewers: [{ teams: deploymentReviewers }] }),
        ...(deploymentTags.length > 0 && {
          deploymentBranchPolicy: { customBranchPolicies: true, protectedBranches: false },
        }),
      },
      { parent: this },
    );
    for (const tagPattern of deploymentTags) {
      new github.RepositoryEnvironmentDeploymentPolicy(
        `${name}/tags/${tagPattern}`,
        { repository: args.repository, environment: environment.environment, tagPattern },
        { parent: this },
      );
    }
    for (const [variableName, value] of Object.entries(args.variables)) {
      new github.ActionsEnvironmentVariable(
        `${name}/variables/${variableName}`,
        { repository: args.repository, environment: environment.environment, variableName, value },
        { parent: this },
      );
    }
    this.name = environment.environment;
    this.registerOutputs({ name: this.name });
  }
}
