import { parseArgs } from "node:util";
import { closest } from "../manifest/schema/closest";
import { itemKey } from "../manifest/schema/names";
import { ENVIRONMENTS, type Environment } from "../manifest/schema/project";
import { ALLOWED, FLAGS, type Flag } from "./flags";
import { answersOf, type Answers } from "./init/questions";

/** The command was written wrongly: exit code 2, and nothing was done. */
export class UsageError extends Error {}

/** What the engine is asked to do. */
export const OPERATIONS = ["preview", "up", "refresh", "destroy"] as const;
export type Operation = (typeof OPERATIONS)[number];

export const COMMANDS = [
  ...OPERATIONS,
  "validate",
  "explain",
  "init",
  "import-job",
  "render",
  "reconcile",
  "stacks",
  "sandbox",
] as const;
export type Command = (typeof COMMANDS)[number];

export interface RunArguments {
  readonly command: Operation;
  /** In the order given; empty means every stack. */
  readonly stacks: readonly string[];
  readonly project?: string;
  readonly json: boolean;
  readonly diff: boolean;
  readonly sandbox: boolean;
  /** File that describes the accounts which the local cloud stands for, as the caller wrote it. */
  readonly accounts?: string;
  readonly yes: boolean;
}

export interface ValidateArguments {
  readonly command: "validate";
  /** As the caller wrote them, relative to the caller's folder; empty means every manifest. */
  readonly files: readonly string[];
  readonly format: FaultFormat;
}

export interface ExplainArguments {
  readonly command: "explain";
  /** A project's name or file, as the caller wrote it. */
  readonly project: string;
  readonly environment?: Environment;
  readonly stack?: string;
  /** Path of the one key that is asked about. */
  readonly why?: string;
  readonly json: boolean;
}

export interface ImportArguments {
  readonly command: "import-job";
  /** File as the caller wrote it; `-` is standard input. */
  readonly file: string;
  /** Project whose file takes the workflows; without one they are printed. */
  readonly project?: string;
  /** Key of the workflow. @default from the job's name */
  readonly key?: string;
  readonly json: boolean;
}

export interface RenderArguments {
  readonly command: "render";
  /** Name of the project. */
  readonly project: string;
  /** Folder to render into, as the caller wrote it. */
  readonly out: string;
}

export interface ReconcileArguments {
  readonly command: "reconcile";
  /** Only this project. */
  readonly project?: string;
  /** Say what would be done, and do nothing. */
  readonly dryRun: boolean;
  /** On a GitHub of this machine's own. */
  readonly sandbox: boolean;
  readonly format: SummaryFormat;
}

export interface StacksArguments {
  readonly command: "stacks";
  /** Project whose move to another stack is planned. */
  readonly move?: string;
  /** The stack that it moves to. */
  readonly to?: string;
  readonly json: boolean;
}

export interface InitArguments {
  readonly command: "init";
  /** What the name and the flags answer. */
  readonly answers: Answers;
  /** Nothing is asked: what is not answered is as its default says. */
  readonly yes: boolean;
}

export const FAULT_FORMATS = ["text", "github", "json"] as const;
export type FaultFormat = (typeof FAULT_FORMATS)[number];
export const SUMMARY_FORMATS = ["text", "markdown", "json"] as const;
export type SummaryFormat = (typeof SUMMARY_FORMATS)[number];

export type Arguments =
  | RunArguments
  | ValidateArguments
  | ExplainArguments
  | InitArguments
  | ImportArguments
  | RenderArguments
  | ReconcileArguments
  | StacksArguments
  | { readonly command: "sandbox"; readonly action: "reset" }
  | { readonly command: "help"; readonly of?: Command }
  | { readonly command: "version" };

/**
 * Understands a command line (without node and the script).
 * @throws UsageError that says what is wrong and what was probably meant.
 */
export function parseArguments(argv: readonly string[]): Arguments {
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: FLAGS,
    allowPositionals: true,
    // Lenient, because the messages of strict parsing do not know what was meant.
    strict: false,
    tokens: true,
  });
  const [word, ...rest] = positionals;
  const command = word === undefined ? undefined : commandOf(word);
  for (const token of tokens) if (token.kind === "option") checkFlag(token, command);

  if (values.help || word === undefined) {
    if (!values.help && values.version) return { command: "version" };
    if (!values.help && argv.length > 0) throw new UsageError("name a command, e.g. marvin preview");
    return { command: "help", of: command };
  }
  if (command === undefined)
    return { command: "help", of: rest[0] === undefined ? undefined : commandOf(rest[0]) };
  if (command === "validate") return { command, files: rest, format: formatOf(FAULT_FORMATS, values) };
  if (command === "explain") return explainArguments(rest, values);
  if (command === "init") {
    if (rest.length > 1) throw new UsageError("init takes one name, e.g. marvin init exam-rooms");
    return { command, answers: answersOf(rest[0], values), yes: values.yes === true };
  }
  if (command === "import-job") return importArguments(rest, values);
  if (command === "render") {
    const [project, ...more] = rest;
    const out = textOf(values.out);
    if (project === undefined || more.length > 0 || out === undefined)
      throw new UsageError("render takes one project and a folder: marvin render NAME --out DIR");
    return { command, project, out };
  }
  if (command === "reconcile") return reconcileArguments(rest, values);
  if (command === "stacks") {
    const [move, to] = [textOf(values.move), textOf(values.to)];
    if (rest.length > 0 || (move === undefined) !== (to === undefined)) {
      throw new UsageError(
        "stacks takes nothing, or a project and a stack: marvin stacks --move NAME --to STACK",
      );
    }
    return { command, move, to, json: values.json === true };
  }
  if (command === "sandbox") {
    if (rest.length === 1 && rest[0] === "reset") return { command, action: "reset" };
    throw new UsageError("the sandbox command is: marvin sandbox reset");
  }
  if (rest.length > 0) {
    throw new UsageError(
      `${command} takes no ${JSON.stringify(rest[0])}: name stacks by --stack and a project by --project`,
    );
  }
  const stacks = (values.stack ?? []).flatMap((value) => String(value).split(","));
  if (stacks.some((stack) => stack.trim() === "")) throw new UsageError("--stack names no stack");
  const accounts = textOf(values.accounts);
  if (accounts !== undefined && values.sandbox !== true) {
    throw new UsageError("--accounts describes what the local cloud stands for: it goes with --sandbox");
  }
  const result: RunArguments = {
    command,
    stacks: [...new Set(stacks.map((stack) => stack.trim()))],
    project: typeof values.project === "string" ? values.project : undefined,
    json: values.json === true,
    diff: values.diff === true,
    sandbox: values.sandbox === true,
    ...(accounts !== undefined && { accounts }),
    yes: values.yes === true,
  };
  if (command !== "preview" && stacks.length === 0 && !result.sandbox) {
    throw new UsageError(
      `${command} changes what exists: name the stacks by --stack, or try it with --sandbox`,
    );
  }
  return result;
}

type Values = Readonly<Partial<Record<Flag, unknown>>>;

function explainArguments([project, ...rest]: readonly string[], values: Values): ExplainArguments {
  if (project === undefined || rest.length > 0)
    throw new UsageError("explain takes one project, e.g. marvin explain projects/churn.yaml");
  const environment = ENVIRONMENTS.find((one) => one === values.env);
  if (values.env !== undefined && environment === undefined) {
    const near = closest(textOf(values.env) ?? "", ENVIRONMENTS);
    throw new UsageError(
      `--env must be one of ${ENVIRONMENTS.join(", ")}${near === undefined ? "" : `: did you mean ${near}?`}`,
    );
  }
  const [stack, ...more] = Array.isArray(values.stack) ? values.stack.map(String) : [];
  if (more.length > 0 || stack?.includes(",") === true) throw new UsageError("explain takes one --stack");
  return {
    command: "explain",
    project,
    environment,
    stack,
    why: textOf(values.why),
    json: values.json === true,
  };
}

function reconcileArguments(rest: readonly string[], values: Values): ReconcileArguments {
  if (rest.length > 0)
    throw new UsageError(
      `reconcile takes no ${JSON.stringify(rest[0])}: name a project by --project, or none for all`,
    );
  const project = textOf(values.project);
  return {
    command: "reconcile",
    ...(project !== undefined && { project }),
    dryRun: values["dry-run"] === true,
    sandbox: values.sandbox === true,
    format: formatOf(SUMMARY_FORMATS, values),
  };
}

function importArguments([file, ...rest]: readonly string[], values: Values): ImportArguments {
  if (file === undefined || rest.length > 0)
    throw new UsageError("import-job takes one file, or - for standard input");
  const key = textOf(values.key);
  const refused = key === undefined ? undefined : itemKey.safeParse(key).error?.issues[0]?.message;
  if (refused !== undefined) throw new UsageError(`--key ${refused}`);
  return { command: "import-job", file, project: textOf(values.project), key, json: values.json === true };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

interface FlagToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string;
  readonly inlineValue?: boolean;
}

function checkFlag({ name, rawName, value, inlineValue }: FlagToken, command: Command | undefined): void {
  const allowed: readonly Flag[] = command === undefined ? ["help", "version"] : ALLOWED[command];
  const flag = allowed.find((one) => one === name);
  if (flag === undefined) {
    const where = command === undefined ? "marvin" : command;
    const near = closest(name, allowed);
    const known = allowed.map((one) => `--${one}`).join(", ");
    throw new UsageError(
      `${where} has no ${rawName}: ${near === undefined ? `it takes ${known}` : `did you mean --${near}?`}`,
    );
  }
  if (FLAGS[flag].type === "boolean") {
    if (inlineValue === true) throw new UsageError(`--${flag} takes no value`);
  } else if (value === undefined || value === "" || (inlineValue !== true && value.startsWith("-"))) {
    throw new UsageError(`--${flag} needs a value`);
  }
}

/** Undefined for `help`. */
function commandOf(word: string): Command | undefined {
  if (word === "help") return undefined;
  const command = COMMANDS.find((one) => one === word);
  if (command !== undefined) return command;
  const near = closest(word, [...COMMANDS, "help"]);
  throw new UsageError(
    near === undefined
      ? `${JSON.stringify(word)} is not a command: the commands are ${COMMANDS.join(", ")}`
      : `${JSON.stringify(word)} is not a command: did you mean marvin ${near}?`,
  );
}

function formatOf<Format extends string>(
  formats: readonly Format[],
  { format: value, json: wantsJson }: Values,
): Format | "text" | "json" {
  const json = wantsJson === true;
  if (value === undefined) return json ? "json" : "text";
  const format = formats.find((one) => one === value);
  if (format === undefined) {
    throw new UsageError(`--format must be one of ${formats.join(", ")}, not ${JSON.stringify(value)}`);
  }
  if (json && format !== "json") throw new UsageError(`--json and --format ${format} contradict each other`);
  return format;
}
