import { RunError } from "@pulumi/pulumi";
import type { CheckedProject } from "../manifest/check";
import { formatPath } from "../manifest/fault";
import { stepsOf } from "../manifest/rules/steps";
import type { Workflow } from "../manifest/schema/workflow";
import { accessFaults } from "./accessFaults";
import { dataFaults } from "./dataFaults";
import { missingDestinationSecrets, notificationFaults } from "./notificationFaults";
import { repositoryFaults } from "./repositoryFaults";
import type { SecretSource } from "./secrets";
import type { Settings } from "./settings";

/**
 * What is wrong with a project in this stack alone, as `projects/x.yaml path: what, and what to do`, one line a
 * fault: what the stack's cluster policies would refuse when a cluster starts, storage that the stack does not
 * offer, and reads of the project's own data.
 */
export function stackFaults(project: CheckedProject, settings: Settings, secrets: SecretSource): string[] {
  return [
    ...tooManyWorkers(project, settings),
    ...accessFaults(project, settings),
    ...dataFaults(project, settings),
    ...notificationFaults(project, settings),
    ...repositoryFaults(project, settings, secrets),
  ];
}

/** @throws RunError with every fault of every project, before anything is declared. */
export function requireFit(
  projects: readonly CheckedProject[],
  settings: Settings,
  secrets: SecretSource,
): void {
  const faults = projects.flatMap((project) => stackFaults(project, settings, secrets));
  const webhook = settings.ownsRepositories ? settings.botWebhook?.secret : undefined;
  const complaint = webhook === undefined ? undefined : secrets.complaint(webhook);
  faults.push(...missingDestinationSecrets(settings, secrets));
  if (complaint !== undefined) faults.push(`marvin:botWebhook: ${complaint}`);
  if (faults.length > 0) throw new RunError(`The manifests do not fit this stack:\n${faults.join("\n")}`);
}

function tooManyWorkers({ file, environments }: CheckedProject, settings: Settings): string[] {
  const { workflows } = environments[settings.environment];
  return Object.entries(workflows).flatMap(([key, workflow]) =>
    clustersOf(workflow).flatMap(([path, cluster]) => {
      const asked = cluster.autoscale?.max_workers ?? cluster.num_workers ?? 0;
      if (asked <= settings.maxWorkers) return [];
      const place = formatPath(["workflows", key, ...path]);
      return [
        `${file} ${place}: asks for ${asked} workers and ${settings.environment} allows ${settings.maxWorkers}: ask for fewer, or raise marvin:maxWorkers`,
      ];
    }),
  );
}

type Cluster = NonNullable<Workflow["tasks"][number]["new_cluster"]>;

function clustersOf(workflow: Workflow): [PropertyKey[], Cluster][] {
  const shared = workflow.job_clusters.map(
    ({ new_cluster: cluster }, index) => [["job_clusters", index], cluster] as const,
  );
  const own = stepsOf(workflow.tasks).map(({ step, path }) => [path, step.new_cluster] as const);
  return [...shared, ...own].flatMap(([path, cluster]) =>
    cluster === undefined ? [] : [[[...path, "new_cluster"], cluster] as [PropertyKey[], Cluster]],
  );
}
