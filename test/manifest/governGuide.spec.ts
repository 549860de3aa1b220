import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { parseSettings } from "../../config/settings";
import { faultsIn, MINIMAL } from "./manifests";

const guide = readFileSync(join(__dirname, "../../docs/guides/govern-repositories.md"), "utf8");
const blocks = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text!);

const STACK = {
  environment: "dev",
  githubOrganization: "example-university",
  githubOrganizationId: "1234567",
  databricksHost: "https://dev.cloud.databricks.com",
  databricksWorkspaceId: "1000000000000001",
  databricksAccountId: "0f3c1d2e-5a6b-4c7d-8e9f-0a1b2c3d4e5f",
  databricksDeployer: "servicePrincipals/7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c01",
  catalog: "ml_dev",
};

describe("docs/guides/govern-repositories.md", () => {
  const ofStacks = blocks.filter((text) => text.startsWith("marvin:"));
  const ofManifests = blocks.filter((text) => !text.startsWith("marvin:"));

  it("shows parts of manifests without faults", () => {
    assert.ok(ofManifests.length >= 8);
    for (const text of ofManifests) assert.deepEqual(faultsIn(MINIMAL + text), [], text);
  });

  it("shows configurations that a stack takes", () => {
    assert.equal(ofStacks.length, 2);
    for (const text of ofStacks) {
      const keys = Object.entries(load(text) as Record<string, unknown>).map(
        ([key, value]) => [key.replace(/^marvin:/, ""), JSON.stringify(value)] as const,
      );
      assert.equal(parseSettings({ ...STACK, ...Object.fromEntries(keys) }, "dev").managesOrganization, true);
    }
  });
});
