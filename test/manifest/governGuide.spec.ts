import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { settingsWith } from "../components/declare";
import { faultsIn, MINIMAL } from "./manifests";

const guide = readFileSync(join(__dirname, "../../docs/guides/govern-repositories.md"), "utf8");
const blocks = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text!);

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
      assert.equal(settingsWith(Object.fromEntries(keys)).managesOrganization, true);
    }
  });
});
