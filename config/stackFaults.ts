import { RunError } from "@pulumi/pulumi";
import type { CheckedProject } from "../manifest/check";
import { accessFaults } from "./accessFaults";
import { computeFaults } from "./computeFaults";
import { dataFaults } from "./dataFaults";
import { missingDestinationSecrets, notificationFaults } from "./notificationFaults";
import { poolFaults } from "./poolFaults";
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
    ...computeFaults(project, settings),
    ...poolFaults(project, settings),
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
