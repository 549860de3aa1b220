import assert from "node:assert/strict";
import { RunError, runtime } from "@pulumi/pulumi";
import marvin from "../index";
import { declare } from "./components/declare";

describe("the program", () => {
  it("is stopped by a message without frames, which Pulumi would inspect for seconds", async () => {
    runtime.setAllConfig({});
    await assert.rejects(
      declare(() => marvin()),
      (error: Error) => {
        assert.ok(RunError.isInstance(error));
        assert.match(error.message, /marvin:catalog is missing/);
        assert.equal(error.stack, error.message);
        return true;
      },
    );
  });
});
