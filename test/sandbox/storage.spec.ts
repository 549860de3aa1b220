import assert from "node:assert/strict";
import { UNKNOWN } from "../../sandbox/value";
import { inWorkspace, type Client } from "./client";

const credential = "databricks:index/storageCredential:StorageCredential";
const location = "databricks:index/externalLocation:ExternalLocation";
const volume = "databricks:index/volume:Volume";
const schema = "databricks:index/schema:Schema";

const awsIamRole = { roleArn: "arn:aws:iam::123456789012:role/files" };

describe("storage of Unity Catalog in the local cloud", () => {
  const cloud = inWorkspace();

  // prettier-ignore
  const refused: [what: string, type: string, inputs: Parameters<Client["check"]>[1], reason: RegExp][] = [
    ["a credential with a period", credential, { name: "a.b", awsIamRole }, /^name: is "a\.b"/],
    ["a role by its name", credential, { name: "a", awsIamRole: { roleArn: "files" } }, /^awsIamRole\.roleArn: is "files"/],
    ["an unknown isolation", credential, { name: "a", awsIamRole, isolationMode: "ISOLATED" }, /^isolationMode: is "ISOLATED"/],
    ["two clouds", credential, { name: "a", awsIamRole, azureManagedIdentity: { accessConnectorId: "x" } }, /has awsIamRole and azureManagedIdentity/],
    ["a location without an address", location, { name: "a", credentialName: "a" }, /^url: is required/],
    ["a location on disk", location, { name: "a", credentialName: "a", url: "/mnt/files" }, /^url: is "\/mnt\/files"/],
    ["a location with a wildcard", location, { name: "a", credentialName: "a", url: "s3://files/*" }, /^url: is/],
  ];
  for (const [what, type, inputs, reason] of refused) {
    it(`refuses ${what}`, () => cloud.workspace.refuses(type, inputs, reason));
  }

  it("tells a credential's external id once it is made", async () => {
    const planned = await cloud.workspace.preview(credential, "c", { name: "a", awsIamRole });
    assert.deepEqual(planned["awsIamRole"], {
      ...awsIamRole,
      externalId: UNKNOWN,
      unityCatalogIamArn: UNKNOWN,
    });
    const { outputs, id } = await cloud.workspace.create(credential, "c", { name: "a", awsIamRole });
    const { externalId } = outputs["awsIamRole"] as { externalId: string };
    assert.match(externalId, /^[0-9a-f-]{36}$/);
    const updated = await cloud.workspace.update(
      credential,
      "c",
      id,
      { name: "a", awsIamRole, comment: "x" },
      true,
    );
    assert.equal((updated["awsIamRole"] as { externalId: string }).externalId, externalId);
  });

  it("takes no two locations that lie in each other, and any number of neighbours", async () => {
    const at = (name: string, url: string) => ({ name, url, credentialName: "platform" });
    await cloud.workspace.create(location, "a", at("a", "s3://files/in"));
    await cloud.workspace.create(location, "b", at("b", "s3://files/out/"));
    await cloud.workspace.create(location, "c", at("c", "s3://files/inbox"));
    for (const url of ["s3://files", "s3://files/in/2026", "s3://files/out"]) {
      await assert.rejects(cloud.workspace.create(location, "d", at("d", url)), /LOCATION_OVERLAP/, url);
    }
    await assert.rejects(cloud.workspace.create(location, "e", at("a", "s3://other")), /ALREADY_EXISTS/);
  });

  it("keeps external volumes inside a location and outside each other", async () => {
    await cloud.workspace.create(schema, "s", { catalogName: "main", name: "churn" });
    const external = (name: string, storageLocation: string) => ({
      catalogName: "main",
      schemaName: "churn",
      name,
      volumeType: "EXTERNAL",
      storageLocation,
    });
    await assert.rejects(
      cloud.workspace.create(volume, "v", external("v", "s3://files/v")),
      /EXTERNAL_LOCATION_DOES_NOT_EXIST/,
    );
    const inputs = { name: "a", url: "s3://files", credentialName: "platform" };
    const { id } = await cloud.workspace.create(location, "l", inputs);
    await cloud.workspace.create(volume, "v", external("v", "s3://files/v"));
    await assert.rejects(
      cloud.workspace.create(volume, "w", external("w", "s3://files/v/w")),
      /400 LOCATION_OVERLAP.*volumes/,
    );
    await assert.rejects(cloud.workspace.remove(location, "l", id), /INVALID_STATE.*volume main\.churn\.v/);
  });

  it("keeps a credential that opens a location", async () => {
    const { id } = await cloud.workspace.create(credential, "c", { name: "a", awsIamRole });
    await cloud.workspace.create(location, "l", { name: "a", url: "s3://files", credentialName: "a" });
    await assert.rejects(cloud.workspace.remove(credential, "c", id), /INVALID_STATE.*externalLocation a/);
  });

  const tag = "databricks:index/entityTagAssignment:EntityTagAssignment";
  const onSchema = (tagKey: string, tagValue = "x") => ({
    entityType: "schemas",
    entityName: "main.churn",
    tagKey,
    tagValue,
  });

  // prettier-ignore
  const badTags: [what: string, inputs: Parameters<Client["check"]>[1], reason: RegExp][] = [
    ["a tag on a job", { ...onSchema("a"), entityType: "jobs" }, /^entityType: is "jobs"/],
    ["a tag with a hyphen", onSchema("cost-center"), /^tagKey: is "cost-center".*object.*tags/],
    ["a tag with a period", onSchema("cost.center"), /^tagKey/],
    ["a tag of 1,001 characters", onSchema("a", "x".repeat(1001)), /^tagValue: has 1001 characters/],
  ];
  for (const [what, inputs, reason] of badTags) {
    it(`refuses ${what}`, async () => {
      assert.match((await cloud.workspace.check(tag, inputs)).join("\n"), reason);
    });
  }

  it("tags a schema that is there, at most 50 times, each key once", async () => {
    await assert.rejects(
      cloud.workspace.create(tag, "t", onSchema("a")),
      /404 schema main\.churn does not exist/,
    );
    const made = await cloud.workspace.create(schema, "s", { catalogName: "main", name: "churn" });
    for (let i = 0; i < 50; i++) await cloud.workspace.create(tag, `t${i}`, onSchema(`k${i}`));
    await assert.rejects(
      cloud.workspace.create(tag, "u", onSchema("k1")),
      /only one resource may manage tag k1/,
    );
    await assert.rejects(cloud.workspace.create(tag, "v", onSchema("k50")), /has 50 tags already/);
    await cloud.workspace.remove(schema, "s", made.id);
  });

  const catalog = "databricks:index/catalog:Catalog";
  const binding = "databricks:index/workspaceBinding:WorkspaceBinding";

  // prettier-ignore
  const badBindings: [what: string, type: string, inputs: Parameters<Client["check"]>[1], reason: RegExp][] = [
    ["a catalog with a period", catalog, { name: "a.b" }, /^name: is "a\.b"/],
    ["a catalog that is closed", catalog, { name: "a", isolationMode: "CLOSED" }, /^isolationMode: is "CLOSED"/],
    ["a type in another spelling", binding, { securableName: "a", securableType: "externalLocation", workspaceId: "1" }, /^securableType: is "externalLocation"/],
    ["a location that is only read", binding, { securableName: "a", securableType: "external_location", workspaceId: "1", bindingType: "BINDING_TYPE_READ_ONLY" }, /^bindingType: is read-only/],
    ["a workspace by name", binding, { securableName: "a", workspaceId: "dev" }, /^workspaceId: is "dev"/],
    ["a binding of nothing", binding, { workspaceId: "1" }, /has none of catalogName, securableName/],
  ];
  for (const [what, type, inputs, reason] of badBindings) {
    it(`refuses ${what}`, async () => {
      assert.match((await cloud.workspace.check(type, inputs)).join("\n"), reason);
    });
  }

  it("binds workspaces to isolated catalogs alone, and keeps a catalog that has schemas", async () => {
    const made = await cloud.workspace.create(catalog, "c", { name: "main" });
    const inputs = { securableName: "main", workspaceId: "77" };
    await assert.rejects(cloud.workspace.create(binding, "b", inputs), /open to all workspaces/);
    await cloud.workspace.update(catalog, "c", made.id, { name: "main", isolationMode: "ISOLATED" });
    assert.equal((await cloud.workspace.create(binding, "b", inputs)).id, "77|catalog|main");
    await cloud.workspace.create(schema, "s", { catalogName: "main", name: "churn" });
    await assert.rejects(cloud.workspace.remove(catalog, "c", made.id), /not empty: schema main\.churn/);
  });
});
