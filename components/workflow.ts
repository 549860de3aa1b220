import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import { matches } from "../config/patterns";
import { routedBeside } from "../config/routes";
import type { Settings } from "../config/settings";
import { referenceTo } from "../manifest/rules/referable";
import { NOTIFIED_EVENTS } from "../manifest/schema/notifications";
import { gitSourceOf, parseRef, type GitRef } from "../manifest/schema/releases";
import type { NestedTask, Task } from "../manifest/schema/task";
import { RELEASE_TAG } from "../manifest/schema/tags";
import type { Workflow as Manifest } from "../manifest/schema/workflow";
import { clusterSpec, sizeClassOf } from "./clusterSpec";
import { toInputs } from "./jobInputs";
import { objectPermissions, type Grantees } from "./objectPermissions";
import type { References } from "./references";
import { sorted } from "./sorted";
import type { Tags } from "./tags";

/** What a job is made from. */
export interface WorkflowArgs {
  /** Name of the project. */
  readonly project: string;
  /** Key of the workflow in the manifest. */
  readonly key: string;
  readonly workflow: Manifest;
  /** Git reference that the job runs, as the manifest has it. */
  readonly ref: string;
  /** Mail address that failures are reported to unless the workflow names others. */
  readonly contact: string;
  readonly tags: Tags;
  readonly policyId: pulumi.Input<string>;
  /** What the references in the workflow stand for. */
  readonly references: References;
  readonly grantees: Grantees;
  readonly settings: Settings;
}

/** Seconds after which a run that nobody bounded is stopped: what hangs costs. */
const ONE_DAY = 86_400;

/**
 * A Databricks job with its permissions: the manifest's tasks, run from Git at the environment's ref as the
 * project's service principal, under the project's cluster policy, locked against edits in the UI.
 * https://docs.databricks.com/api/workspace/jobs/create
 */
export class Workflow extends pulumi.ComponentResource {
  readonly jobId: pulumi.Output<string>;
  /** Address of the job in the workspace. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: WorkflowArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Workflow", name, {}, opts);
    const { settings, workflow } = args;
    const ref = parseRef(args.ref);
    const tags = { ...args.tags, ...workflow.tags, ...releaseTag(ref) };
    const job = new databricks.Job(
      name,
      args.references.resolve({
        name: `[${settings.environment}] ${args.project} ${workflow.name ?? args.key}`,
        description: workflow.description,
        tags,
        editMode: "UI_LOCKED",
        gitSource: {
          url: `https://github.com/${settings.githubOrganization}/${args.project}`,
          provider: "gitHub",
          ...gitSourceOf(ref),
        },
        runAs: { servicePrincipalName: args.grantees.applicationId },
        schedule: workflow.schedule && this.started(workflow.schedule, settings),
        trigger: workflow.trigger && this.started(workflow.trigger, settings),
        continuous: workflow.continuous && this.started(workflow.continuous, settings),
        // A run that never ends would stay at the release before.
        controlRunState: workflow.continuous && true,
        performanceTarget: workflow.performance_target,
        budgetPolicyId: budgetPolicy(args.project, settings),
        parameters: workflow.parameters,
        // Sorted as the service answers: any other order would show as a change in every preview.
        tasks: sorted(workflow.tasks, "task_key").map((task) => this.task(task, args, tags)),
        jobClusters: workflow.job_clusters.map(
          ({ job_cluster_key: jobClusterKey, size, new_cluster: cluster }) => ({
            jobClusterKey,
            newCluster:
              size === undefined
                ? cluster && this.newCluster(cluster, args, tags)
                : {
                    ...clusterSpec(sizeClassOf(size, settings), tags, settings.databricksHost),
                    policyId: args.policyId,
                    dataSecurityMode: "SINGLE_USER",
                  },
          }),
        ),
        environments: toInputs(workflow.environments),
        timeoutSeconds: workflow.timeout_seconds ?? (workflow.continuous ? undefined : ONE_DAY),
        maxConcurrentRuns: workflow.max_concurrent_runs,
        queue: workflow.queue,
        emailNotifications: toInputs(workflow.email_notifications ?? { on_failure: [args.contact] }),
        webhookNotifications: webhooks(withRoutes(args), args.references),
        notificationSettings: toInputs(workflow.notification_settings),
        health: toInputs(workflow.health),
      }),
      { parent: this },
    );
    objectPermissions(`${name}/permissions`, "job", { jobId: job.id }, args.grantees, { parent: this });
    this.jobId = job.id;
    this.url = pulumi.interpolate`${settings.databricksHost}/jobs/${job.id}`;
    this.registerOutputs({ jobId: this.jobId, url: this.url });
  }

  /** What starts the job by itself, at rest where the stack says so. */
  private started<Start extends { readonly pause_status?: string }>(start: Start, settings: Settings) {
    const pauseStatus = start.pause_status ?? (settings.runSchedules ? "UNPAUSED" : "PAUSED");
    return { ...toInputs(start), pauseStatus };
  }

  private task(task: Task, args: WorkflowArgs, tags: Tags) {
    const { for_each_task: loop, depends_on: dependsOn, ...own } = task;
    return {
      ...this.step(own, args, tags),
      ...(dependsOn !== undefined && { dependsOns: toInputs(sorted(dependsOn, "task_key")) }),
      ...(loop !== undefined && {
        forEachTask: {
          inputs: loop.inputs,
          concurrency: loop.concurrency,
          task: this.step(loop.task, args, tags),
        },
      }),
    };
  }

  /** What a task and the task inside a loop have in common. */
  private step(task: NestedTask, args: WorkflowArgs, tags: Tags) {
    const {
      new_cluster: cluster,
      run_job_task: run,
      webhook_notifications: hooks,
      dbt_task: dbt,
      ...rest
    } = task;
    return {
      ...toInputs(rest),
      ...(dbt !== undefined && {
        dbtTask: { ...(dbt.warehouse_id !== undefined && OWN_SCHEMA), ...toInputs(dbt) },
      }),
      ...(hooks !== undefined && { webhookNotifications: webhooks(hooks, args.references) }),
      ...(cluster !== undefined && { newCluster: this.newCluster(cluster, args, tags) }),
      ...(run !== undefined && {
        runJobTask: {
          ...toInputs(run),
          jobId: pulumi.output(args.references.resolve(run.job_id)).apply(Number),
        },
      }),
    };
  }

  private newCluster(cluster: NonNullable<NestedTask["new_cluster"]>, args: WorkflowArgs, tags: Tags) {
    return { ...toInputs(cluster), policyId: args.policyId, customTags: { ...cluster.custom_tags, ...tags } };
  }
}

/** What a pinned release is called, which the Git source does not say. */
function releaseTag(ref: GitRef): Tags {
  return "tag" in ref && "commit" in ref ? { [RELEASE_TAG]: ref.tag } : {};
}

/** The policy of the first pattern that matches; what runs serverless is then billed to it. */
function budgetPolicy(project: string, { budgetPolicies }: Settings): string | undefined {
  return budgetPolicies.find(({ projects }) => matches(project, projects))?.id;
}

/** Where dbt writes unless the task says so; the service's own default is a schema of nobody. */
const OWN_SCHEMA = { catalog: "${marvin.catalog}", schema: "${marvin.schema}" };

type Webhooks = NonNullable<Manifest["webhook_notifications"]>;

/** The workflow's own destinations, and behind them those that the platform adds for the project. */
function withRoutes({ project, workflow, settings }: WorkflowArgs): Webhooks | undefined {
  const own = workflow.webhook_notifications ?? {};
  const events = NOTIFIED_EVENTS.flatMap((event) => {
    const named = own[event] ?? [];
    const routed = routedBeside(named, project, event, settings).map((name) => ({
      id: referenceTo("destinations", name),
    }));
    return own[event] === undefined && routed.length === 0 ? [] : [[event, [...named, ...routed]] as const];
  });
  return events.length === 0 ? workflow.webhook_notifications : Object.fromEntries(events);
}

/** In the order of their ids, as the service answers. */
function webhooks(notifications: Webhooks | undefined, references: References) {
  if (notifications === undefined) return undefined;
  const events = Object.entries(toInputs(notifications)).map(
    ([event, hooks]) =>
      [event, pulumi.all(references.resolve(hooks)).apply((known) => sorted(known, "id"))] as const,
  );
  return Object.fromEntries(events) satisfies databricks.types.input.JobWebhookNotifications;
}
