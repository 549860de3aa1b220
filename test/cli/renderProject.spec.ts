import assert from "node:assert/strict";
import { access, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { load } from "js-yaml";
import { Checkout } from "./checkout";

interface Jobs {
  readonly [key: string]: {
    readonly tasks: readonly {
      readonly task_key: string;
      readonly depends_on?: unknown;
      readonly notebook_task: { readonly notebook_path: string };
    }[];
  };
}

/** The tasks of each workflow, wherever they run. */
function flows(jobs: Jobs) {
  return Object.fromEntries(
    Object.entries(jobs).map(([key, { tasks }]) => [
      key,
      tasks.map(({ task_key, depends_on, notebook_task: { notebook_path } }) => ({
        task_key,
        depends_on,
        notebook: notebook_path.replace(/\.py$/, ""),
      })),
    ]),
  );
}

describe("marvin render", function () {
  // Copier is installed once, from its lock.
  this.timeout(180_000);
  let checkout: Checkout;
  before(async () => {
    checkout = await Checkout.make();
  });
  after(() => checkout.remove());

  const render = (...args: string[]) => checkout.run(["render", ...args]);

  it("renders the repository that a project gets, with the manifest's answers and nothing asked", async () => {
    const { code, stdout, stderr } = await render("student-churn", "--out", "look");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /student-churn is rendered in look, as training\. Begin with look\/README\.md\./);
    const answers = await readFile(checkout.path("look", ".copier-answers.yml"), "utf8");
    assert.match(answers, /^project_name: student-churn$/m);
    assert.match(answers, /^catalog_prod: ml_prod$/m);
    assert.match(answers, /^organization: example-university$/m);
    const base = await readFile(checkout.path("look", "conf", "base.yml"), "utf8");
    assert.match(base, /^project: "student-churn"$/m);
    await access(checkout.path("look", "src", "marvin", "__init__.py"));
  });

  it("renders for what `marvin init` begins with the notebooks that its workflows name", async () => {
    const given = ["--owner=a", "--contact=a@example.edu", "--description=Begins.", "--schedule=none"];
    const kinds = ["training", "scoring", "pipeline"];
    for (const kind of kinds) {
      const { code, stderr } = await checkout.run(["init", `begins-${kind}`, `--kind=${kind}`, ...given]);
      assert.equal(code, 0, stderr);
      const rendered = await render(`begins-${kind}`, "--out", kind);
      assert.equal(rendered.code, 0, rendered.stderr);
      const manifest = load(await readFile(checkout.path("projects", `begins-${kind}.yaml`), "utf8"));
      const bundle = load(await readFile(checkout.path(kind, "databricks.yml"), "utf8"));
      const declared = flows((manifest as { workflows: Jobs }).workflows);
      assert.deepEqual(declared, flows((bundle as { resources: { jobs: Jobs } }).resources.jobs));
      for (const notebook of Object.values(declared).flatMap((steps) =>
        steps.map(({ notebook }) => notebook),
      ))
        await access(checkout.path(kind, `${notebook}.py`));
    }
  });

  it("takes whatever a manifest may say", async () => {
    const description = "🎓".repeat(175);
    await writeFile(
      checkout.path("projects", "statistics.yaml"),
      `name: statistics\ndescription: ${description}\nowner: data-science\ncontact: statistics@example.edu\n`,
    );
    const { code, stderr } = await render("statistics", "--out", "statistics");
    assert.equal(code, 0, stderr);
    const pyproject = await readFile(checkout.path("statistics", "pyproject.toml"), "utf8");
    assert.ok(pyproject.includes(`description = "${description}"`));
    // A package of that name would hide Python's own.
    await access(checkout.path("statistics", "src", "statistics_project", "__init__.py"));
  });

  it("says what the template refuses and why, and no more of Copier", async () => {
    const copier = checkout.path("template", "copier.yml");
    const questions = await readFile(copier, "utf8");
    await writeFile(copier, questions.replace("description | length > 350", "description | length > 3"));
    const { code, stderr } = await render("student-churn", "--out", "refused");
    await writeFile(copier, questions);
    assert.notEqual(code, 0);
    assert.match(
      stderr,
      /student-churn is not rendered: the template refuses `description`: must be one line of at most 350 characters/,
    );
    assert.doesNotMatch(stderr, /File "|Error:|line \d|exit code/);
  });

  it("writes nothing over what is there", async () => {
    await mkdir(checkout.path("full"));
    await writeFile(checkout.path("full", "mine.txt"), "mine");
    const { code, stderr } = await render("student-churn", "--out", "full");
    assert.equal(code, 2);
    assert.match(stderr, /--out full is not empty: name a folder that is, or a new one/);
    assert.deepEqual(await readdir(checkout.path("full")), ["mine.txt"]);
  });

  it("says which project was meant, and what its manifest's faults are", async () => {
    const unknown = await render("student-chrn", "--out", "look2");
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /there is no project student-chrn: did you mean student-churn\?/);
    await writeFile(checkout.path("projects", "broken.yaml"), "name: broken\n");
    const broken = await render("broken", "--out", "look2");
    assert.notEqual(broken.code, 0);
    assert.match(broken.stderr, /projects\/broken\.yaml:.*description/);
    assert.match(broken.stderr, /broken is not rendered: mend these first\./);
    await assert.rejects(access(checkout.path("look2")));
  });
});
