import { open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkManifests, type Source } from "../../manifest/check";
import { describe } from "../../manifest/fault";
import { UsageError, type InitArguments } from "../arguments";
import { StackView } from "../explain/stackView";
import { PROJECTS } from "../repository";
import { ask, complaints, withFallbacks, type Terminal } from "./ask";
import { KINDS } from "./kinds";
import { manifestOf } from "./manifest";
import { questionsOf, type Answers, type Known } from "./questions";

export interface InitResult {
  readonly output: string;
  readonly exitCode: number;
}

/**
 * `marvin init NAME`: a new project's manifest from a few answers. Nothing that is there is overwritten, and nothing is
 * written that has faults.
 * @param terminal where what the flags leave open is asked; without one it must be complete
 * @throws UsageError with every flag that is missing or refused
 */
export async function init(args: InitArguments, terminal?: Terminal): Promise<InitResult> {
  const sources = await readSources();
  const questions = questionsOf(await known(sources));
  let answers: Answers;
  if (terminal === undefined || args.yes) {
    const all = complaints(questions, args.answers);
    if (all.length > 0) throw new UsageError(`nothing is written before these are mended:\n${lines(all)}`);
    answers = withFallbacks(questions, args.answers);
  } else {
    try {
      answers = await ask(questions, args.answers, terminal);
    } catch (error) {
      // Ctrl-C, or an end of the input.
      if (error instanceof Error && error.name === "ExitPromptError")
        return { output: "Nothing was written.", exitCode: 130 };
      throw error;
    }
  }
  const name = answers.name![0]!;
  const file = fileOf(name);
  const text = manifestOf(answers);
  const faults = faultsOf({ file, bytes: Buffer.from(text) }, sources);
  if (faults.length > 0)
    return { output: `Nothing was written: ${file} would have faults.\n${lines(faults)}`, exitCode: 1 };
  await writeNew(file, text);
  return { output: nextSteps(name, file, answers), exitCode: 0 };
}

async function known(sources: readonly Source[]): Promise<Known> {
  const stacks = await StackView.all();
  const requiredTags = new Map<string, readonly string[]>();
  for (const stack of stacks) {
    const required = stack.setting("requiredTags")?.value;
    if (typeof required !== "object" || required === null) continue;
    for (const [key, values] of Object.entries(required)) {
      const [before, now] = [requiredTags.get(key) ?? [], Array.isArray(values) ? values.map(String) : []];
      // No values stand for any; two stacks that name some leave what both take.
      const both = now.length === 0 ? before : before.filter((value) => now.includes(value));
      requiredTags.set(key, before.length === 0 ? now : both);
    }
  }
  return {
    nameFault: (name) => nameFault(name, sources),
    requiredTags,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}

/** Why a name cannot be a new project's, beside its form: a file that is there, or what another project owns by it. */
function nameFault(name: string, sources: readonly Source[]): string | undefined {
  const taken = sources.find(({ file }) => file.replace(/\.ya?ml$/, "") === join(PROJECTS, name));
  if (taken !== undefined) return `${taken.file} is there already: choose another name`;
  const stub = `name: ${name}\ndescription: A project.\nowner: team\ncontact: team@example.edu\n`;
  return faultsOf({ file: fileOf(name), bytes: Buffer.from(stub) }, sources)[0];
}

/** The faults that a new file would have beside the others. */
function faultsOf(source: Source, others: readonly Source[]): string[] {
  return checkManifests([...others, source])
    .faults.filter(({ file }) => file === source.file)
    .map(describe);
}

function fileOf(name: string): string {
  return join(PROJECTS, `${name}.yaml`);
}

async function readSources(): Promise<Source[]> {
  const names = (await readdir(PROJECTS)).filter((name) => /^[^.].*\.ya?ml$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => ({
      file: join(PROJECTS, name),
      bytes: await readFile(join(PROJECTS, name)),
    })),
  );
}

/** Never over a file that is there, also if it came in the meantime. */
async function writeNew(file: string, text: string): Promise<void> {
  const handle = await open(file, "wx").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EEXIST" ? new UsageError(`${file} is there already: choose another name`) : error;
  });
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}

function nextSteps(name: string, file: string, answers: Answers): string {
  return `Wrote ${file}: ${KINDS[answers.kind![0]!]!.title}.

Next:
  1. Change what the example can only guess: notebooks, clusters, data that it reads.
  2. npx marvin validate
     npx marvin preview --sandbox --project ${name}
  3. git switch --create add-${name} && git add ${file} && git commit -m "Add ${name}"
     The preview in its pull request shows what the merge will make.

docs/guides/onboard-a-project.md goes on from there.`;
}

function lines(all: readonly string[]): string {
  return all.map((one) => `  ${one}`).join("\n");
}
