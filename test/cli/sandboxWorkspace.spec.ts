import assert from "node:assert/strict";
import { withoutCredentials } from "../../cli/sandboxWorkspace";

describe("the local cloud's environment", () => {
  it("holds nothing that opens real accounts, nor a way out", () => {
    const kept = { PATH: "/bin", HOME: "/home/x", LANG: "C", NODE_OPTIONS: "", MARVIN_SANDBOX_FAULTS: "{}" };
    const dropped = {
      GITHUB_TOKEN: "x",
      GH_TOKEN: "x",
      DATABRICKS_CLIENT_SECRET: "x",
      DATABRICKS_HOST: "x",
      AWS_ACCESS_KEY_ID: "x",
      ARM_CLIENT_ID: "x",
      PULUMI_ACCESS_TOKEN: "x",
      PULUMI_BACKEND_URL: "x",
      ACTIONS_ID_TOKEN_REQUEST_URL: "x",
      MY_API_KEY: "x",
      https_proxy: "x",
      NO_PROXY: "x",
    };
    assert.deepEqual(withoutCredentials({ ...kept, ...dropped }), kept);
  });
});
