import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { describe, type Fault } from "../../manifest/fault";
import { checkFolder } from "../../manifest/load";
import { Origins } from "../../manifest/origins";
import { redact } from "../../manifest/rules/secrets";
import { closest } from "../../manifest/schema/closest";
import { ENVIRONMENTS, type Environment } from "../../manifest/schema/project";
import { UsageError, type ExplainArguments } from "../arguments";
import { PROJECTS } from "../repository";
import { colors } from "../terminal";
import { document, whole } from "./render";
import { StackView } from "./stackView";
import { why } from "./why";
import { unknownProject } from "../unknownProject";

/** One environment of the project, with the stack that makes it where there is one. */
export interface Seen {
  readonly environment: Environment;
  readonly stack?: StackView;
}

/** What the command found out, for whichever way it is told. */
export interface Explained {
  readonly project: string;
  readonly file: string;
  readonly faults: readonly Fault[];
  readonly origins: Origins;
  readonly seen: readonly Seen[];
}

/**
 * Tells what a project is in its environments and where each value comes from.
 * @param from the folder that a given file is relative to
 * @throws UsageError where the project, the stack or the path is not there
 */
export async function explain(
  args: ExplainArguments,
  from: string,
  painted: boolean,
): Promise<{ readonly text: string; readonly exitCode: number }> {
  const file = await fileOf(args.project, from);
  const bytes = await readFile(file);
  const { faults: all } = await checkFolder(PROJECTS, [file]);
  const faults = all.filter((fault) => fault.file === file);
  const origins = Origins.of({ file, bytes });
  const exitCode = faults.length === 0 ? 0 : 1;
  if (origins === undefined) {
    const text = args.json
      ? JSON.stringify({ version: 1, command: "explain", file, faults, environments: [] }, undefined, 2)
      : [...faults.map(describe), "The file cannot be read as a project: mend these first."].join("\n");
    return { text, exitCode: 1 };
  }
  const project = file.replace(/^.*\//, "").replace(/\.yaml$/, "");
  const seen = choose(args, project, await StackView.all());
  const explained: Explained = { project, file, faults, origins, seen };
  const paint = colors(painted);
  const body =
    args.why !== undefined
      ? why(explained, args.why, args.json, paint)
      : args.json
        ? document(explained)
        : whole(explained, args.environment !== undefined || args.stack !== undefined, paint);
  const told = args.json || faults.length === 0 ? [] : [...faults.map(describe), ""];
  // A credential that somebody wrote as a key stands in paths.
  return { text: redact([...told, body].join("\n")), exitCode };
}

/** A project's name, or its file's with or without folder, as a path relative to the repository. */
async function fileOf(name: string, from: string): Promise<string> {
  const candidates = [resolve(from, name), join(PROJECTS, name), join(PROJECTS, `${name}.yaml`)];
  for (const path of candidates) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() === true) return relative(process.cwd(), resolve(path)).split(sep).join("/");
  }
  const known = (await readdir(PROJECTS).catch(() => [])).filter((file) => /\.yaml$/.test(file));
  const names = known.map((file) => file.replace(/\.yaml$/, ""));
  const word = name.replace(/^.*\//, "").replace(/\.ya?ml$/, "");
  throw unknownProject(name, names, word);
}

function choose(
  { environment, stack }: ExplainArguments,
  project: string,
  views: readonly StackView[],
): Seen[] {
  if (stack !== undefined) {
    const view = views.find(({ name }) => name === stack);
    const names = views.map(({ name }) => name);
    if (view === undefined) {
      const near = closest(stack, names);
      throw new UsageError(
        `there is no Pulumi.${stack}.yaml: ${near === undefined ? `the stacks are ${names.join(", ")}` : `did you mean ${near}?`}`,
      );
    }
    const its = ENVIRONMENTS.find((one) => one === view.environment);
    if (its === undefined) throw new UsageError(`${view.file} names no environment: set marvin:environment`);
    if (environment !== undefined && its !== environment)
      throw new UsageError(`the stack ${stack} is of ${its}, not of ${environment}: leave out --env`);
    if (!view.makes(project, its))
      throw new UsageError(
        `${project} is not in the stack ${stack}: marvin:projects in ${view.file} leaves it out`,
      );
    return [{ environment: its, stack: view }];
  }
  return ENVIRONMENTS.filter((one) => environment === undefined || one === environment).map((one) => ({
    environment: one,
    stack: views.find((view) => view.makes(project, one)),
  }));
}
