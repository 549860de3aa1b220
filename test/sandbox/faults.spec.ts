import assert from "node:assert/strict";
import { github } from "../../sandbox/github";
import { FaultPlan, type Faults } from "../../sandbox/faults";
import { freshState, Sandbox } from "./client";

const repository = "github:index/repository:Repository";

describe("faults on request", () => {
  let sandbox: Sandbox | undefined;
  afterEach(() => sandbox?.stop());

  const start = async (...args: Parameters<typeof Sandbox.start>) => {
    sandbox = await Sandbox.start(...args);
    return sandbox.connect({ owner: "acme" });
  };

  it("fail the n-th call of those that match, and no other", async () => {
    const faults: Faults = { calls: [{ on: "create", name: "churn-*", nth: 2, fail: "502 Bad Gateway" }] };
    const client = await start(github, { faults });
    await client.create(repository, "other", { name: "a" });
    await client.create(repository, "churn-a", { name: "b" });
    await client.preview(repository, "churn-b", { name: "c" });
    await assert.rejects(client.create(repository, "churn-b", { name: "c" }), /502 Bad Gateway/);
    await client.create(repository, "churn-b", { name: "c" });
  });

  it("fail every call when no number is given", async () => {
    const faults: Faults = { calls: [{ on: "read", type: "github:*", fail: "503" }] };
    const client = await start(github, { faults });
    for (const id of ["a", "b"]) await assert.rejects(client.read(repository, id), /503/);
  });

  it("answer slowly", async () => {
    const client = await start(github, { faults: { calls: [{ on: "create", delayMs: 120 }] } });
    const before = Date.now();
    await client.create(repository, "a", { name: "a" });
    assert.ok(Date.now() - before >= 115);
  });

  it("stop waiting when the engine is told to stop, and do nothing more", async () => {
    const client = await start(github, { faults: { calls: [{ on: "create", delayMs: 60_000 }] } });
    const slow = assert.rejects(client.create(repository, "a", { name: "a" }), /cancelled/);
    await client.cancel();
    await slow;
    assert.equal(await client.read(repository, "a"), undefined);
  });

  it("change and remove objects behind the engine's back", async () => {
    const stateFile = freshState();
    const first = await start(github, { stateFile });
    await first.create(repository, "a", { name: "a", hasWiki: false, description: "x" });
    await first.create(repository, "b", { name: "b" });
    sandbox?.stop();
    const drift: Faults["drift"] = [
      { type: repository, id: "a", set: { hasWiki: true, description: null } },
      { type: repository, id: "b", remove: true },
    ];
    const second = await start(github, { stateFile, faults: { drift } });
    assert.deepEqual((await second.read(repository, "a"))?.inputs, { name: "a", hasWiki: true });
    assert.equal(await second.read(repository, "b"), undefined);
  });

  it("are refused when they make no sense", () => {
    assert.throws(() => new FaultPlan({ calls: [{ on: "creation" }] }), /the faults asked for make no sense/);
    assert.throws(() => new FaultPlan({ calls: [{ on: "create", tenth: 1 }] }), /tenth/);
  });
});
