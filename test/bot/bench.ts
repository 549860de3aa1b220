/**
 * How much the bot costs over what it runs anyway: `npx tsx test/bot/bench.ts [REPOSITORIES]`. The same repositories are
 * updated by Git and Copier alone (clone, `copier update`, commit, push), and by the bot, one after another; the
 * result is the ratio of both in this run, and the most memory that a worker and its programs had at once.
 */
import { execFile, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gitEnvironment, withToken } from "../../bot/git/git";
import type { Outcome } from "../../bot/reconcile/outcome";
import { reconcile, type Tools } from "../../bot/reconcile/reconcile";
import { update } from "../../bot/template/copier";
import { startGitHub, type FakeGitHub } from "../../sandbox/githubApi/start";
import { makeTemplate, projectOf, toolsFor, worldMint } from "./reconcile/rig";

const run = promisify(execFile);
const [FROM, TO] = ["v1.0.0", "v1.1.0"];

async function main(count: number): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "marvin-bench-"));
  const github = await startGitHub({ root: join(scratch, "hub"), organization: "acme" });
  try {
    await makeTemplate(github);
    const tools = await toolsFor(
      { ...github, mint: worldMint(github) },
      { folder: mkdtempSync(join(scratch, "bot-")) },
    );
    const names = Array.from({ length: count }, (_, at) => `project-${at}`);
    for (const name of names) await begin(github, tools, name);
    const plain = await timed(async () => {
      for (const name of names) await plainly(github, tools, mkdtempSync(join(scratch, "plain-")), name);
    });
    const { result, seconds, peak } = await measured(github, names);
    if (result.some(({ kind }) => kind !== "asked")) throw new Error(JSON.stringify(result, null, 2));
    const ratio = (seconds / plain).toFixed(2);
    console.log(`${count} repositories, one after another`);
    console.log(`copier update and git push  ${(plain / count).toFixed(2)} s each`);
    console.log(`the bot                     ${(seconds / count).toFixed(2)} s each, ${ratio} of that`);
    console.log(
      `memory of a worker          ${Math.round(peak.worker)} MiB, ${Math.round(peak.all)} MiB with its programs`,
    );
  } finally {
    await github.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function begin(github: FakeGitHub, tools: Tools, name: string): Promise<void> {
  await github.world.create({ name });
  const { kind, why } = await reconcile(projectOf(name), { kind: "pinned", tag: FROM }, tools, {
    dryRun: false,
  });
  if (kind !== "begun") throw new Error(why);
}

/** What somebody would type. */
async function plainly(github: FakeGitHub, tools: Tools, folder: string, name: string): Promise<void> {
  const tree = join(folder, "tree");
  const { identity } = tools.bot;
  const env = gitEnvironment(folder, { identity, settings: withToken(github.web, github.world.token()) });
  const git = (...args: string[]) => run("git", args, { cwd: tree, env });
  await run("git", ["clone", "--quiet", `${github.web}/acme/${name}.git`, tree], { cwd: folder, env });
  const { answers } = projectOf(name);
  await update(
    { template: tools.template, version: TO, answers },
    { tree, folder, command: tools.copier, identity },
  );
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Update");
  await git("push", "--quiet", "origin", "HEAD:plain");
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

interface Measured {
  readonly result: readonly Outcome[];
  readonly seconds: number;
  /** MiB */
  readonly peak: { worker: number; all: number };
}

/** The bot in a process of its own, so that its memory is its own. What it takes to start is not counted. */
async function measured({ api, web: git, world }: FakeGitHub, names: readonly string[]): Promise<Measured> {
  const options = {
    api,
    git,
    token: world.token(),
    projects: names.map((name) => projectOf(name)),
    concurrency: 1,
  };
  const worker = fork(join(__dirname, "fleet", "worker.ts"), [JSON.stringify(options)], {
    execArgv: ["--import", "tsx"],
  });
  const peak = { worker: 0, all: 0 };
  const timer = setInterval(() => void sample(worker.pid ?? 0, peak), 100);
  try {
    return await new Promise((resolve, reject) => {
      let start = performance.now();
      worker.on("message", (message) => {
        if (message === "ready") start = performance.now();
        else resolve({ result: message as Outcome[], seconds: (performance.now() - start) / 1000, peak });
      });
      worker.once("close", (code) => reject(new Error(`the worker ended with ${code}`)));
    });
  } finally {
    clearInterval(timer);
  }
}

async function sample(root: number, peak: Measured["peak"]): Promise<void> {
  const { stdout } = await run("ps", ["-eo", "pid=,ppid=,rss="]);
  const rows = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const family = new Set([root]);
  // Parents have lower numbers as long as these do not wrap around; a sample that is too small raises no peak.
  for (const [pid = 0, ppid = 0] of rows) if (family.has(ppid)) family.add(pid);
  const of = (pids: ReadonlySet<number>) =>
    rows.filter(([pid = 0]) => pids.has(pid)).reduce((sum, [, , rss = 0]) => sum + rss / 1024, 0);
  peak.worker = Math.max(peak.worker, of(new Set([root])));
  peak.all = Math.max(peak.all, of(family));
}

main(Number(process.argv[2] ?? 10)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
