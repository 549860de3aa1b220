import { CORE_SCHEMA, load, mergeTag } from "js-yaml";

/** Plain data, as a job's text holds it. */
export type Data = null | boolean | number | string | Data[] | { [key: string]: Data };
export type Fields = { [key: string]: Data };

/** A job as it was pasted, and the name that stands before it there. */
export interface PastedJob {
  readonly key?: string;
  readonly job: Fields;
}

/** What a text holds: its jobs, and the defaults of the bundle's variables that they may use. */
export interface Pasted {
  readonly jobs: readonly PastedJob[];
  readonly variables: Readonly<Record<string, Data>>;
  /** Parts of the text that are no jobs, by their places. */
  readonly others: readonly string[];
}

/** The text is no job; the message says what was expected. */
export class NoJob extends Error {}

export function isFields(value: Data | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Finds the jobs in YAML or JSON: of the Databricks interface (`View as YAML`, `View as JSON`), of `databricks jobs get`
 * or `list`, of a bundle's file, or a job's settings alone.
 * @throws NoJob
 */
export function readJobs(text: string): Pasted {
  const data = parse(text);
  if (!isFields(data)) throw new NoJob("the text holds no mapping: paste a job as YAML or JSON");
  const variables = variablesOf(data["variables"]);
  const jobs = jobsIn(data);
  if (jobs.length === 0) {
    throw new NoJob(
      "the text holds no job: a job has `tasks`, stands below `resources.jobs` in a bundle, or below `settings` in what the API answers",
    );
  }
  return { jobs, variables, others: othersIn(data) };
}

/** Bundles share parts of jobs by anchors and merge keys, which manifests do not know. */
const SCHEMA = CORE_SCHEMA.withTags(mergeTag);

function parse(text: string): Data {
  try {
    return load(text, { schema: SCHEMA }) as Data;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new NoJob(`the text is neither YAML nor JSON: ${reason}`);
  }
}

function jobsIn(data: Fields): PastedJob[] {
  const { resources, settings, jobs } = data;
  if (isFields(resources)) return keyed(resources["jobs"]);
  if (isFields(settings)) return [{ job: settings }];
  if (isFields(jobs)) return keyed(jobs);
  if (Array.isArray(jobs)) return jobs.flatMap((item) => (isFields(item) ? jobsIn(item) : []));
  if (isJob(data)) return [{ job: data }];
  return keyed(data).filter(({ job }) => isJob(job));
}

function keyed(jobs: Data | undefined): PastedJob[] {
  if (!isFields(jobs)) return [];
  return Object.entries(jobs).flatMap(([key, job]) => (isFields(job) ? [{ key, job }] : []));
}

/** A job of many tasks, or of the one that the first version of the API knew. */
function isJob(data: Fields): boolean {
  return Array.isArray(data["tasks"]) || Object.keys(data).some((key) => key.endsWith("_task"));
}

function variablesOf(variables: Data | undefined): Record<string, Data> {
  if (!isFields(variables)) return {};
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => {
      const given = isFields(value) ? value["default"] : value;
      return given === undefined || typeof given === "object" ? [] : [[name, given]];
    }),
  );
}

/** A bundle holds more than jobs; what stays behind is named. */
function othersIn(data: Fields): string[] {
  const { resources, targets } = data;
  const kinds = isFields(resources) ? Object.keys(resources).filter((kind) => kind !== "jobs") : [];
  const overriding = isFields(targets)
    ? Object.entries(targets).filter(
        ([, target]) =>
          isFields(target) && isFields(target["resources"]) && isFields(target["resources"]["jobs"]),
      )
    : [];
  return [
    ...kinds.map((kind) => `resources.${kind}`),
    ...overriding.map(([target]) => `targets.${target}.resources.jobs`),
  ];
}
