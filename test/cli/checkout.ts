import { type ChildProcess, spawn } from "node:child_process";
import { cp, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..");
const SOURCES = [
  "bot",
  "cli",
  "components",
  "bot",
  "config",
  "manifest",
  "sandbox",
  "template",
  "projects",
  "accounts.yaml",
  "index.ts",
  "package.json",
  "tsconfig.json",
];

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of this repository with its own local cloud, where tests change manifests and run the command. */
export class Checkout {
  private constructor(readonly folder: string) {}

  static async make(): Promise<Checkout> {
    const folder = await mkdtemp(join(tmpdir(), "marvin-cli-"));
    const stacks = (await readdir(ROOT)).filter((file) => /^Pulumi.*\.yaml$/.test(file));
    for (const source of [...SOURCES, ...stacks]) {
      await cp(join(ROOT, source), join(folder, source), { recursive: true, verbatimSymlinks: true });
    }
    await symlink(join(ROOT, "node_modules"), join(folder, "node_modules"), "dir");
    return new Checkout(folder);
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Starts the command in a process group of its own, as a terminal would. */
  start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Running {
    const child = spawn(process.execPath, ["--import", "tsx", this.path("cli", "main.ts"), ...args], {
      cwd: this.folder,
      env: { ...process.env, INIT_CWD: this.folder, ...environment },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new Running(child);
  }

  run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Outcome> {
    return this.start(args, environment).outcome;
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A command under way. */
export class Running {
  readonly outcome: Promise<Outcome>;
  private stdout = "";
  private stderr = "";

  constructor(private readonly child: ChildProcess) {
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    this.outcome = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** Resolves once standard error holds a text. */
  async said(text: string): Promise<void> {
    while (!this.stderr.includes(text)) {
      if (this.child.exitCode !== null)
        throw new Error(`ended before it said ${text}:\n${this.stdout}${this.stderr}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** Signals the whole group, as Ctrl-C does. */
  signalGroup(signal: NodeJS.Signals): void {
    if (this.child.pid !== undefined) process.kill(-this.child.pid, signal);
  }

  /** Signals the command alone. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
