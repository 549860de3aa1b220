import assert from "node:assert/strict";
import { readFile, rm, writeFile } from "node:fs/promises";
import { Checkout } from "./checkout";

describe("marvin in the local cloud", function () {
  this.timeout(300_000);
  let checkout: Checkout;
  before(async () => {
    checkout = await Checkout.make();
    for (const large of ["campus-energy", "course-recommender"]) {
      await rm(checkout.path("projects", `${large}.yaml`));
    }
  });
  after(() => checkout.remove());
  const marvin = (...args: string[]) => checkout.run([...args, "--sandbox"]);

  it("previews every stack before anything exists, without touching the configuration", async () => {
    const before = await readFile(checkout.path("Pulumi.dev.yaml"), "utf8");
    const { code, stdout } = await marvin("preview");
    assert.equal(code, 0, stdout);
    const closing = stdout.trimEnd().split("\n").slice(-3);
    assert.deepEqual(
      closing.map((line) => line.split(/\s+/)[0]),
      ["dev", "stage", "prod"],
    );
    for (const line of closing) assert.match(line, /^\w+ +\d+ to create \(/);
    assert.equal(await readFile(checkout.path("Pulumi.dev.yaml"), "utf8"), before);
  });

  it("shows what is declared wrongly once, before the engine runs", async () => {
    const file = checkout.path("projects", "library-visits.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("owner:", "ownr:"));
    const { code, stdout } = await marvin("preview");
    await writeFile(file, text);
    assert.equal(code, 1);
    assert.equal(stdout.match(/ownr/g)?.length, 1, stdout);
  });

  it("answers a wrong configuration with what mends it, and no stack trace", async () => {
    const file = checkout.path("Pulumi.dev.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("marvin:catalog:", "marvin:catalogue:"));
    const { code, stdout, stderr } = await marvin("preview", "--stack", "dev");
    await writeFile(file, text);
    assert.equal(code, 1);
    assert.match(stdout, /pulumi config set --stack dev marvin:catalog/);
    assert.doesNotMatch(stdout + stderr, /\n\s+at /);
  });

  it("makes what was previewed, shows changes with their values, and finds nothing to do after", async () => {
    assert.equal((await marvin("up", "--stack", "dev")).code, 0);
    const file = checkout.path("projects", "library-visits.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace(/^description: .*$/m, "description: Something else."));
    const preview = await marvin("preview", "--stack", "dev", "--diff");
    assert.match(
      preview.stdout,
      /~ Repository repository: description\n +description: ".*" -> "Something else\."/,
    );
    assert.match(preview.stdout, /unchanged: student-churn/);
    assert.equal((await marvin("up", "--stack", "dev")).code, 0);
    assert.match((await marvin("preview", "--stack", "dev")).stdout, /^dev: \d+ unchanged$/m);
    assert.match((await marvin("refresh", "--stack", "dev")).stdout, /^dev: \d+ unchanged$/m);
  });

  it("deletes nothing at all where something is protected", async () => {
    const { code, stdout, stderr } = await marvin("destroy", "--stack", "dev");
    assert.equal(code, 1);
    assert.match(stdout, /error repository: it is protected/);
    assert.match(stderr, /Nothing was changed in dev/);
    assert.match((await marvin("refresh", "--stack", "dev")).stdout, /^dev: \d+ unchanged$/m);
  });

  it("destroys twice, the second time without harm", async () => {
    const file = checkout.path("Pulumi.dev.yaml");
    await writeFile(file, (await readFile(file, "utf8")).replace(/marvin:protect: .*/, "marvin:protect: []"));
    assert.equal((await marvin("up", "--stack", "dev")).code, 0);
    const first = await marvin("destroy", "--stack", "dev");
    assert.match(first.stdout, /^dev: \d+ deleted$/m);
    assert.equal(first.code, 0);
    const second = await marvin("destroy", "--stack", "dev");
    assert.match(second.stdout, /^dev: nothing there$/m);
    assert.equal(second.code, 0);
  });

  it("says what failed in a service, by project, and stops before the next stack", async () => {
    await checkout.run(["sandbox", "reset"]);
    const faults = {
      calls: [
        {
          on: "create",
          type: "databricks:index/schema:Schema",
          name: "library-visits*",
          fail: "no such catalog",
        },
      ],
    };
    const { code, stdout } = await checkout.run(["up", "--sandbox", "--stack", "dev,stage"], {
      MARVIN_SANDBOX_FAULTS: JSON.stringify(faults),
    });
    assert.equal(code, 1);
    assert.match(stdout, /^dev: failed: \d+ created, 1 not done/m);
    assert.match(stdout, /not done: create Schema schema\n +error schema: .*no such catalog/);
    assert.doesNotMatch(stdout, /^stage/m);
  });
});
