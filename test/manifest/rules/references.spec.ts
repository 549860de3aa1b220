import assert from "node:assert/strict";
import { cutAtReferences, referencesOf } from "../../../manifest/rules/referenceText";
import { inReferenceOrder } from "../../../manifest/rules/references";
import { faultsIn, MINIMAL, task } from "../manifests";

/** The faults of a project whose one notebook gets a parameter. */
const faultsOf = (value: string, more = "") =>
  faultsIn(
    task(
      `notebook_task:\n  notebook_path: notebooks/train\n  base_parameters: { p: ${JSON.stringify(value)} }`,
    ) + more,
  ).map((fault) => fault.replace(/^\S+ \S+: /, ""));

const MORE = `experiments: { training: {} }
models: { ranker: {} }
serving: { rank: { config: { served_entities: [{ name: a, entity_name: ranker }] } } }
data: { volumes: { landing: {} }, schemas: { bronze: {} } }
`;

describe("references between a project's parts", () => {
  for (const value of [
    "${resources.jobs.train.id}",
    "${resources.experiments.training.name}",
    "${resources.registered_models.ranker.full_name}",
    "${resources.schemas.churn.name}.events",
    "${resources.schemas.bronze.full_name}",
    "${resources.volumes.landing.volume_path}/raw",
    "${resources.model_serving_endpoints.rank.name}",
    "${marvin.destinations.oncall}",
    "${bundle.target} of ${ bundle.name } on ${workspace.host}",
    "${marvin.catalog}.${marvin.schema}",
    "{{job.parameters.day}} and {{tasks.a.values.b}}",
    "$${var.kept}",
    "${HOME}",
  ]) {
    it(`know ${value}`, () => {
      const own = value.includes("jobs.train") ? [/in a circle/] : [];
      const faults = faultsOf(value, MORE);
      assert.equal(faults.length, own.length, faults.join("\n"));
      own.forEach((form, index) => assert.match(faults[index]!, form));
    });
  }

  for (const [value, fault] of [
    ["${resources.jobs.trian.id}", "the project has no workflow `trian`: did you mean `train`?"],
    [
      "${resources.job.train.id}",
      "there is no kind `job` in `${resources.KIND.KEY.ATTRIBUTE}`: did you mean `jobs`?",
    ],
    ["${resources.experiments.training.path}", "`path` is not known of experiments: write `.id`, `.name`"],
    [
      "${resources.experiments.training}",
      "the reference lacks what it wants of `training`: add `.id`, `.name`",
    ],
    [
      "${resources.model_serving_endpoints.ranker.name}",
      "the project has no endpoint `ranker`: did you mean `rank`?",
    ],
    ["${resources.volumes.raw.name}", "the project has no volume `raw`: `data.volumes` has landing"],
    ["${bundle.targte}", "there is no reference `${bundle.targte}`: did you mean `${bundle.target}`?"],
    [
      "${workspace.file_path}/x",
      "Marvin copies no files to the workspace, for jobs run from Git: write the path from the repository's root, e.g. `notebooks/train`",
    ],
    [
      "${bundle.git.commit}",
      "what runs is the Git reference of `releases`: remove the value, or write it out",
    ],
  ] as const) {
    it(`refuse ${value}`, () => assert.deepEqual(faultsOf(value, MORE), [fault]));
  }

  it("answer a bundle's variables with what to write instead", () => {
    assert.match(faultsOf("${var.catalog}").join(), /Marvin has no variables: .*\$\{marvin\.catalog\}/);
    assert.match(
      faultsOf("${workspace.current_user.userName}").join(),
      /jobs run as the project's service principal/,
    );
    assert.match(
      faultsOf("${foo.bar}").join(),
      /text that is meant as it stands is written `\$\$\{foo\.bar\}`/,
    );
  });

  it("refuse a place where none is resolved, and keys", () => {
    assert.deepEqual(faultsIn(`${MINIMAL}tags: { cost: "\${bundle.target}" }\n`).slice(0, 1), [
      "5:9 tags.cost: a reference is resolved in `workflows`, `compute`, `entity_name` only: write the value out",
    ]);
    assert.match(
      faultsIn(
        task('notebook_task: { notebook_path: notebooks/a, base_parameters: { "${bundle.target}": x } }'),
      ).join(),
      /a reference can stand in a value, not in a key/,
    );
  });

  it("are found in a text, and cut out of it", () => {
    assert.deepEqual(
      referencesOf("a ${b.c} $${d.e} {{f.g}} ${h}").map(({ name }) => name),
      ["b.c"],
    );
    assert.deepEqual(cutAtReferences("a ${b.c} $${d.e}!"), { literals: ["a ", " ${d.e}!"], names: ["b.c"] });
  });

  it("put a job behind those that it starts", () => {
    const job = (...starts: string[]) => ({
      tasks: starts.map((key) => ({ x: `\${resources.jobs.${key}.id}` })),
    });
    const project = { workflows: { all: job("train", "score"), score: job("train"), train: job() } };
    assert.deepEqual(
      inReferenceOrder(project, ["jobs"]).map(({ key }) => key),
      ["train", "score", "all"],
    );
  });
});
