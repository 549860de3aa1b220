import assert from "node:assert/strict";
import { declareProviders } from "../../config/providers";
import { declare, settingsWith } from "../components/declare";

describe("declareProviders", () => {
  const before = process.env["GITHUB_TOKEN"];
  afterEach(() => {
    if (before === undefined) delete process.env["GITHUB_TOKEN"];
    else process.env["GITHUB_TOKEN"] = before;
  });

  it("keeps the token of the environment out of what is declared, and so out of the state", async () => {
    process.env["GITHUB_TOKEN"] = "a-token-of-this-run";
    const { program } = await declare(() => declareProviders(settingsWith()));
    assert.ok(!JSON.stringify(program.all).includes("a-token-of-this-run"));
  });

  it("declares one provider for GitHub and two for Databricks: the workspace and the account", async () => {
    const { program } = await declare(() => declareProviders(settingsWith()));
    assert.deepEqual(program.inputs("pulumi:github", "github")["owner"], "example-university");
    assert.deepEqual(
      program.inputs("pulumi:databricks", "workspace")["host"],
      "https://dev.cloud.databricks.com",
    );
    const account = program.inputs("pulumi:databricks", "account");
    assert.equal(account["host"], "https://accounts.cloud.databricks.com");
    assert.equal(account["accountId"], "0f3c1d2e-5a6b-4c7d-8e9f-0a1b2c3d4e5f");
  });
});
