import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Refused } from "../failure";
import { gitEnvironment, type Identity } from "../git/git";
import { runProcess } from "../git/process";
import { refusalOf } from "./refusal";
import type { Template } from "./template";

/** How Copier is started: a program, and what comes before its own arguments. */
export interface CopierCommand {
  readonly program: string;
  readonly args: readonly string[];
}

/** What a repository is to be rendered as. */
export interface Rendering {
  readonly template: Template;
  /** Tag of the template. */
  readonly version: string;
  readonly answers: Readonly<Record<string, unknown>>;
}

export interface CopierPlace {
  /** The working tree. */
  readonly tree: string;
  /** Directory for what is needed beside it. */
  readonly folder: string;
  readonly command: CopierCommand;
  readonly identity: Identity;
}

/** Renders into a working tree, over what is there. */
export async function render(rendering: Rendering, place: CopierPlace): Promise<void> {
  const { template } = rendering;
  await copier(["copy", "--overwrite"], [template.url, place.tree], rendering, place);
}

/** Brings a rendered working tree, which must be clean, to another version, with conflicts marked in the files. */
export async function update(rendering: Rendering, place: CopierPlace): Promise<void> {
  await copier(["update", "--conflict", "inline"], [place.tree], rendering, place);
}

/** Seconds. An update takes some. */
const LIMIT = 240;

async function copier(
  command: readonly string[],
  places: readonly string[],
  { template, version, answers }: Rendering,
  { folder, tree, command: { program, args }, identity }: CopierPlace,
): Promise<void> {
  const file = join(folder, "answers.yml");
  // JSON is YAML, and quotes every text.
  await writeFile(file, JSON.stringify(answers));
  // Migrations are programs of the template, which is the platform team's own.
  const flags = ["--trust", "--defaults", "--quiet", "--vcs-ref", version, "--data-file", file];
  const { code, stderr } = await runProcess(program, [...args, ...command, ...flags, ...places], {
    cwd: tree,
    env: { ...gitEnvironment(folder, { identity, settings: template.settings }), PYTHONWARNINGS: "ignore" },
    limit: LIMIT,
  });
  if (code !== 0) throw new Refused(`Copier cannot render ${version}: ${refusalOf(stderr)}`);
}
