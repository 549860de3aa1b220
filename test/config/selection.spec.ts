import assert from "node:assert/strict";
import { selectProjects } from "../../config/selection";

const PROJECTS = ["churn", "churn-eu", "recommender"].map((name) => ({ name }));

describe("selectProjects", () => {
  it("takes the projects that one of the patterns matches, in their order", () =>
    assert.deepEqual(
      selectProjects(PROJECTS, ["recommender", "churn-*"]).map(({ name }) => name),
      ["churn-eu", "recommender"],
    ));

  it("lets a pattern wait for projects to come", () =>
    assert.deepEqual(selectProjects(PROJECTS, ["z-*"]), []));

  it("refuses names that no project has", () =>
    assert.throws(
      () => selectProjects(PROJECTS, ["churn", "chrun"]),
      /marvin:projects names chrun, and there is no such project/,
    ));
});
