import assert from "node:assert/strict";
import { join } from "node:path";
import { describe as inWords, ManifestFaults } from "../../manifest/fault";
import { checkFolder } from "../../manifest/load";
import { check, faultsIn, MINIMAL, task, TOP_KEYS } from "./manifests";

const NOTEBOOK = "notebook_task: { notebook_path: notebooks/train }";

/** What a project is when its file says only the least. */
const DEFAULTS = {
  name: "churn",
  description: "Predicts churn.",
  owner: "data-science",
  contact: "churn@example.edu",
  lifecycle: "active",
  tags: {},
  repository: {
    visibility: "private",
    topics: [],
    features: { has_issues: true, has_wiki: false, has_projects: false, has_discussions: false },
    merge: {
      allow_squash_merge: true,
      allow_merge_commit: false,
      allow_rebase_merge: false,
      allow_auto_merge: false,
      allow_update_branch: true,
      delete_branch_on_merge: true,
      squash_merge_commit_title: "PR_TITLE",
      squash_merge_commit_message: "PR_BODY",
      merge_commit_title: "MERGE_MESSAGE",
      merge_commit_message: "PR_TITLE",
    },
    teams: {},
    collaborators: {},
    reviews: 1,
    required_checks: [],
    require_code_owner_review: false,
    required_signatures: false,
    required_linear_history: true,
    required_deployments: [],
    branch_rules: {},
    tag_rules: {},
    actions: { patterns_allowed: [] },
    security: { dependabot_alerts: true, dependabot_security_updates: false },
    labels: {},
    autolinks: {},
    variables: {},
    secrets: {},
    dependabot_secrets: {},
  },
  template: { framework: "sklearn" },
  data: {
    volumes: {},
    schemas: {},
    external_locations: {},
    shares: {},
    reads: {
      projects: [],
      schemas: [],
      tables: [],
      volumes: [],
      functions: [],
      models: [],
      external_locations: [],
    },
  },
  compute: { warehouses: {} },
  workflows: {},
  experiments: {},
  models: {},
  serving: {},
  monitoring: { tables: {} },
  access: { owners: [], contributors: [], readers: [], grants: { groups: {}, projects: {} } },
  deployment: {
    wait_timer: 0,
    reviewers: { teams: [], users: [] },
    prevent_self_review: true,
    branches: [],
    tags: [],
    variables: {},
    secrets: {},
  },
  groups: {},
  secret_scopes: {},
  releases: { dev: "main", stage: "main" },
};

describe("checkManifests", () => {
  it("gives a minimal project its defaults, the same in every environment", () => {
    const { projects, faults } = check({ "projects/churn.yaml": MINIMAL });
    assert.deepEqual(faults, []);
    assert.deepEqual(projects, [
      {
        file: "projects/churn.yaml",
        name: "churn",
        environments: { dev: DEFAULTS, stage: DEFAULTS, prod: DEFAULTS },
      },
    ]);
  });

  it("gives a minimal workflow its defaults", () => {
    const { projects } = check({ "churn.yaml": task(NOTEBOOK) });
    assert.deepEqual(projects[0]?.environments.prod.workflows, {
      train: {
        tags: {},
        parameters: [],
        tasks: [{ task_key: "run", notebook_task: { notebook_path: "notebooks/train", source: "GIT" } }],
        job_clusters: [],
        environments: [],
        max_concurrent_runs: 1,
        queue: { enabled: true },
      },
    });
  });

  it("gives an interactive cluster its defaults", () => {
    const { projects } = check({ "churn.yaml": `${MINIMAL}compute: { interactive: {} }\n` });
    assert.deepEqual(projects[0]?.environments.dev.compute, {
      interactive: { size: "small", autotermination_minutes: 30 },
      warehouses: {},
    });
  });

  it("reports every fault of every file, in reading order", () => {
    const { faults, projects } = check({
      "b.yaml": "name: B\nowner: data science\ndescription: x\ncontact: nobody\nworkflow: {}\n",
      "a.yaml": "name: a\tb: c\n",
      "churn.yaml": MINIMAL,
      "c.yaml": "",
    });
    assert.deepEqual(faults.map(inWords), [
      "a.yaml:1:10 text that holds `: ` must be in quotes, or it is read as another key",
      "b.yaml:1:1 name: is too short: at least 2 characters",
      "b.yaml:1:1 name: must be lower-case letters, digits and single hyphens, beginning with a letter, e.g. `churn-eu`",
      "b.yaml:2:1 owner: must be the team's slug as in its address on GitHub: lower-case letters, digits and hyphens",
      "b.yaml:4:1 contact: must be an e-mail address, e.g. `churn-team@example.edu`",
      "b.yaml:5:1 workflow: unknown key: did you mean `workflows`?",
      "c.yaml:1:1 the file is empty: describe a project, beginning with `name:`",
    ]);
    assert.deepEqual(
      projects.map(({ name }) => name),
      ["churn"],
    );
  });

  it("hears the rules of a job beside a mistyped key elsewhere in it", () => {
    const text = task(
      `retries: 1\n${NOTEBOOK}`,
      "  - task_key: run\n    job_cluster_key: main\n    " + NOTEBOOK,
    );
    assert.deepEqual(faultsIn(text), [
      "9:9 workflows.train.tasks[0].retries: unknown key: did you mean `max_retries`?",
      "11:9 workflows.train.tasks[1].task_key: is used twice in this workflow: give each its own",
      "12:9 workflows.train.tasks[1].job_cluster_key: is not declared in `job_clusters`: add it to the workflow's `job_clusters`",
    ]);
  });

  it("counts columns in the line, also after Windows line ends and wide characters", () => {
    assert.deepEqual(faultsIn(`${MINIMAL.replace("Predicts", "Prédit 🎓")}x: 1\n`.replaceAll("\n", "\r\n")), [
      `5:1 x: unknown key: remove it; this place takes ${TOP_KEYS}`,
    ]);
  });

  it("accepts comments, folded text, quotes and aliases of plain values", () => {
    const text = `# A comment.\n${MINIMAL.replace("Predicts churn.", ">-\n  Predicts\n  churn.")}tags: { a: &a "1", b: *a } # more\n`;
    const { projects, faults } = check({ "churn.yaml": text });
    assert.deepEqual(faults, []);
    assert.equal(projects[0]?.environments.dev.description, "Predicts churn.");
    assert.deepEqual(projects[0]?.environments.dev.tags, { a: "1", b: "1" });
  });

  it("accepts the example projects", async () => {
    const { projects, faults } = await checkFolder(join(__dirname, "../../projects"));
    assert.deepEqual(faults.map(inWords), []);
    assert.deepEqual(
      projects.map(({ name }) => name),
      ["campus-energy", "course-recommender", "library-visits", "student-churn"],
    );
  });

  it("shows at most 1,000 faults of a file, and says that there are more", () => {
    const many = Array.from({ length: 1500 }, (_, index) => `k${index}: 1\n`).join("");
    const { faults } = check({ "churn.yaml": MINIMAL + many });
    assert.equal(faults.length, 1001);
    assert.equal(
      inWords(faults.at(-1)!),
      "churn.yaml:1005:1 the file has 1500 faults: mend the first 1000 and run again",
    );
  });

  it("ManifestFaults reads as the list of faults", () => {
    const fault = { file: "a.yaml", line: 2, column: 3, path: "b", message: "is wrong: mend it" };
    assert.equal(
      new ManifestFaults([fault, { ...fault, path: "" }]).message,
      "a.yaml:2:3 b: is wrong: mend it\na.yaml:2:3 is wrong: mend it",
    );
  });
});
