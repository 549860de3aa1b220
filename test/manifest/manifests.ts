import { checkManifests, type Checked } from "../../manifest/check";
import { describe } from "../../manifest/fault";

/** What every project needs, and nothing else: four lines. */
export const MINIMAL = `name: churn
description: Predicts churn.
owner: data-science
contact: churn@example.edu
`;

/** The keys at the top of a file, and those that an environment may override, in the order of messages. */
export const TOP_KEYS =
  "name, formerly, description, owner, contact, lifecycle, tags, repository, template, data, compute, workflows, experiments, models, serving, monitoring, access, deployment, groups, secret_scopes, releases, environments";
export const OVERRIDES =
  "lifecycle, tags, data, compute, workflows, experiments, models, serving, monitoring, access, deployment, secret_scopes";

/** A minimal project with one workflow `train`, whose lines begin at line 7 and column 5. */
export function workflow(lines: string): string {
  return `${MINIMAL}workflows:\n  train:\n${indented(lines, 4)}`;
}

/** A workflow with one task `run`, whose lines begin at line 9 and column 9. */
export function task(lines: string, more = ""): string {
  return workflow(`tasks:\n  - task_key: run\n${indented(lines, 4)}${more}`);
}

export function indented(lines: string, by: number): string {
  return lines
    .trimEnd()
    .split("\n")
    .map((line) => `${" ".repeat(by)}${line}\n`)
    .join("");
}

/** Checks files by name, each given as text or bytes. */
export function check(files: Readonly<Record<string, string | Uint8Array>>): Checked {
  return checkManifests(
    Object.entries(files).map(([file, content]) => ({ file, bytes: Buffer.from(content) })),
  );
}

/** The faults of one file `churn.yaml`, as a user reads them but without the file's name. */
export function faultsIn(content: string | Uint8Array): string[] {
  return check({ "churn.yaml": content }).faults.map((fault) => describe(fault).replace(/^churn\.yaml:/, ""));
}
