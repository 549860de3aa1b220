import assert from "node:assert/strict";
import { changes, LocalCloud } from "./localCloud";

const manifest = (
  name: string,
  head = "",
  workflow = "train",
  experiment = "first",
  more = "",
) => `name: ${name}
${head}description: A project of the test of renames.
owner: data-science
contact: churn@example.edu
releases: { dev: main }
data: { volumes: { landing: {} }, schemas: ${experiment === "first" ? "{ raw: {} }" : "{ bronze: { formerly: [raw] } }"}, external_locations: { files: {} } }
models: { churn: {} }
groups: { churn-builders: {} }
secret_scopes: { churn: {} }
serving:
  risk: { config: { served_entities: [{ name: now, entity_name: churn, entity_version: "1" }] } }
experiments:
  ${experiment}:${experiment === "first" ? " {}" : " { formerly: [first] }"}
workflows:
  ${workflow}:
${more}    tasks: [{ task_key: fit, notebook_task: { notebook_path: notebooks/fit } }]
`;

describe("renames on the engine", () => {
  let cloud: LocalCloud;
  before(() => {
    cloud = new LocalCloud({ churn: manifest("churn") });
    cloud.configure(
      "dev",
      "marvin:protect: [repository]",
      "marvin:protect: [repository, schema, volume, bucket, experiment, model, secrets]",
    );
  });
  after(() => cloud.dispose());

  const ids = async () =>
    (await cloud.state("dev"))
      .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
      .map(({ type, id }) => `${type} ${id}`)
      .sort();
  const gone = (steps: readonly string[]) => steps.filter((one) => !one.startsWith("update "));

  it("keep what a workflow and an experiment were", async () => {
    await cloud.up("dev");
    const before = await ids();
    cloud.write("churn", manifest("churn", "", "fit", "second", "    formerly: [train]\n"));
    const planned = changes(await cloud.preview("dev"));
    assert.deepEqual(gone(planned), []);
    assert.ok(planned.includes("update databricks:Job churn/workflows/fit"), planned.join("\n"));
    assert.ok(
      planned.includes("update databricks:MlflowExperiment churn/experiments/second"),
      planned.join("\n"),
    );
    await cloud.up("dev");
    assert.deepEqual(await ids(), before);
    assert.deepEqual(changes(await cloud.preview("dev")), []);
  });

  it("keep all that a project has, under the name that it was made under", async () => {
    const before = await ids();
    cloud.remove("churn");
    cloud.write(
      "attrition",
      manifest("attrition", "formerly: [churn]\n", "fit", "second", "    formerly: [train]\n"),
    );
    const planned = changes(await cloud.preview("dev"));
    assert.deepEqual(gone(planned), []);
    assert.ok(planned.includes("update github:Repository attrition/repository"), planned.join("\n"));
    await cloud.up("dev");
    const kept = (all: readonly string[]) =>
      all.filter((one) => one.startsWith("databricks:") || one.startsWith("aws:"));
    assert.deepEqual(kept(await ids()), kept(before));
    await cloud.refresh("dev");
    assert.deepEqual(changes(await cloud.preview("dev")), []);
  });

  it("go on from there, and a second time", async () => {
    const before = (await ids()).length;
    cloud.remove("attrition");
    cloud.write(
      "leavers",
      manifest(
        "leavers",
        "formerly: [churn, attrition]\n",
        "score",
        "second",
        "    formerly: [train, fit]\n",
      ),
    );
    const planned = changes(await cloud.preview("dev"));
    assert.deepEqual(gone(planned), []);
    await cloud.up("dev");
    assert.equal((await ids()).length, before);
    assert.deepEqual(changes(await cloud.preview("dev")), []);
  });

  it("need the former names of workflows and experiments no longer", async () => {
    const named = manifest("leavers", "formerly: [churn, attrition]\n", "score", "second");
    cloud.write("leavers", named.replace(" { formerly: [first] }", " {}"));
    assert.deepEqual(changes(await cloud.preview("dev")), []);
  });
});
