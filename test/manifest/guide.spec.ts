import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { manifestOf } from "../../cli/init/manifest";
import { describe as inWords } from "../../manifest/fault";
import { check, MINIMAL } from "./manifests";

const guide = readFileSync(join(__dirname, "../../docs/guides/onboard-a-project.md"), "utf8");
const [manifest = "", releases = ""] = [...guide.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text!);

describe("docs/guides/onboard-a-project.md", () => {
  it("shows a manifest without faults, and a release", () => {
    const { faults } = check({ "exam-rooms.yaml": manifest, "churn.yaml": MINIMAL + releases });
    assert.deepEqual(faults.map(inWords), []);
    assert.match(releases, /prod: v1\.0\.0/);
  });

  it("shows what marvin init writes", () => {
    const written = manifestOf({
      name: ["exam-rooms"],
      owner: ["exam-office"],
      contact: ["exam-office@example.edu"],
      description: ["Forecasts how many rooms each exam needs, for the people who book them."],
      kind: ["scoring"],
      schedule: ["daily"],
      "time-zone": ["Europe/Zurich"],
      "owner-group": ["exam-office"],
    });
    assert.equal(manifest, written);
  });

  it("shows a fault as the command words it", () => {
    const { faults } = check({ "projects/exam-rooms.yaml": manifest.replace("owner:", "ownr:") });
    assert.deepEqual(
      faults.map(inWords).filter((line) => guide.includes(line)),
      ["projects/exam-rooms.yaml:5:1 ownr: unknown key: did you mean `owner`?"],
    );
  });
});
