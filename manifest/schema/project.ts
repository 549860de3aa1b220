import { z } from "zod";
import { documentation, EVERYTHING } from "./documentation";
import { access } from "./access";
import { compute } from "./compute";
import { data } from "./data";
import { deployment } from "./deployment";
import { formerNames } from "./formerly";
import { groups } from "./groups";
import { lifecycle } from "./lifecycle";
import { models } from "./models";
import { monitoring } from "./monitoring";
import { email, itemKey, projectName, sentence, teamSlug } from "./names";
import { object } from "./object";
import { releases } from "./releases";
import { repository } from "./repository";
import { serving } from "./serving";
import { secretScopes } from "./secretScopes";
import { tagMap } from "./tags";
import { template } from "./template";
import { workflow } from "./workflow";

/** The environments of a project; each is one stack or several. */
export const ENVIRONMENTS = ["dev", "stage", "prod"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

const experiment = object({
  formerly: formerNames(itemKey, "experiment")
    .describe("Keys that the experiment had, so that it is renamed with all its runs.")
    .register(documentation, {
      drives: ["databricks.MlflowExperiment", "databricks.Permissions"],
      since: "0.2.0",
    }),
  description: sentence(1024)
    .optional()
    .describe("What the experiment tries.")
    .register(documentation, { drives: ["databricks.MlflowExperiment"] }),
});

/** What carries the project's tags. */
const TAGGED = [
  "databricks.Schema",
  "databricks.ClusterPolicy",
  "databricks.Cluster",
  "databricks.SqlEndpoint",
  "databricks.Job",
  "databricks.MlflowExperiment",
  "databricks.ModelServing",
  "databricks.EntityTagAssignment",
  "aws.iam.Role",
  "aws.kms.Key",
  "aws.s3.Bucket",
];

/** Everything an environment may override; the rest exists once for all environments. */
const overridable = {
  lifecycle,
  tags: tagMap(10)
    .default({})
    .describe("Tags on everything that the project owns, for cost and search. Never secrets.")
    .register(documentation, { drives: TAGGED, stack: ["requiredTags", "catalogTags"] }),
  data: data
    .prefault({})
    .describe("The project's schema and volumes, and the data of others that it reads.")
    .register(documentation, {
      drives: [
        "databricks.Schema",
        "databricks.Volume",
        "databricks.EntityTagAssignment",
        "databricks.Grant",
      ],
      stack: ["catalog", "peopleMayWrite", "pullRequestSchemas", "protect", "retainOnDelete"],
    }),
  compute: compute
    .prefault({})
    .describe("Clusters outside jobs, and SQL warehouses.")
    .register(documentation, {
      drives: [
        "databricks.ClusterPolicy",
        "databricks.Cluster",
        "databricks.SqlEndpoint",
        "databricks.Permissions",
      ],
    }),
  workflows: z
    .record(itemKey, workflow)
    .default({})
    .describe(
      "Databricks jobs by key, with the Jobs API's field names, as the Databricks UI shows under `View as YAML`.",
    )
    .register(documentation, { drives: ["databricks.Job", "databricks.Permissions"] }),
  experiments: z
    .record(itemKey, experiment)
    .default({})
    .describe("MLflow experiments by name.")
    .register(documentation, {
      drives: ["databricks.MlflowExperiment", "databricks.Permissions"],
      stack: ["protect", "retainOnDelete"],
    }),
  models,
  serving,
  monitoring,
  access: access
    .prefault({})
    .describe("Who may do what in Databricks, by account group.")
    .register(documentation, {
      drives: ["databricks.Grant", "databricks.Permissions"],
      stack: ["peopleMayWrite"],
    }),
  deployment: deployment
    .prefault({})
    .describe(
      "The GitHub environment through which workflows deploy: who approves, which refs, variables, secrets.",
    )
    .register(documentation, {
      drives: [
        "github.RepositoryEnvironment",
        "github.RepositoryEnvironmentDeploymentPolicy",
        "github.ActionsEnvironmentVariable",
        "github.ActionsEnvironmentSecret",
      ],
      since: "0.2.0",
    }),
  secret_scopes: secretScopes,
} as const;

export const OVERRIDABLE = Object.keys(overridable);

/** The keys of a project at the top of its file. */
const keys = {
  name: projectName
    .describe("Name of the project: as the file's, and of the repository.")
    .register(documentation, { drives: [EVERYTHING] }),
  formerly: formerNames(projectName, "project")
    .describe(
      "Names that the project had, the first one first. The first stays in the names of what cannot be renamed: schema, folder, endpoints, buckets.",
    )
    .register(documentation, { drives: [EVERYTHING], since: "0.2.0" }),
  description: sentence(350)
    .describe("One sentence: what the project does for whom. Shown on the repository.")
    .register(documentation, { drives: ["github.Repository"] }),
  owner: teamSlug.describe("GitHub team that answers for the project, by its slug.").register(documentation, {
    drives: ["github.RepositoryCollaborators", "github.RepositoryCustomProperty", ...TAGGED],
  }),
  contact: email.describe("Mail address that people and failed jobs write to.").register(documentation, {
    drives: ["databricks.Job", "databricks.ModelServing", "databricks.QualityMonitor"],
  }),
  lifecycle: overridable.lifecycle,
  tags: overridable.tags,
  repository: repository
    .prefault({})
    .describe("The project's GitHub repository.")
    .register(documentation, {
      drives: ["github.Repository", "github.RepositoryRuleset", "github.RepositoryCollaborators"],
      stack: ["githubOrganization", "ownsRepositories", "protect", "retainOnDelete"],
    }),
  template,
  data: overridable.data,
  compute: overridable.compute,
  workflows: overridable.workflows,
  experiments: overridable.experiments,
  models: overridable.models,
  serving: overridable.serving,
  monitoring: overridable.monitoring,
  access: overridable.access,
  deployment: overridable.deployment,
  groups,
  secret_scopes: overridable.secret_scopes,
  releases: releases
    .prefault({})
    .describe(
      "The Git reference that each environment's jobs run. Promotion is a change of one of these lines.",
    )
    .register(documentation, {
      drives: ["databricks.Job"],
      stack: ["deploymentTags", "deploymentReviewers"],
    }),
};

/** What people look for at the top of the file, most of it pasted from an Asset Bundle, with its place. */
const ELSEWHERE = {
  enabled: "to let a project rest, write `lifecycle: paused`, and to end it `lifecycle: retired`",
  archived: "to end a project, write `lifecycle: retired`",
  bundle: "is of an Asset Bundle: `npx marvin import-job FILE` turns its jobs into workflows",
  resources: "is of an Asset Bundle: `npx marvin import-job FILE` turns its jobs into workflows",
  targets: "is of an Asset Bundle: what differs between environments goes below `environments`",
  variables:
    "Marvin has no variables: write the value out, and what differs between environments below `environments`",
  dev: "is an environment: put it below `environments`",
  stage: "is an environment: put it below `environments`",
  prod: "is an environment: put it below `environments`",
  jobs: "are `workflows` here: put each below `workflows.KEY`",
  tasks: "belong to a workflow: put them below `workflows.KEY`",
  schedule: "belongs to a workflow: put it below `workflows.KEY`",
  pipelines:
    "are not declared, as their code would lie outside Git (docs/adr/0042): name one that exists by its id, in a `pipeline_task`",
  clusters: "belong to a job, in `workflows.KEY.job_clusters`, or are people's own, in `compute.interactive`",
  schemas: "belong to the data: put them below `data`",
  volumes: "belong to the data: put them below `data`",
  registered_models: "have another name here: put them below `models`",
  model_serving_endpoints: "have another name here: put them below `serving`",
  quality_monitors: "have another name here: put them below `monitoring.tables`",
  permissions: "follow from `access`: name groups there",
  grants: "follow from `access`: put them below it",
  run_as: "jobs run as the project's service principal: remove it",
  notifications:
    "belong to a workflow: put `email_notifications` or `webhook_notifications` below `workflows.KEY`",
} as const;

/** A project in one environment: what is left after the environment's overrides are laid over the rest. */
export const project = object(keys, ELSEWHERE);

export type Project = z.output<typeof project>;
