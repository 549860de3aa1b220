import { LocalWorkspace, PulumiCommand, type EngineEvent, type Stack } from "@pulumi/pulumi/automation";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bare } from "../../cli/bareStack";
import marvin from "../../index";
import type { Faults } from "../../sandbox/faults";
import { startSandbox, type Sandbox } from "../../sandbox/start";

const ROOT = join(__dirname, "..", "..");

/** Found once: every call of it starts a process. */
let command: Promise<PulumiCommand> | undefined;

/** What happened to a resource in a run. */
export interface Step {
  readonly op: string;
  readonly urn: string;
  /** Logical name, e.g. `churn/workflows/train`. */
  readonly name: string;
  /** Type without its package's module, e.g. `databricks:Job`. */
  readonly type: string;
}

/** A resource in a stack's state. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly parent?: string;
  readonly provider?: string;
  readonly protect?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** A world of its own for one test: the real engine, its state in files, the local cloud and a folder of manifests. */
export class LocalCloud {
  readonly folder: string;
  private readonly directory = mkdtempSync(join(tmpdir(), "marvin-e2e-"));
  private sandbox: Sandbox | undefined;
  private readonly stacks = new Map<string, Promise<Stack>>();

  constructor(manifests: Readonly<Record<string, string>> = {}) {
    this.folder = join(this.directory, "projects");
    for (const folder of [this.folder, join(this.directory, "work"), join(this.directory, "state")])
      mkdirSync(folder);
    for (const file of readdirSync(ROOT).filter((name) => /^Pulumi(?:\..+)?\.yaml$/.test(name))) {
      copyFileSync(join(ROOT, file), join(this.directory, "work", file));
    }
    for (const [name, text] of Object.entries(manifests)) this.write(name, text);
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, `${name}.yaml`), text);
  }

  remove(name: string): void {
    rmSync(join(this.folder, `${name}.yaml`));
  }

  /** Another stack, configured as one that is there but for lines of its own. */
  copyStack(from: string, to: string, ...lines: readonly string[]): void {
    const text = readFileSync(join(this.workDir, `Pulumi.${from}.yaml`), "utf8").trimEnd();
    writeFileSync(
      join(this.workDir, `Pulumi.${to}.yaml`),
      [text, ...lines.map((line) => `  ${line}`), ""].join("\n"),
    );
  }

  /** Where the stacks' files are, and a plain `pulumi` runs. */
  get workDir(): string {
    return join(this.directory, "work");
  }

  /** Replaces text in a stack's configuration. */
  configure(stack: string, from: string, to: string): void {
    const file = join(this.directory, "work", `Pulumi.${stack}.yaml`);
    const text = readFileSync(file, "utf8");
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
    writeFileSync(file, text.replace(from, to));
  }

  async start(faults?: Faults): Promise<void> {
    await this.stop();
    this.sandbox = await startSandbox({ stateFile: join(this.directory, "cloud.json"), faults });
  }

  async stop(): Promise<void> {
    await this.sandbox?.stop();
    this.sandbox = undefined;
  }

  async dispose(): Promise<void> {
    await this.stop();
    if (existsSync(this.directory)) rmSync(this.directory, { recursive: true, force: true });
  }

  preview(stack: string): Promise<Step[]> {
    return this.run(stack, (selected, onEvent) => selected.preview({ onEvent, color: "never" }));
  }

  up(stack: string): Promise<Step[]> {
    return this.run(stack, (selected, onEvent) => selected.up({ onEvent, color: "never" }));
  }

  refresh(stack: string): Promise<Step[]> {
    return this.run(stack, (selected, onEvent) => selected.refresh({ onEvent, color: "never" }));
  }

  destroy(stack: string): Promise<Step[]> {
    return this.run(stack, (selected, onEvent) => selected.destroy({ onEvent, color: "never" }));
  }

  async outputs(stack: string): Promise<Record<string, unknown>> {
    const outputs = await (await this.select(stack)).outputs();
    return Object.fromEntries(Object.entries(outputs).map(([key, { value }]) => [key, value as unknown]));
  }

  async state(stack: string): Promise<StateResource[]> {
    const exported: { deployment: unknown } = await (await this.select(stack)).exportStack();
    return (exported.deployment as { resources?: StateResource[] }).resources ?? [];
  }

  /** The types of what exists in the local cloud, whatever Pulumi knows of it. */
  world(): string[] {
    const text = readFileSync(join(this.directory, "cloud.json"), "utf8");
    return [
      ...new Set(
        [...text.matchAll(/(?:github|databricks|aws):\w+\/\w+:(\w+)/g)].map(([, type]) => type ?? ""),
      ),
    ];
  }

  /** Environment of a plain `pulumi` run in this world. */
  get environment(): Record<string, string> {
    return {
      PULUMI_BACKEND_URL: `file://${join(this.directory, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      ...this.sandbox?.environment,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }

  private async select(stackName: string): Promise<Stack> {
    if (this.sandbox === undefined) await this.start();
    const known = this.stacks.get(stackName) ?? this.create(stackName);
    this.stacks.set(stackName, known);
    const stack = await known;
    // The local cloud may have been started anew since.
    stack.workspace.envVars = this.environment;
    return stack;
  }

  private async create(stackName: string): Promise<Stack> {
    return LocalWorkspace.createStack(
      { stackName, projectName: "marvin", program: () => marvin({ folder: this.folder }) },
      {
        workDir: this.workDir,
        envVars: this.environment,
        pulumiCommand: await (command ??= PulumiCommand.get()),
      },
    );
  }

  private async run(
    stack: string,
    operation: (stack: Stack, onEvent: (event: EngineEvent) => void) => Promise<unknown>,
  ): Promise<Step[]> {
    const steps: Step[] = [];
    const selected = bare(await this.select(stack));
    // Pulumi keeps a stack trace with every promise of the program: to map all of them to TypeScript is a fifth of the work.
    process.setSourceMapsEnabled(false);
    try {
      await operation(selected, ({ resourcePreEvent: event }) => {
        if (event === undefined) return;
        const { op, urn } = event.metadata;
        const [pkg, , type] = event.metadata.type.split(":");
        steps.push({ op, urn, name: urn.split("::").at(-1) ?? "", type: `${pkg}:${type}` });
      });
    } finally {
      process.setSourceMapsEnabled(true);
    }
    return steps;
  }
}

/** The steps that change something, as `op type name`, sorted. The stack itself is left out. */
export function changes(steps: readonly Step[]): string[] {
  return steps
    .filter(({ op, type }) => op !== "same" && op !== "read" && type !== "pulumi:Stack")
    .map(({ op, type, name }) => `${op} ${type} ${name}`)
    .sort();
}

/** The manifests that the repository ships. */
export function examples(): Record<string, string> {
  const folder = join(ROOT, "projects");
  return Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith(".yaml"))
      .map((name) => [name.replace(/\.yaml$/, ""), readFileSync(join(folder, name), "utf8")]),
  );
}
