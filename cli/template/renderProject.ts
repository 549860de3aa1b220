import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { refusalOf } from "../../bot/template/refusal";
import { describe } from "../../manifest/fault";
import { checkFolder } from "../../manifest/load";
import { UsageError, type RenderArguments } from "../arguments";
import { CommandFailed, run } from "../engine/command";
import { StackView } from "../explain/stackView";
import { pythonWith } from "../python/environment";
import { PROJECTS } from "../repository";
import { answersFor, type Answers } from "../../manifest/answers";
import { COPIER_LOCK, TEMPLATE } from "./template";
import { placesOf } from "./places";
import { unknownProject } from "../unknownProject";

/** The project cannot be rendered. The message is for the user, complete. */
export class RenderFailed extends Error {}

/**
 * `marvin render NAME --out DIR`: the repository that a project gets, for anyone to look at. Nothing is written outside
 * the folder, and nothing at all where the manifest has faults.
 * @param from the folder that `--out` is relative to
 * @throws UsageError where the project is not there, or the folder holds something already
 * @throws RenderFailed where Copier refuses
 */
export async function renderProject(args: RenderArguments, from: string): Promise<string> {
  const out = resolve(from, args.out);
  const inside = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new UsageError(`--out ${args.out} is no folder that can be used: name one that is empty or new`);
  });
  if (inside.length > 0)
    throw new UsageError(`--out ${args.out} is not empty: name a folder that is, or a new one`);

  const answers = await answersOf(args.project);
  await copy(args.project, answers, out);
  const inwards = relative(from, out) || ".";
  const shown = inwards.startsWith("..") ? out : inwards;
  return `${args.project} is rendered in ${shown}, as ${String(answers.kind)}. Begin with ${join(shown, "README.md")}.`;
}

async function answersOf(name: string): Promise<Answers> {
  const { projects, faults } = await checkFolder(PROJECTS);
  const project = projects.find((one) => one.name === name);
  if (project === undefined) {
    const own = faults.filter(({ file }) => file === join(PROJECTS, `${name}.yaml`));
    if (own.length > 0)
      throw new RenderFailed([...own.map(describe), `${name} is not rendered: mend these first.`].join("\n"));
    const names = projects.map((one) => one.name);
    throw unknownProject(name, names);
  }
  return answersFor(project.environments, placesOf(name, await StackView.all()));
}

async function copy(name: string, answers: Answers, out: string): Promise<void> {
  const python = await pythonWith(COPIER_LOCK);
  const folder = await mkdtemp(join(tmpdir(), "marvin-render-"));
  try {
    const file = join(folder, "answers.yml");
    // JSON is YAML, and quotes every text.
    await writeFile(file, JSON.stringify(answers));
    const flags = ["--defaults", "--quiet", "--data-file", file];
    await run(python, ["-m", "copier", "copy", ...flags, TEMPLATE, out], { env: process.env });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new RenderFailed(
      `${name} is not rendered: ${refusalOf(error.message)}. Correct what it follows from, in the manifest or the stack's configuration`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
