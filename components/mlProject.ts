import * as pulumi from "@pulumi/pulumi";
import type { Providers } from "../config/providers";
import type { SecretSource } from "../config/secrets";
import type { Settings } from "../config/settings";
import { inReferenceOrder } from "../manifest/rules/references";
import { stemOf } from "../manifest/rules/renames";
import { schemaName } from "../manifest/rules/schemas";
import { isServed, servedModels } from "../manifest/rules/serving";
import type { Project } from "../manifest/schema/project";
import { aliasesOf } from "./aliases";
import { Compute } from "./compute";
import { DeploymentEnvironment } from "./deploymentEnvironment";
import { Experiment } from "./experiment";
import { ForeignReads, type Origin } from "./foreignReads";
import { Identity } from "./identity";
import { declares, frozen, takesChanges } from "./lifecycle";
import { mapValues } from "./mapValues";
import { Model } from "./model";
import type { Grantees } from "./objectPermissions";
import { projectData, type ProjectData } from "./projectData";
import { outputsOf, type ProjectOutputs } from "./projectOutputs";
import { projectReferences } from "./projectReferences";
import { projectRepository } from "./projectRepository";
import { QualityMonitors } from "./qualityMonitors";
import { membersOf } from "./roles";
import { SecretScope } from "./secretScope";
import { ServingEndpoint, type ServingEndpointArgs } from "./servingEndpoint";
import { tagsOf } from "./tags";
import { Workflow, type WorkflowArgs } from "./workflow";
import { WorkspaceFolder } from "./workspaceFolder";

/** What a project in one environment is made from. */
export interface MLProjectArgs {
  /** The project as it is in the stack's environment, checked, and what of it is in force in its state. */
  readonly project: Project;
  /** Commit of this repository that last changed the project's file. */
  readonly commit: string;
  /** Number of the repository, where another stack made it. */
  readonly repositoryNumber: string | undefined;
  readonly settings: Settings;
  readonly providers: Providers;
  readonly secrets: SecretSource;
  /** Ids of the platform's notification destinations, by name. */
  readonly destinations: Readonly<Record<string, pulumi.Input<string>>>;
  /** Ids of the platform's instance pools, by name. */
  readonly pools: Readonly<Record<string, pulumi.Input<string>>>;
  /** The other projects whose schema this one reads, or which give it rights. */
  readonly sources: readonly Source[];
}

/** A project whose data another one uses. */
export interface Source extends Origin {
  /** The project itself, where it is declared in the same stack and so must come first. */
  readonly declared?: MLProject;
}

/**
 * One ML project in one environment: its identity, folder, data, compute, jobs, experiments and models in
 * Databricks, its deployment environment on GitHub and, in the stack that owns what exists once, its
 * repository. It never reads files, configuration or the environment.
 */
export class MLProject extends pulumi.ComponentResource {
  readonly outputs: ProjectOutputs;
  /** Number of the repository, where this stack declares it. */
  readonly repositoryId: pulumi.Output<number | string> | undefined;
  /** Number of the service principal in the workspace; none where it has left it. */
  readonly principalId: pulumi.Output<string> | undefined;
  /** The schemas and the models, for projects that use them. */
  readonly data: readonly pulumi.Resource[];
  private readonly owned: ProjectData;

  constructor(name: string, args: MLProjectArgs, opts?: pulumi.ComponentResourceOptions) {
    super(
      "marvin:index:MLProject",
      name,
      {},
      {
        ...opts,
        providers: ofParts(args.providers),
        transformations: [...(opts?.transformations ?? []), ...frozen(args.project.lifecycle)],
        aliases: aliasesOf("", args.project.formerly),
      },
    );
    const { project, settings } = args;
    const { lifecycle } = project;
    const tags = tagsOf(project, settings.environment, args.commit);
    const parent = { parent: this };

    const repository = projectRepository(`${name}/repository`, args, this);
    this.repositoryId = settings.ownsRepositories ? repository.id : undefined;
    const identity = new Identity(
      `${name}/principal`,
      {
        stem: stemOf(project),
        project: project.name,
        repositoryId: repository.id,
        mayLogIn: declares("login", lifecycle),
        owners: project.access.owners,
        settings,
        account: args.providers.account,
      },
      parent,
    );
    this.principalId = declares("login", lifecycle) ? identity.principalId : undefined;
    const grantees: Grantees = {
      members: membersOf(project.access),
      given: project.access.grants.groups,
      applicationId: identity.applicationId,
      principalActs: declares("principal's rights", lifecycle),
      peopleMayWrite: settings.peopleMayWrite && takesChanges(lifecycle),
    };
    const folder = new WorkspaceFolder(
      `${name}/folder`,
      { project: stemOf(project), environment: settings.environment, grantees },
      parent,
    );
    this.owned = projectData(name, { project, tags, grantees, settings }, this);
    const { main, schemas } = this.owned;
    if (grantees.principalActs) this.readForeignData(name, args, identity);
    for (const scope of Object.keys(project.secret_scopes)) {
      new SecretScope(`${name}/secret-scopes/${scope}`, { scope, grantees, settings }, parent);
    }
    const experiments = mapValues(
      project.experiments,
      ({ description, formerly }, key) =>
        new Experiment(
          `${name}/experiments/${key}`,
          { key, description, folder: folder.path, tags, grantees, settings },
          { ...parent, aliases: aliasesOf(`${name}/experiments/`, formerly) },
        ),
    );
    const served = servedModels(project);
    const models = mapValues(
      project.models,
      ({ comment }, model) =>
        new Model(
          `${name}/models/${model}`,
          { model, comment, schema: main.schemaName, served: served.has(model), grantees, settings },
          parent,
        ),
    );
    this.data = [main, ...Object.values(schemas), ...Object.values(models)];
    const references = projectReferences(project, settings, {
      data: this.owned,
      experiments,
      models,
      destinations: args.destinations,
      pools: args.pools,
    });
    const compute = declares("policies", lifecycle)
      ? new Compute(
          `${name}/compute`,
          { project: project.name, compute: project.compute, tags, references, grantees, settings },
          parent,
        )
      : undefined;
    const jobs =
      compute &&
      this.workflows(name, args, { tags, policyId: compute.jobPolicyId, references, grantees, settings });
    const monitors = new QualityMonitors(
      `${name}/monitoring`,
      {
        monitoring: project.monitoring,
        contact: project.contact,
        schema: main.fullName,
        folder: folder.path,
        settings,
      },
      parent,
    );
    const endpoints = this.endpoints(name, args, models, { tags, grantees, settings });
    new DeploymentEnvironment(
      `${name}/deployment`,
      {
        repository: repository.name,
        deployment: project.deployment,
        settings,
        secrets: args.secrets,
        variables: {
          DATABRICKS_HOST: settings.databricksHost,
          DATABRICKS_CLIENT_ID: identity.applicationId,
          // What the principal's federation policies expect GitHub's tokens to be for. Databricks' SDKs would ask for another.
          DATABRICKS_TOKEN_AUDIENCE: settings.databricksAccountId,
          MARVIN_ENVIRONMENT: settings.environment,
          MARVIN_CATALOG: settings.catalog,
          MARVIN_SCHEMA: schemaName(project),
        },
      },
      parent,
    );

    this.outputs = outputsOf({
      repository,
      identity,
      data: this.owned,
      experiments,
      models,
      compute,
      jobs: jobs ?? {},
      monitors,
      endpoints,
    });
    this.registerOutputs({ outputs: this.outputs });
  }

  private readForeignData(
    name: string,
    { project, settings, sources }: MLProjectArgs,
    identity: Identity,
  ): void {
    const { reads } = project.data;
    new ForeignReads(
      `${name}/reads`,
      {
        catalog: settings.catalog,
        makesSchemas: settings.pullRequestSchemas,
        reads,
        sources,
        applicationId: identity.applicationId,
      },
      { parent: this, dependsOn: sources.flatMap(({ declared }) => declared?.data ?? []) },
    );
  }

  /** A version that is not there yet cannot be served: an environment has the endpoints that name theirs. */
  private endpoints(
    name: string,
    { project }: MLProjectArgs,
    models: Readonly<Record<string, Model>>,
    common: CommonEndpointArgs,
  ) {
    const served = Object.entries(project.serving).filter(([, endpoint]) => isServed(endpoint));
    return mapValues(Object.fromEntries(served), (endpoint, key) => {
      const args = { ...common, project: stemOf(project), key, endpoint, contact: project.contact };
      return new ServingEndpoint(
        `${name}/serving/${key}`,
        {
          ...args,
          models: mapValues(models, ({ servable }) => servable),
          schema: this.owned.main.schemaName,
        },
        { parent: this },
      );
    });
  }

  /** Jobs run a release: an environment without one has no jobs yet. */
  private workflows(name: string, { project, settings }: MLProjectArgs, common: CommonWorkflowArgs) {
    const ref = project.releases[settings.environment];
    const declared: Record<string, Workflow> = {};
    if (ref === undefined) return declared;
    for (const { key } of inReferenceOrder(project, ["jobs"])) {
      const workflow = project.workflows[key]!;
      const job = new Workflow(
        `${name}/workflows/${key}`,
        { ...common, project: project.name, key, workflow, ref, contact: project.contact },
        { parent: this, aliases: aliasesOf(`${name}/workflows/`, workflow.formerly) },
      );
      common.references.declare("jobs", key, { id: job.jobId });
      declared[key] = job;
    }
    return declared;
  }
}

type CommonEndpointArgs = Pick<ServingEndpointArgs, "tags" | "grantees" | "settings">;
type CommonWorkflowArgs = Pick<WorkflowArgs, "tags" | "policyId" | "references" | "grantees" | "settings">;

/** The providers that the parts of a project take from it; the account's is given to the few that need it. */
function ofParts({ github, workspace, aws }: Providers): pulumi.ProviderResource[] {
  return aws === undefined ? [github, workspace] : [github, workspace, aws];
}
