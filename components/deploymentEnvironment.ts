import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import type { SecretSource } from "../config/secrets";
import type { Settings } from "../config/settings";
import type { Project } from "../manifest/schema/project";

/** What a repository's deployment environment is made from. */
export interface DeploymentEnvironmentArgs {
  /** Name of the repository. It exists already, or is declared by the same stack. */
  readonly repository: pulumi.Input<string>;
  readonly deployment: Project["deployment"];
  /** Marvin's own variables, beside the manifest's. Not for secrets. */
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
  readonly settings: Settings;
  readonly secrets: SecretSource;
}

/**
 * The GitHub environment through which a project's workflows reach one environment: who must approve, which refs may
 * deploy, and the variables and secrets that workflows need. Logging in to Databricks needs no secret. The stack's
 * reviewers and tags hold for every project; a manifest adds reviewers and narrows tags.
 */
export class DeploymentEnvironment extends pulumi.ComponentResource {
  readonly name: pulumi.Output<string>;

  constructor(name: string, args: DeploymentEnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:DeploymentEnvironment", name, {}, opts);
    const { deployment, repository, settings } = args;
    const patterns = refPatterns(deployment, settings);
    const reviewers = reviewersOf(deployment, settings);
    const environment = new github.RepositoryEnvironment(
      name,
      {
        repository,
        environment: settings.environment,
        canAdminsBypass: false,
        preventSelfReview: reviewers !== undefined && deployment.prevent_self_review,
        ...(deployment.wait_timer > 0 && { waitTimer: deployment.wait_timer }),
        ...(reviewers !== undefined && { reviewers: [reviewers] }),
        ...(patterns.length > 0 && {
          deploymentBranchPolicy: { customBranchPolicies: true, protectedBranches: false },
        }),
      },
      { parent: this },
    );
    const inside = { repository, environment: environment.environment };
    const parent = { parent: this };
    for (const { key, ...pattern } of patterns) {
      new github.RepositoryEnvironmentDeploymentPolicy(`${name}/${key}`, { ...inside, ...pattern }, parent);
    }
    for (const [variableName, value] of Object.entries({ ...deployment.variables, ...args.variables })) {
      new github.ActionsEnvironmentVariable(
        `${name}/variables/${variableName}`,
        { ...inside, variableName, value },
        parent,
      );
    }
    for (const [secretName, reference] of Object.entries(deployment.secrets)) {
      new github.ActionsEnvironmentSecret(
        `${name}/secrets/${secretName}`,
        { ...inside, secretName, value: args.secrets.valueOf(reference) },
        parent,
      );
    }
    this.name = environment.environment;
    this.registerOutputs({ name: this.name });
  }
}

interface RefPattern {
  readonly key: string;
  readonly tagPattern?: string;
  readonly branchPattern?: string;
}

function refPatterns({ tags, branches }: Project["deployment"], { deploymentTags }: Settings): RefPattern[] {
  const own = new Set(tags.length > 0 ? tags : deploymentTags);
  return [
    ...[...own].map((tagPattern) => ({ key: `tags/${tagPattern}`, tagPattern })),
    ...branches.map((branchPattern) => ({ key: `branches/${branchPattern}`, branchPattern })),
  ];
}

/** The stack's teams come first. */
function reviewersOf(
  { reviewers }: Project["deployment"],
  { deploymentReviewers }: Settings,
): { teams?: number[]; users?: number[] } | undefined {
  const teams = [...new Set([...deploymentReviewers, ...reviewers.teams])];
  const { users } = reviewers;
  if (teams.length + users.length === 0) return undefined;
  return { ...(teams.length > 0 && { teams }), ...(users.length > 0 && { users }) };
}
