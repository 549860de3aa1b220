import type { z } from "zod";
import { reasonToRefuse, schemaAt, unwrap } from "../../manifest/schema/object";
import { workflow as schema } from "../../manifest/schema/workflow";
import { putOnSmallCluster, rewriteCompute, stepsIn } from "./compute";
import { Notes } from "./notes";
import { rewritePaths } from "./paths";
import { isFields, type Data, type Fields, type PastedJob } from "./read";
import { rewriteTexts } from "./texts";

/** A job as a workflow of a manifest, and what was done to it. */
export interface Imported {
  /** Its name where it was pasted from, if it had one there. */
  readonly pasted?: string;
  readonly key: string;
  readonly workflow: Fields;
  readonly notes: Notes;
}

/** Turns a pasted job into a workflow that the manifest's schema takes, as far as that can be done without a person. */
export function convert(
  { key, job }: PastedJob,
  variables: Readonly<Record<string, Data>>,
  wanted?: string,
): Imported {
  const notes = new Notes();
  const workflow = rewriteTexts(withTasks(job, notes), variables, notes);
  for (const { task, path } of stepsIn(workflow)) rewritePaths(task, path, notes);
  rewriteCompute(workflow, notes);
  rewriteTriggers(workflow, notes);
  rewriteTimes(workflow, notes);
  rewriteRecipients(workflow, notes);
  const { name } = workflow;
  const plain = typeof name === "string" ? name.replace(/^\s*\[[^\]]*\]\s*/, "") : "";
  if (plain !== "" && plain !== name) {
    workflow["name"] = plain;
    notes.add("changed", ["name"], "Marvin writes the environment before the name itself");
  }
  return { pasted: key, key: wanted ?? keyOf(key, workflow), workflow: fitted(workflow, notes), notes };
}

/** The first version of the API knew jobs of one task, which stood at the top. */
function withTasks(job: Fields, notes: Notes): Fields {
  if (job["tasks"] !== undefined) return structuredClone(job);
  const own = Object.entries(structuredClone(job));
  const ofTask = (name: string) =>
    name.endsWith("_task") ||
    ["new_cluster", "existing_cluster_id", "libraries", "max_retries"].includes(name);
  notes.add("changed", [], "jobs have many tasks since version 2.1: the one of this job is called `main`");
  return {
    ...Object.fromEntries(own.filter(([name]) => !ofTask(name))),
    tasks: [{ task_key: "main", ...Object.fromEntries(own.filter(([name]) => ofTask(name))) }],
  };
}

function rewriteTriggers({ trigger }: Fields, notes: Notes): void {
  if (!isFields(trigger) || trigger["table"] === undefined) return;
  trigger["table_update"] = trigger["table"];
  delete trigger["table"];
  notes.add("changed", ["trigger", "table"], "is now called `table_update`");
}

/** Zeros and minus ones that mean "no limit" to the API. */
function rewriteTimes(workflow: Fields, notes: Notes): void {
  const limits = (fields: Fields, path: PropertyKey[]) => {
    if (fields["timeout_seconds"] === 0) {
      delete fields["timeout_seconds"];
      const bound =
        path.length === 0
          ? "Marvin stops a run after a day unless you say otherwise"
          : "left out it means the same";
      notes.add("dropped", [...path, "timeout_seconds"], `0 is no limit: ${bound}`);
    }
    if (fields["max_retries"] === -1) {
      delete fields["max_retries"];
      notes.add(
        "dropped",
        [...path, "max_retries"],
        "retries for ever are not offered: write a number up to 100",
      );
    }
  };
  limits(workflow, []);
  for (const { task, path } of stepsIn(workflow)) limits(task, path);
}

/** A mail to whoever deploys the bundle has no meaning where a service principal does. */
function rewriteRecipients(workflow: Fields, notes: Notes): void {
  const places = [
    { fields: workflow, path: [] as PropertyKey[] },
    ...stepsIn(workflow).map(({ task, path }) => ({ fields: task, path })),
  ];
  for (const { fields, path } of places) {
    const emails = fields["email_notifications"];
    if (!isFields(emails)) continue;
    for (const [event, list] of Object.entries(emails)) {
      if (!Array.isArray(list)) continue;
      const kept = list.filter((mail) => typeof mail !== "string" || !mail.includes("${workspace."));
      if (kept.length === list.length) continue;
      notes.add(
        "dropped",
        [...path, "email_notifications", event],
        "nobody deploys by hand: name an address, or leave it to the project's contact",
      );
      if (kept.length > 0) emails[event] = kept;
      else delete emails[event];
    }
    if (Object.keys(emails).length === 0) delete fields["email_notifications"];
  }
}

/** A key of the manifest, from the bundle's or from the job's name without what stands in brackets before it. */
function keyOf(key: string | undefined, { name }: Fields): string {
  const source = key ?? (typeof name === "string" ? name.replace(/\$\{[^}]*\}/g, "") : "");
  const plain = source
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, "_")
    .replace(/[-_]*_[-_]*|-{2,}/g, (run) => (run.includes("_") ? "_" : "-"))
    .replace(/^[-_0-9]+/, "")
    .slice(0, 60)
    .replace(/[-_]+$/, "");
  return plain === "" ? "job" : plain;
}

/** Most passes; each takes away at least one key. */
const MOST_PASSES = 50;

/** Takes away what the schema refuses, with its own words, until nothing can be taken away any more. */
function fitted(workflow: Fields, notes: Notes): Fields {
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const issues = schema.safeParse(workflow).error?.issues ?? [];
    const taken = issues.filter((issue) => takeAway(workflow, issue, notes));
    if (taken.length === 0) break;
  }
  return workflow;
}

function takeAway(workflow: Fields, issue: z.core.$ZodIssue, notes: Notes): boolean {
  if (issue.code === "unrecognized_keys") {
    const place = valueAt(workflow, issue.path);
    if (!isFields(place)) return false;
    const owner = schemaAt(schema, issue.path);
    for (const key of issue.keys) {
      const value = place[key];
      delete place[key];
      const reason = owner === undefined ? undefined : reasonToRefuse(unwrap(owner), key);
      const kept = key.endsWith("_task") ? `; it was ${JSON.stringify(value)}` : "";
      notes.add(
        reason === undefined ? "decide" : "dropped",
        [...issue.path, key],
        `${reason ?? "Marvin does not know it"}${kept}`,
      );
    }
    return true;
  }
  const cluster = clusterAround(workflow, issue.path);
  if (cluster !== undefined) {
    const { fields, path } = cluster;
    notes.add(
      "decide",
      path,
      `does not stand for itself (${issue.message}): the size \`small\` is written in place of ${JSON.stringify(fields["new_cluster"])}`,
    );
    delete fields["new_cluster"];
    if (path[0] === "job_clusters") fields["size"] = "small";
    else putOnSmallCluster(workflow, fields);
    return true;
  }
  return dropOptional(workflow, issue, notes);
}

/** The cluster that a fault is about, where it cannot be mended by leaving one of its optional keys out. */
function clusterAround(workflow: Fields, path: readonly PropertyKey[]) {
  const at = path.lastIndexOf("new_cluster");
  if (at < 0 || path.length - at > 2) return undefined;
  const place = path.slice(0, at);
  const fields = valueAt(workflow, place);
  return isFields(fields) && fields["new_cluster"] !== undefined
    ? { fields, path: [...place, "new_cluster"] }
    : undefined;
}

/** Leaves a wrong value out where the workflow is complete without it. */
function dropOptional(workflow: Fields, { path, message }: z.core.$ZodIssue, notes: Notes): boolean {
  const [owner, key] = [valueAt(workflow, path.slice(0, -1)), path.at(-1)];
  if (!isFields(owner) || typeof key !== "string" || owner[key] === undefined) return false;
  const optional =
    schemaAt(schema, path)?.safeParse(undefined).success === true ||
    ["tags", "custom_tags"].includes(String(path.at(-2)));
  if (!optional) return false;
  notes.add("decide", path, `${message}; it was ${JSON.stringify(owner[key])}, and is left out`);
  delete owner[key];
  return true;
}

/** What stands at a path of plain data. */
export function valueAt(value: Data | undefined, path: readonly PropertyKey[]): Data | undefined {
  return path.reduce<Data | undefined>((inner, step) => {
    if (Array.isArray(inner)) return inner[Number(step)];
    return isFields(inner) ? inner[String(step)] : undefined;
  }, value);
}
