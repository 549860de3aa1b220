import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import type { Faults } from "../../sandbox/faults";
import { startSandbox } from "../../sandbox/start";
import { Client, freshState } from "./client";

const repository = "github:index/repository:Repository";

/** The port of a package in `github:1,databricks:2`. */
function portOf(debugProviders: string, name: string): number {
  const pair = debugProviders.split(",").find((address) => address.startsWith(`${name}:`));
  return Number(pair?.split(":")[1]);
}

async function answers(port: number): Promise<boolean> {
  const client = new Client(port);
  try {
    await client.version();
    return true;
  } catch {
    return false;
  } finally {
    client.close();
  }
}

describe("startSandbox", function () {
  this.timeout(20_000);

  it("serves three packages in another process, until stopped", async () => {
    const sandbox = await startSandbox({ stateFile: freshState() });
    const ports = ["github", "databricks", "aws"].map((name) => portOf(sandbox.debugProviders, name));
    assert.deepEqual(await Promise.all(ports.map(answers)), [true, true, true]);
    assert.equal(sandbox.environment["PULUMI_DEBUG_PROVIDERS"], sandbox.debugProviders);
    await sandbox.stop();
    await sandbox.stop();
    assert.deepEqual(await Promise.all(ports.map(answers)), [false, false, false]);
  });

  it("keeps its world for the next one, and gives the pen back", async () => {
    const stateFile = freshState();
    for (const name of ["a", "b"]) {
      const sandbox = await startSandbox({ stateFile });
      const client = new Client(portOf(sandbox.debugProviders, "github"));
      await client.create(repository, name, { name });
      assert.ok(await client.read(repository, "a"));
      client.close();
      await sandbox.stop();
      assert.equal(existsSync(`${stateFile}.lock`), false);
    }
  });

  it("loses nothing when it crashes after the work and before the answer", async () => {
    const stateFile = freshState();
    const faults: Faults = { calls: [{ on: "create", nth: 2, crash: true }] };
    const crashing = await startSandbox({ stateFile, faults });
    const client = new Client(portOf(crashing.debugProviders, "github"));
    await client.create(repository, "a", { name: "a" });
    await assert.rejects(client.create(repository, "b", { name: "b" }));
    client.close();
    await crashing.stop();
    const next = await startSandbox({ stateFile });
    const after = new Client(portOf(next.debugProviders, "github"));
    assert.ok(await after.read(repository, "b"));
    after.close();
    await next.stop();
  });

  it("says what is wrong when it cannot start", async () => {
    const stateFile = freshState();
    writeFileSync(stateFile, "[]");
    await assert.rejects(startSandbox({ stateFile }), /is no state of the local cloud/);
  });

  it("ends with the process that started it, even when that one is killed", async () => {
    const start = JSON.stringify(join(__dirname, "../../sandbox/start.ts"));
    const program = `
      require(${start}).startSandbox({ stateFile: ${JSON.stringify(freshState())} }).then((sandbox) => {
        console.log(sandbox.debugProviders);
        setInterval(() => undefined, 1000);
      });`;
    const loader = pathToFileURL(require.resolve("tsx")).href;
    const args = ["--import", loader, "--eval", program];
    const parent = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const debugProviders = await new Promise<string>((resolve) => {
      parent.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
    });
    const port = portOf(debugProviders, "github");
    assert.equal(await answers(port), true);
    parent.kill("SIGKILL");
    for (let tries = 0; tries < 50 && (await answers(port)); tries++) await sleep(100);
    assert.equal(await answers(port), false);
  });
});
