import assert from "node:assert/strict";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { Checkout } from "./checkout";

interface Document {
  readonly ok: boolean;
  readonly dryRun: boolean;
  readonly template: { readonly releases: readonly string[] };
  readonly projects: readonly { readonly project: string; readonly kind: string; readonly why: string }[];
}

describe("marvin reconcile", function () {
  this.timeout(300_000);
  let checkout: Checkout;
  before(async () => {
    checkout = await Checkout.make();
  });
  after(() => checkout.remove());

  const nobody = { GITHUB_TOKEN: "", MARVIN_APP_SLUG: "" };
  const reconcile = (...args: string[]) => checkout.run(["reconcile", ...args], nobody);
  const kinds = ({ projects }: Document) =>
    Object.fromEntries(projects.map(({ project, kind }) => [project, kind]));

  it("says for each project what it would do and why, without credentials, and does nothing", async () => {
    for (let time = 0; time < 2; time++) {
      const { code, stdout, stderr } = await reconcile("--dry-run", "--sandbox", "--json");
      assert.equal(code, 0, stderr);
      const document = JSON.parse(stdout) as Document;
      assert.ok(document.dryRun && document.ok);
      assert.equal(document.template.releases.length, 1);
      assert.deepEqual(kinds(document), {
        "campus-energy": "asked",
        "course-recommender": "asked",
        "library-visits": "nothing",
        "student-churn": "nothing",
      });
      const waits = document.projects.find(({ project }) => project === "student-churn");
      assert.match(waits?.why ?? "", /waits for the canaries: campus-energy has nothing of the template yet/);
    }
  });

  it("does it on a GitHub of this machine's own, and has nothing more to do then", async () => {
    const only = ["--sandbox", "--project", "campus-energy"];
    const done = await reconcile(...only);
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /Pull request open \(1\)\n {2}campus-energy +v\d/);
    assert.doesNotMatch(done.stdout, /127\.0\.0\.1/);
    assert.match(done.stderr, /\[1\/1\] campus-energy: asked/);
    const state = async () =>
      readFile(
        checkout.path(".marvin", "sandbox", "github", "example-university", "campus-energy.json"),
        "utf8",
      );
    const before = (JSON.parse(await state()) as { pulls: unknown[] }).pulls;
    assert.equal(before.length, 1);
    const again = await reconcile(...only, "--format", "markdown");
    assert.equal(again.code, 0);
    assert.match(again.stdout, /\| campus-energy \| {2}\| v\d[^|]*\| Pull request open \|/);
    assert.deepEqual((JSON.parse(await state()) as { pulls: unknown[] }).pulls, before);
  });

  it("says what is missing before anything is begun", async () => {
    const [unknown, template] = [
      await reconcile("--project", "campus-energi", "--sandbox"),
      await reconcile(),
    ];
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /did you mean campus-energy\?/);
    assert.equal(template.code, 1);
    assert.match(
      template.stderr,
      /set marvin:templateRepository, OWNER\/NAME, in the stack that owns the repositories/,
    );
    await appendFile(
      checkout.path("Pulumi.dev.yaml"),
      "  marvin:templateRepository: example-university/template\n",
    );
    const token = await reconcile();
    assert.equal(token.code, 1);
    assert.match(token.stderr, /GITHUB_TOKEN is not set/);
    assert.doesNotMatch(token.stderr, /\n {4}at /);
    await writeFile(checkout.path("projects", "broken.yaml"), "name: broken\n");
    const broken = await reconcile("--sandbox");
    assert.equal(broken.code, 1);
    assert.match(broken.stderr, /projects\/broken\.yaml:[^]*nothing was begun: mend these first/);
  });
});
