import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const ROOT = dirname(dirname(__dirname));

/** What the fake npm does: says that it ran, takes its time, and puts the packages and then its record in place. */
const NPM = `#!/bin/sh
echo "$@" >> npm.log
echo "noise that npm makes on standard output"
if [ -n "$NPM_FAILS" ]; then echo "npm error: no" >&2; exit 1; fi
if [ -n "$NPM_SLEEPS" ]; then
  sleep "$NPM_SLEEPS" &
  trap 'kill $!; exit 130' INT TERM
  touch npm.started
  wait $!
fi
mkdir -p node_modules && cp -R packages/. node_modules && cp record.json node_modules/.package-lock.json
`;

const MAIN = `
if (process.argv[2] === "exit") process.exitCode = Number(process.argv[3]);
if (process.argv[2] === "wait") {
  let signals = 0;
  process.on("SIGTERM", () => { signals += 1; setTimeout(() => process.exit(40 + signals), 50); });
  setInterval(() => {}, 1000);
}
console.log(JSON.stringify({ args: process.argv.slice(2), main: require.main === module }));
`;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe("cli/bootstrap", function () {
  this.timeout(20_000);
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "marvin-bootstrap-"));
    await mkdir(join(root, "cli"));
    await cp(join(ROOT, "cli", "bootstrap.mjs"), join(root, "cli", "bootstrap.mjs"));
    await cp(join(ROOT, "cli", "setup"), join(root, "cli", "setup"), { recursive: true });
    await writeFile(join(root, "cli", "main.ts"), MAIN);
    await mkdir(join(root, "bin"));
    await writeFile(join(root, "bin", "npm"), NPM, { mode: 0o755 });
    // A loader that does nothing, which is enough for an entry without types, and quicker than the real one.
    const tsx = join(root, "packages", "tsx");
    await mkdir(tsx, { recursive: true });
    await writeFile(join(tsx, "package.json"), JSON.stringify({ name: "tsx", exports: "./loader.mjs" }));
    await writeFile(join(tsx, "loader.mjs"), "");
    await lock({ "node_modules/tsx": { version: "1.0.0", integrity: "sha512-a" } });
  });

  afterEach(async () => {
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });

  async function lock(packages: object): Promise<void> {
    const other = { "node_modules/elsewhere": { version: "1.0.0", optional: true, os: ["plan9"] } };
    await writeFile(
      join(root, "package-lock.json"),
      JSON.stringify({ packages: { "": { name: "x" }, ...packages, ...other } }),
    );
    await writeFile(join(root, "record.json"), JSON.stringify({ packages }));
  }

  function begin(
    args: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): { child: ChildProcess; ended: Promise<Ended> } {
    const child = spawn(process.execPath, [join(root, "cli", "bootstrap.mjs"), ...args], {
      env: { ...process.env, NODE_OPTIONS: "", PATH: `${join(root, "bin")}:/usr/bin:/bin`, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
    child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
    const ended = new Promise<Ended>((resolve) =>
      child.once("close", (code) => resolve({ code, stdout, stderr })),
    );
    return { child, ended };
  }

  const run = (args: readonly string[], env?: NodeJS.ProcessEnv) => begin(args, env).ended;

  async function npmRuns(): Promise<number> {
    const log = await readFile(join(root, "npm.log"), "utf8").catch(() => "");
    return log.split("\n").length - 1;
  }

  async function until(condition: () => boolean): Promise<void> {
    for (const end = Date.now() + 5000; !condition(); await sleep(10))
      assert(Date.now() < end, "it never happened");
  }

  it("installs what is locked, then runs the command with its arguments and exit code", async () => {
    const first = await run(["exit", "7", "--json"]);
    assert.equal(first.code, 7);
    assert.deepEqual(JSON.parse(first.stdout), { args: ["exit", "7", "--json"], main: true });
    assert.match(
      first.stderr,
      /^Installing the locked npm packages .*\nInstalled the npm packages in \d+ s\.\n$/,
    );
    assert.match(await readFile(join(root, "npm.log"), "utf8"), /^ci /);

    const second = await run(["validate"]);
    assert.equal(second.code, 0);
    assert.equal(second.stderr, "");
    assert.equal(await npmRuns(), 1);
  });

  it("runs TypeScript with the real loader, from any folder", async () => {
    await rm(join(root, "packages", "tsx"), { recursive: true });
    await symlink(dirname(require.resolve("tsx/package.json")), join(root, "packages", "tsx"));
    await writeFile(
      join(root, "other.ts"),
      "const args: string[] = process.argv.slice(2);\nenum A { B = 4 }\nconsole.log(args, A.B, process.execArgv.length);\n",
    );
    const { code, stdout } = await run(["--run", "other.ts", "--run", "b"]);
    assert.equal(code, 0);
    assert.equal(stdout, "[ '--run', 'b' ] 4 1\n");
  });

  it("says how --run is used", async () => {
    const { code, stderr } = await run(["--run"]);
    assert.equal(code, 2);
    assert.match(stderr, /^usage: /);
  });

  it("installs again when the lock changed, or when a package's folder is gone", async () => {
    await run([]);
    await lock({ "node_modules/tsx": { version: "1.0.1", integrity: "sha512-b" } });
    await run([]);
    assert.equal(await npmRuns(), 2);
    await rm(join(root, "node_modules", "tsx"), { recursive: true });
    assert.equal((await run([])).code, 0);
    assert.equal(await npmRuns(), 3);
  });

  it("does not install again what was installed by hand", async () => {
    spawnSync("npm", ["ci"], { cwd: root, env: { PATH: `${join(root, "bin")}:/usr/bin:/bin` } });
    assert.equal((await run([])).code, 0);
    assert.equal(await npmRuns(), 1);
  });

  it("passes on that npm failed, and starts nothing", async () => {
    const { code, stdout, stderr } = await run([], { NPM_FAILS: "1" });
    assert.equal(code, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /npm error: no\nnpm ci failed with exit code 1;/);
    assert.equal((await run([])).code, 0);
  });

  it("says so when there is no npm", async () => {
    await unlink(join(root, "bin", "npm"));
    const { code, stderr } = await run([], { PATH: join(root, "bin") });
    assert.equal(code, 1);
    assert.match(stderr, /there is no npm on PATH/);
  });

  it("installs once when two start at the same time", async () => {
    const both = [begin(["one"], { NPM_SLEEPS: "2" }), begin(["two"], { NPM_SLEEPS: "2" })];
    const [one, two] = await Promise.all(both.map(({ ended }) => ended));
    assert.deepEqual([one?.code, two?.code], [0, 0]);
    assert.equal(await npmRuns(), 1);
    assert.match(
      `${one?.stderr}${two?.stderr}`,
      /Waiting for process \d+, which is installing the npm packages/,
    );
    assert.deepEqual(readdirSync(join(root, ".marvin")), []);
  });

  it("stops with npm when it is interrupted, and starts again the next time", async () => {
    const { child, ended } = begin([], { NPM_SLEEPS: "30" });
    await until(() => existsSync(join(root, "npm.started")));
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 130);
    assert.equal(stdout, "");
    assert.match(stderr, /Interrupted while/);
    assert.deepEqual(readdirSync(join(root, ".marvin")), []);
    assert.equal((await run([])).code, 0);
  });

  it("waits for an npm that outlived its killed bootstrap", async () => {
    const { child, ended } = begin([], { NPM_SLEEPS: "3" });
    await until(() => existsSync(join(root, "npm.started")));
    child.kill("SIGKILL");
    const { code, stderr } = await run([]);
    await ended;
    assert.equal(code, 0);
    assert.match(stderr, /^Waiting for /);
    assert.equal(await npmRuns(), 1);
  });

  it("lets a signal reach the command once, which decides what comes of it", async () => {
    await run([]);
    const { child, ended } = begin(["wait"]);
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    child.kill("SIGTERM");
    assert.equal((await ended).code, 41);
  });

  it("refuses an old Node with one line, at the version of package.json", async () => {
    const pretend = join(root, "pretend.cjs");
    const withNode = async (version: string) => {
      const versions = JSON.stringify({ ...process.versions, node: version });
      await writeFile(pretend, `Object.defineProperty(process, "versions", { value: ${versions} });`);
      return run([], { NODE_OPTIONS: `--require ${pretend}` });
    };
    const { engines } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
      engines: { node: string };
    };
    assert.equal(engines.node, ">=20.19");
    for (const old of ["12.22.0", "20.18.3"]) {
      const { code, stderr } = await withNode(old);
      assert.equal(code, 1);
      assert.equal(stderr, `Marvin needs Node.js 20.19 or later; this is ${old}. See https://nodejs.org/\n`);
    }
    for (const fit of ["20.19.0", "24.0.0"]) assert.equal((await withNode(fit)).code, 0);
  });
});
