import assert from "node:assert/strict";
import { changes, LocalCloud } from "./localCloud";

const manifest = (data: string, more = "") => `name: churn
description: A project of the test of data.
owner: data-platform
contact: churn@example.edu
data:
${data.replace(/^/gm, "  ")}
${more}`;

const STORED = `external_locations: { landing: { noncurrent_days: 30 } }
schemas: { raw: { tags: { layer: raw }, volumes: { exports: { external_location: landing } } } }`;

describe("a project's data on the engine", () => {
  let cloud: LocalCloud;
  beforeEach(() => {
    cloud = new LocalCloud({ churn: manifest(STORED) });
    cloud.configure("dev", "marvin:protect: [repository]", "marvin:protect: []");
  });
  afterEach(() => cloud.dispose());

  it("lies in a catalog that the stack owns and is shared outside: made in order, clean, destroyed", async () => {
    cloud.configure(
      "dev",
      "marvin:catalog: ml_dev",
      'marvin:catalog: ml_dev\n  marvin:ownsCatalog: true\n  marvin:catalogWorkspaces: { "1000000000000009": read }\n  marvin:catalogUsers: [everybody]\n  marvin:ownsRecipients: true\n  marvin:shareRecipients: { city: "aws:eu-central-1:0f3c1d2e-5a6b-4c7d-8e9f-0a1b2c3d4e5f" }',
    );
    cloud.write(
      "churn",
      manifest(
        "schemas: { raw: {} }\nshares: { open: { recipients: [city], schemas: [raw], tables: [visits] } }",
      ),
    );
    // What does not wait for the catalog would now be there before it.
    await cloud.start({ calls: [{ on: "create", type: "*:Catalog", delayMs: 2000 }] });
    const made = changes(await cloud.up("dev"));
    assert.deepEqual(
      made.filter((one) => one.includes("catalog:ml_dev")),
      [
        "create databricks:Catalog catalog:ml_dev",
        "create databricks:Grant catalog:ml_dev/users/everybody",
        "create databricks:WorkspaceBinding catalog:ml_dev/workspaces/1000000000000009",
        "create marvin:Catalog catalog:ml_dev",
      ],
    );
    for (const shared of [
      "create databricks:Recipient platform:recipients/city",
      "create databricks:Share churn/shares/open",
      "create databricks:Grant churn/shares/open/recipients/city",
    ]) {
      assert.ok(made.includes(shared), shared);
    }
    assert.deepEqual(changes(await cloud.preview("dev")), []);
    await cloud.destroy("dev");
    assert.ok(!cloud.world().includes("Catalog"));
  });

  it("has storage of its own: made in the right order, clean, changed in one place, destroyed", async () => {
    const planned = changes(await cloud.preview("dev"));
    assert.ok(planned.includes("create databricks:ExternalLocation churn/storage/landing"));
    assert.ok(planned.includes("create aws:Bucket churn/storage/landing/bucket"));
    assert.ok(planned.includes("create pulumi:aws aws"));
    await cloud.up("dev");
    await cloud.refresh("dev");
    assert.deepEqual(changes(await cloud.preview("dev")), []);

    cloud.write("churn", manifest(STORED.replace("30", "60")));
    assert.deepEqual(changes(await cloud.up("dev")), [
      "update aws:BucketLifecycleConfiguration churn/storage/landing/bucket/lifecycle",
    ]);
    cloud.write("churn", manifest(STORED.replace("noncurrent_days: 30", "read_only: true")));
    assert.deepEqual(changes(await cloud.up("dev")), [
      "update aws:BucketLifecycleConfiguration churn/storage/landing/bucket/lifecycle",
      "update aws:RolePolicy churn/storage/landing/credential/role-policy",
      "update databricks:ExternalLocation churn/storage/landing",
      "update databricks:Grant churn/storage/landing/grants/principal",
      "update databricks:StorageCredential churn/storage/landing/credential",
    ]);

    cloud.write("churn", manifest(STORED.replace("layer: raw", "layer: landing")));
    assert.ok(
      changes(await cloud.up("dev")).includes(
        "update databricks:EntityTagAssignment churn/schemas/raw/tags/layer",
      ),
    );

    await cloud.destroy("dev");
    assert.deepEqual(await cloud.state("dev"), []);
    const left = cloud.world();
    assert.ok(!left.includes("Bucket") && !left.includes("ExternalLocation"), left.join());
  });
});
