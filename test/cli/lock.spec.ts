import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { withLock } from "../../cli/setup/lock.cjs";

const LOCK = join(dirname(dirname(__dirname)), "cli", "setup", "lock.cjs");

describe("cli/setup/lock", function () {
  this.timeout(10_000);
  let folder: string;
  let path: string;
  const said: string[] = [];
  const stream = { write: (text: string) => said.push(text) };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "marvin-lock-"));
    path = join(folder, "work");
    said.length = 0;
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** An entry as a process would leave it that was killed. */
  async function killedOwner(inFolder = `${path}.lock`): Promise<string> {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    const entry = `${pid}.abcd@${encodeURIComponent(hostname())}`;
    await mkdir(inFolder, { recursive: true });
    await writeFile(join(inFolder, entry), "");
    return entry;
  }

  it("answers the work's result and leaves nothing behind", async () => {
    assert.equal(await withLock(path, { what: "it", stream }, () => Promise.resolve(5)), 5);
    assert.deepEqual(await readdir(folder), []);
    assert.deepEqual(said, []);
  });

  it("is released when the work fails", async () => {
    const failing = withLock(path, { what: "it", stream }, () => Promise.reject(new Error("no")));
    await assert.rejects(failing, /^Error: no$/);
    assert.equal(await withLock(path, { what: "it", stream }, () => Promise.resolve(5)), 5);
  });

  it("lets one at a time in, over many processes that come and go, one of them killed before", async () => {
    await killedOwner();
    const counter = join(folder, "counter");
    await writeFile(counter, "0");
    const work = `
      const fs = require("node:fs");
      const add = async () => {
        const before = Number(fs.readFileSync(${JSON.stringify(counter)}, "utf8"));
        await new Promise((resolve) => setTimeout(resolve, 5));
        fs.writeFileSync(${JSON.stringify(counter)}, String(before + 1));
      };
      const { withLock } = require(${JSON.stringify(LOCK)});
      withLock(${JSON.stringify(path)}, { what: "it" }, add).then(() => withLock(${JSON.stringify(path)}, { what: "it" }, add));
    `;
    const processes = Array.from({ length: 5 }, () =>
      spawn(process.execPath, ["-e", work], { stdio: "ignore" }),
    );
    const codes = await Promise.all(processes.map((one) => new Promise((done) => one.once("close", done))));
    assert.deepEqual(codes, [0, 0, 0, 0, 0]);
    assert.equal(await readFile(counter, "utf8"), "10");
    assert.deepEqual(await readdir(folder), ["counter"]);
  });

  it("takes over at once from an owner, and clears away a waiter, that were killed", async () => {
    const owner = await killedOwner();
    await killedOwner(`${path}.lock.${owner}`);
    await withLock(path, { what: "it", stream }, () => Promise.resolve());
    assert.deepEqual(await readdir(folder), []);
  });

  it("waits for a living owner of another machine, says so, and can be called off", async () => {
    await mkdir(`${path}.lock`);
    await writeFile(join(`${path}.lock`, `1.abcd@elsewhere.example`), "");
    const off = new AbortController();
    const waiting = withLock(path, { what: "working", signal: off.signal, stream }, () => Promise.resolve());
    setTimeout(() => off.abort(new Error("called off")), 300);
    await assert.rejects(waiting, /called off/);
    assert.deepEqual(said, ["Waiting for process 1, which is working...\n"]);
    assert.deepEqual(await readdir(folder), ["work.lock"]);
  });
});
