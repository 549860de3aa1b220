import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { Checkout } from "./checkout";

const BROKEN = "name: broken\nownr: x\n";

describe("marvin validate", function () {
  this.timeout(60_000);
  let checkout: Checkout;
  before(async () => (checkout = await Checkout.make()));
  after(() => checkout.remove());

  it("accepts the examples, without loading Pulumi", async () => {
    const spy = checkout.path("spy.cjs");
    await writeFile(
      spy,
      'process.on("exit", () => console.error(Object.keys(require.cache).filter((f) => f.includes("@pulumi")).length, "loaded"));',
    );
    const { code, stdout, stderr } = await checkout.run(["validate"], { NODE_OPTIONS: `--require=${spy}` });
    assert.equal(stdout, "4 projects, no faults\n");
    assert.match(stderr, /^0 loaded/);
    assert.equal(code, 0);
  });

  it("shows the faults of the named files, relative to the repository, from any folder", async () => {
    await mkdir(checkout.path("elsewhere"));
    await writeFile(checkout.path("elsewhere", "broken.yaml"), BROKEN);
    await writeFile(checkout.path("projects", "other.yaml"), BROKEN);
    const from = { INIT_CWD: checkout.path("elsewhere") };
    const { code, stdout } = await checkout.run(["validate", "broken.yaml"], from);
    assert.match(stdout, /^elsewhere\/broken\.yaml:2:1 ownr: unknown key: did you mean `owner`\?$/m);
    assert.doesNotMatch(stdout, /other\.yaml/);
    assert.match(stdout, /faults in 1 file\n$/);
    assert.equal(code, 1);
    const all = await checkout.run(["validate", "../projects", "."], from);
    assert.match(all.stdout, /projects\/other\.yaml/);
    assert.match(all.stdout, /elsewhere\/broken\.yaml/);
  });

  it("annotates and documents", async () => {
    const github = await checkout.run(["validate", "--format", "github"]);
    assert.match(github.stdout, /^::error file=projects\/other\.yaml,line=2,col=1,title=ownr::unknown key/m);
    const document: unknown = JSON.parse((await checkout.run(["validate", "--json"])).stdout);
    assert.ok(typeof document === "object" && document !== null && "ok" in document && document.ok === false);
  });

  it("answers wrong usage with exit code 2 on standard error", async () => {
    for (const [args, said] of [
      [["validate", "nowhere.yaml"], /no file nowhere\.yaml/],
      [["validat"], /did you mean marvin validate\?/],
      [["up", "--stack", "dev"], /there is no terminal to ask on: it needs --yes/],
    ] as const) {
      const { code, stdout, stderr } = await checkout.run(args);
      assert.match(stderr, said);
      assert.deepEqual([code, stdout], [2, ""]);
    }
  });
});
