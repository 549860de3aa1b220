import { readFile, rename, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { load } from "js-yaml";
import { checkManifests } from "../../manifest/check";
import { describe, type Fault } from "../../manifest/fault";
import { FIXED } from "../../manifest/rules/referable";
import { checkReferences } from "../../manifest/rules/references";
import { parseYaml } from "../../manifest/yaml";
import { UsageError, type ImportArguments } from "../arguments";
import { PROJECTS } from "../repository";
import { stepsIn } from "./compute";
import { convert, valueAt, type Imported } from "./convert";
import type { Note } from "./notes";
import { insertWorkflows, NoPlace, yamlOf } from "./place";
import { isFields, NoJob, readJobs, type Data, type Fields } from "./read";

/** What the command says: the workflows on standard output, what was done to them on standard error. */
export interface ImportResult {
  readonly output: string;
  readonly report: string;
  readonly exitCode: number;
}

/**
 * `marvin import-job FILE|-`: a pasted job as a workflow of a manifest. Nothing goes in silence, and a project's file is
 * written only when it is valid afterwards.
 * @param from the folder that the file's name is relative to
 */
export async function importJob(args: ImportArguments, from: string): Promise<ImportResult> {
  const pasted = await readPasted(args.file, from);
  if (args.key !== undefined && pasted.jobs.length > 1) {
    const names = pasted.jobs.map(({ key }) => key ?? "one without a name").join(", ");
    throw new UsageError(
      `the text holds ${pasted.jobs.length} jobs (${names}): leave --key out, or paste one of them`,
    );
  }
  const imported = withOwnKeys(pasted.jobs.map((job) => convert(job, pasted.variables, args.key)));
  const workflows = Object.fromEntries(imported.map(({ key, workflow }) => [key, workflow]));
  const before = await targetOf(args.project, workflows);
  markUnknown(imported, before.text);
  const target = await targetOf(args.project, workflows);
  const faults = faultsOf(target.file, target.text);
  const written = target.path !== undefined && faults.length === 0;
  if (target.path !== undefined && written) await replaceFile(target.path, target.text);
  const notes = imported.map(({ key, notes }) => ({ workflow: key, notes: notes.all }));
  const undecided = notes.some((one) => one.notes.some(({ outcome }) => outcome === "decide"));
  const exitCode = faults.length > 0 ? 1 : 0;
  if (args.json) {
    const document = {
      workflows,
      notes,
      others: pasted.others,
      faults,
      written: written ? target.file : null,
    };
    return { output: JSON.stringify(document, undefined, 2), report: "", exitCode };
  }
  const report = [
    ...notes.flatMap((one) => told(one.workflow, one.notes)),
    ...pasted.others.map((place) => `left alone: ${place} is no job`),
    ...faults.map((fault) => `still wrong: ${describe(fault)}`),
    closing({ written, undecided, faults, file: target.path === undefined ? undefined : target.file }),
  ];
  return { output: written ? "" : yamlOf({ workflows }).trimEnd(), report: report.join("\n"), exitCode };
}

async function readPasted(file: string, from: string) {
  const text =
    file === "-"
      ? await textOf(process.stdin)
      : await readFile(resolve(from, file), "utf8").catch(() => {
          throw new UsageError(`the file ${file} cannot be read; - reads standard input`);
        });
  try {
    return readJobs(text);
  } catch (error) {
    throw error instanceof NoJob ? new UsageError(error.message) : error;
  }
}

/** Two jobs never get one key; and references between jobs follow the keys that they got. */
function withOwnKeys(imported: readonly Imported[]): Imported[] {
  const used = new Set<string>();
  const own = imported.map((one) => {
    let key = one.key;
    for (let n = 2; used.has(key); n++) key = `${one.key}_${n}`;
    used.add(key);
    return { ...one, key };
  });
  const keys = new Map(
    own.flatMap(({ pasted, key }) => (pasted === undefined ? [] : [[pasted, key] as const])),
  );
  for (const { workflow } of own) {
    for (const { task } of stepsIn(workflow)) {
      const run = task["run_job_task"];
      if (!isFields(run) || typeof run["job_id"] !== "string") continue;
      run["job_id"] = run["job_id"].replace(/^\$\{resources\.jobs\.([^.}]+)\.id\}$/, (whole, name: string) =>
        keys.has(name) ? `\${resources.jobs.${keys.get(name)}.id}` : whole,
      );
    }
  }
  return own;
}

/** Puts a mark in place of references to what the project does not declare, such as a pipeline of the bundle. */
function markUnknown(imported: readonly Imported[], text: string): void {
  for (const { path, message } of checkReferences(load(text))) {
    const one = imported.find(({ key }) => path[0] === "workflows" && path[1] === key);
    const [place, last] = [path.slice(2, -1), path.at(-1)];
    const owner = one === undefined ? undefined : valueAt(one.workflow, place);
    // A job that is started can be named by its number or its key alone.
    if (one === undefined || owner === null || typeof owner !== "object" || last === "job_id") continue;
    const fields = owner as Record<PropertyKey, Data>;
    const value = fields[last!];
    if (typeof value !== "string") continue;
    fields[last!] = value.replace(/\$\{([^{}]*)\}/g, (whole, name: string) =>
      FIXED.some((fixed) => fixed === name.trim()) ? whole : `TODO_${name.trim().replace(/\W+/g, "_")}`,
    );
    one.notes.add("decide", path.slice(2), `${message}; a mark that begins with TODO_ stands there now`);
  }
}

interface Target {
  /** Name under which faults are told. */
  readonly file: string;
  readonly text: string;
  /** Where it is written, if it is. */
  readonly path?: string;
}

async function targetOf(
  project: string | undefined,
  workflows: Readonly<Record<string, Fields>>,
): Promise<Target> {
  if (project === undefined) {
    const stub = { name: "project", description: "A project.", owner: "team", contact: "team@example.edu" };
    return { file: "project.yaml", text: yamlOf({ ...stub, workflows }) };
  }
  const file = join(PROJECTS, `${project}.yaml`);
  const before = await readFile(file, "utf8").catch(() => {
    throw new UsageError(`there is no ${file}: write it first, e.g. with marvin init ${project}`);
  });
  const there = parseYaml(before).root;
  const own = there?.kind === "mapping" ? there.entries.get("workflows")?.value : undefined;
  const taken = Object.keys(workflows).find((key) => own?.kind === "mapping" && own.entries.has(key));
  if (taken !== undefined) {
    throw new UsageError(`${file} has a workflow ${taken} already: choose another key by --key`);
  }
  try {
    return { file, text: insertWorkflows(before, workflows), path: file };
  } catch (error) {
    throw error instanceof NoPlace ? new UsageError(`${file}: ${error.message}`) : error;
  }
}

function faultsOf(file: string, text: string): readonly Fault[] {
  return checkManifests([{ file: basename(file), bytes: Buffer.from(text) }]).faults.filter(
    // What the other projects of the fleet say is for `validate`.
    ({ path }) => !/^data\.reads\.projects/.test(path),
  );
}

/** To a file beside it, then renamed: there is never half a manifest. */
async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.draft`;
  await writeFile(draft, text);
  await rename(draft, path);
}

function told(workflow: string, notes: readonly Note[]): string[] {
  const rank = { decide: 0, dropped: 1, changed: 2 } as const;
  const label = { decide: "TO DECIDE", dropped: "dropped", changed: "changed" } as const;
  return [...notes]
    .sort((a, b) => rank[a.outcome] - rank[b.outcome])
    .map(
      ({ outcome, path, message }) =>
        `${label[outcome]}  ${workflow}${path === "" ? "" : `.${path}`}: ${message}`,
    );
}

interface Ending {
  readonly written: boolean;
  readonly undecided: boolean;
  readonly faults: readonly Fault[];
  readonly file?: string;
}

function closing({ written, undecided, faults, file }: Ending): string {
  const decide = undecided ? " Decide what is marked." : "";
  if (faults.length > 0) {
    return file === undefined
      ? "Not valid yet: mend what is still wrong after pasting it."
      : `${file} is as it was: mend what is still wrong, and paste the workflow by hand.`;
  }
  return written
    ? `Written to ${file}.${decide} Then run marvin validate.`
    : `Valid.${decide} Paste it into a project's file.`;
}
