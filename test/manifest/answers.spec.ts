import assert from "node:assert/strict";
import { answersFor, type Answers } from "../../manifest/answers";
import { templateKind } from "../../manifest/rules/template";
import { check, MINIMAL } from "./manifests";

function projectOf(more: string) {
  const [project] = check({ "projects/churn.yaml": `${MINIMAL}${more}` }).projects;
  assert.ok(project, "the manifest has faults");
  return project.environments;
}

const PLACES = {
  dev: {
    organization: "example-university",
    catalog: "ml_dev",
    host: "https://dev.cloud.databricks.com",
  },
  prod: { catalog: "ml_prod" },
};

function answers(more: string, places: Parameters<typeof answersFor>[1] = {}): Answers {
  return answersFor(projectOf(more), places);
}

describe("answers to the template's questions", () => {
  it("come from the project, its parts and its stacks", () => {
    assert.deepEqual(
      answers(
        `models: { churn: {} }
experiments: { trials: {} }
template: { framework: xgboost }
workflows:
  fit: { tasks: [{ task_key: a, notebook_task: { notebook_path: notebooks/a } }] }
serving:
  risk:
    config: { served_entities: [{ name: current, entity_name: churn }] }
environments:
  prod:
    serving: { risk: { config: { served_entities: [{ name: current, entity_version: "3" }] } } }
`,
        PLACES,
      ),
      {
        project_name: "churn",
        description: "Predicts churn.",
        owner: "data-science",
        contact: "churn@example.edu",
        kind: "training",
        framework: "xgboost",
        serving: true,
        schema_name: "churn",
        model_name: "churn",
        experiment_name: "trials",
        stage_workflows: ["fit"],
        organization: "example-university",
        catalog_dev: "ml_dev",
        host_dev: "https://dev.cloud.databricks.com",
        catalog_prod: "ml_prod",
      },
    );
  });

  it("leave to the template what neither says", () => {
    const {
      model_name: model,
      framework,
      serving,
      experiment_name: experiment,
      catalog_dev: catalog,
    } = answers("");
    assert.deepEqual([model, framework, serving, experiment, catalog], Array(5).fill(undefined));
  });

  it("name another's model for what scores with it", () => {
    const found = answers("data: { reads: { models: [ml_shared.risk.churn] } }\n");
    assert.deepEqual(
      [found["kind"], found["model_name"], found["framework"]],
      ["scoring", "ml_shared.risk.churn", undefined],
    );
  });

  it("are no others than `copier.yml` asks", async () => {
    const { readFile } = await import("node:fs/promises");
    const { load } = await import("js-yaml");
    const { TEMPLATE } = await import("../../cli/template/template.js");
    const questions = Object.keys(load(await readFile(`${TEMPLATE}/copier.yml`, "utf8")) as object);
    const all = answers("models: { churn: {} }\nexperiments: { trials: {} }\n", PLACES);
    assert.deepEqual(
      Object.keys(all).filter((question) => !questions.includes(question)),
      [],
    );
  });
});

describe("the kind of a project's template", () => {
  const kind = (more: string) => templateKind(projectOf(more).dev);

  it("is what the manifest says, or what its parts show", () => {
    assert.equal(kind(""), "pipeline");
    assert.equal(kind("models: { churn: {} }\n"), "training");
    assert.equal(kind("data: { reads: { models: [ml_shared.risk.churn] } }\n"), "scoring");
    assert.equal(kind("models: { churn: {} }\ntemplate: { kind: pipeline }\n"), "pipeline");
  });
});
