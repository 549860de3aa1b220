import assert from "node:assert/strict";
import { ownedBy } from "../../../manifest/rules/owned";
import { project } from "../../../manifest/schema/project";

const owned = (changes: object = {}) =>
  ownedBy(
    project.parse({
      name: "churn-eu",
      description: "Predicts churn.",
      owner: "data-science",
      contact: "churn@example.edu",
      ...changes,
    }),
  ).map(({ kind, name }) => `${kind} ${name}`);

describe("what a project owns", () => {
  it("is a schema, named after the project unless it says otherwise", () => {
    assert.deepEqual(owned(), ["schema churn_eu"]);
    assert.deepEqual(owned({ data: { schema: "churn" } }), ["schema churn"]);
  });

  it("is each further schema, named after the main one unless it says otherwise", () => {
    assert.deepEqual(owned({ data: { schemas: { raw: {}, refined: { name: "gold" } } } }), [
      "schema churn_eu",
      "schema churn_eu_raw",
      "schema gold",
    ]);
  });
});
