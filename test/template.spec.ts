import assert from "node:assert/strict";
import { runtimeOf } from "./template";

describe("the template's tests", () => {
  it("run on the newest runtime, or on the one that is named", () => {
    assert.equal(runtimeOf({}), "runtime-18");
    assert.equal(runtimeOf({ MARVIN_RUNTIME: "" }), "runtime-18");
    assert.equal(runtimeOf({ MARVIN_RUNTIME: "runtime-17" }), "runtime-17");
    assert.throws(() => runtimeOf({ MARVIN_RUNTIME: "18" }), /must be one of runtime-18, runtime-17/);
  });
});
