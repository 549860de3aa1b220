import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { fixedReferences, valueOf } from "./declare";

describe("References", () => {
  const references = () => {
    const made = fixedReferences();
    made.declare("jobs", "train", { id: pulumi.output("4711") });
    return made;
  };

  it("leave what refers to nothing as it is, and escaped ones as text", () => {
    const value = { a: "x", b: [1, true, "{{input}}"], c: "$${bundle.target}", d: undefined };
    assert.deepEqual(references().resolve(value), { ...value, c: "${bundle.target}" });
  });

  it("put known values into a text, wherever it stands", async () => {
    const { a } = references().resolve({ a: ["${marvin.catalog}.${marvin.schema} in ${bundle.target}"] });
    assert.equal(await valueOf(pulumi.output(a[0])), "ml_dev.churn in dev");
  });

  it("depend on what they name", async () => {
    assert.equal(await valueOf(pulumi.output(references().resolve("${resources.jobs.train.id}"))), "4711");
  });

  it("pass outputs through", () => {
    const id = pulumi.output("p");
    assert.equal(references().resolve({ id }).id, id);
  });
});
