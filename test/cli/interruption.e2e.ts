import assert from "node:assert/strict";
import { readdir, rm } from "node:fs/promises";
import { Checkout, type Running } from "./checkout";

/** Slow enough that a run is still in the middle of it. */
const SLOW = JSON.stringify({ calls: [{ on: "create", type: "databricks:*", delayMs: 1500 }] });
const UP = ["up", "--sandbox", "--stack", "dev"];

describe("marvin, interrupted", function () {
  this.timeout(300_000);
  let checkout: Checkout;
  beforeEach(async () => {
    checkout = await Checkout.make();
    for (const project of ["campus-energy", "course-recommender", "student-churn"]) {
      await rm(checkout.path("projects", `${project}.yaml`));
    }
  });
  afterEach(() => checkout.remove());

  const inTheMiddle = async (): Promise<Running> => {
    const running = checkout.start(UP, { MARVIN_SANDBOX_FAULTS: SLOW });
    await running.said("dev: up");
    while (!(await locks()).length) await new Promise((done) => setTimeout(done, 50));
    await new Promise((done) => setTimeout(done, 2500));
    return running;
  };
  const locks = async () => {
    const folder = checkout.path(".marvin", "sandbox", "state", ".pulumi", "locks");
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    return names.filter((name) => name.endsWith(".json"));
  };
  const goesOn = async (): Promise<string> => {
    const { code, stdout, stderr } = await checkout.run(UP);
    assert.equal(code, 0, stdout + stderr);
    const again = await checkout.run(["preview", "--sandbox", "--stack", "dev"]);
    assert.match(again.stdout, /^dev: \d+ unchanged$/m);
    return stderr;
  };

  it("by Ctrl-C ends in order, leaves no lock, and the next run goes on from there", async () => {
    const running = await inTheMiddle();
    // As the terminal does, and then as npm passes it on once more.
    running.signalGroup("SIGINT");
    running.signal("SIGINT");
    const { code, stdout, stderr } = await running.outcome;
    assert.equal(code, 130, stdout + stderr);
    assert.match(stderr, /Interrupted: finishing what has begun/);
    assert.match(stdout, /^dev: interrupted: \d+ created/m);
    assert.doesNotMatch(stdout + stderr, /\n\s+at /);
    assert.deepEqual(await locks(), []);
    assert.doesNotMatch(await goesOn(), /killed/);
  });

  it("by a signal to it alone does the same", async () => {
    const running = await inTheMiddle();
    running.signal("SIGTERM");
    const { code } = await running.outcome;
    assert.equal(code, 130);
    assert.deepEqual(await locks(), []);
    await goesOn();
  });

  it("by kill -9 leaves a lock, which does not stop the next run in the local cloud", async () => {
    const running = await inTheMiddle();
    running.signal("SIGKILL");
    await running.outcome;
    assert.equal((await locks()).length, 1);
    assert.match(await goesOn(), /The last run was killed/);
  });

  it("lets only one run at a time into the local cloud", async () => {
    const running = await inTheMiddle();
    const second = await checkout.run(["preview", "--sandbox", "--stack", "dev"]);
    assert.equal(second.code, 1);
    assert.match(second.stderr, /Another run \(process \d+\) uses the local cloud: wait for it to end/);
    running.signal("SIGINT");
    await running.outcome;
  });
});
