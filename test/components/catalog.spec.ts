import assert from "node:assert/strict";
import { Catalog } from "../../components/catalog";
import { declare, settingsWith } from "./declare";

const declareWith = (changes: Record<string, string> = {}) =>
  declare(
    () => new Catalog("catalog:ml_dev", { settings: settingsWith({ ownsCatalog: "true", ...changes }) }),
  );

describe("Catalog", () => {
  it("is isolated, and bound to no other workspace unless the stack names one", async () => {
    const { program } = await declareWith();
    assert.deepEqual(program.inputs("databricks:Catalog", "catalog:ml_dev"), {
      name: "ml_dev",
      comment: "Data of all projects in dev, declared by Marvin.",
      isolationMode: "ISOLATED",
    });
    assert.deepEqual(program.ofType("databricks:WorkspaceBinding"), []);
    assert.deepEqual(program.ofType("databricks:Grant"), []);
  });

  it("is bound to other workspaces, and lets groups in", async () => {
    const { program } = await declareWith({
      catalogStorageRoot: "s3://university-managed/dev",
      catalogWorkspaces: '{"77":"read","88":"write"}',
      catalogUsers: '["everybody"]',
    });
    assert.equal(
      program.inputs("databricks:Catalog", "catalog:ml_dev")["storageRoot"],
      "s3://university-managed/dev",
    );
    const binding = (id: string) =>
      program.inputs("databricks:WorkspaceBinding", `catalog:ml_dev/workspaces/${id}`);
    assert.deepEqual(binding("77"), {
      securableType: "catalog",
      securableName: "ml_dev",
      workspaceId: "77",
      bindingType: "BINDING_TYPE_READ_ONLY",
    });
    assert.equal(binding("88")["bindingType"], "BINDING_TYPE_READ_WRITE");
    assert.deepEqual(program.inputs("databricks:Grant", "catalog:ml_dev/users/everybody"), {
      catalog: "ml_dev",
      principal: "everybody",
      privileges: ["USE_CATALOG"],
    });
  });
});
