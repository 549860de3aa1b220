import assert from "node:assert/strict";
import { formatFaults } from "../../cli/faultFormat";

const fault = {
  file: "projects/x.yaml",
  line: 12,
  column: 5,
  path: "workflows.a,b",
  message: "100% wrong:\nmend it",
};

describe("formats of faults", () => {
  it("as text", () => {
    assert.equal(
      formatFaults({ faults: [fault, { ...fault, path: "" }], checked: 3 }, "text"),
      "projects/x.yaml:12:5 workflows.a,b: 100% wrong:\nmend it\nprojects/x.yaml:12:5 100% wrong:\nmend it\n2 faults in 1 file",
    );
    assert.equal(formatFaults({ faults: [], checked: 3 }, "text"), "3 projects, no faults");
    assert.equal(formatFaults({ faults: [], checked: 1 }, "text"), "1 project, no faults");
  });

  it("as annotations, with what GitHub's runner would misread escaped", () => {
    const odd = { ...fault, file: "projects/a:b,c.yaml" };
    assert.equal(
      formatFaults({ faults: [odd], checked: 1 }, "github").split("\n")[0],
      "::error file=projects/a%3Ab%2Cc.yaml,line=12,col=5,title=workflows.a%2Cb::100%25 wrong:%0Amend it",
    );
    assert.match(
      formatFaults({ faults: [{ ...fault, path: "" }], checked: 1 }, "github"),
      /,title=Manifest::/,
    );
  });

  it("as a document", () => {
    assert.deepEqual(JSON.parse(formatFaults({ faults: [fault], checked: 3 }, "json")), {
      version: 1,
      command: "validate",
      ok: false,
      checked: 3,
      faults: [fault],
    });
  });
});
