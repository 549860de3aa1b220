import assert from "node:assert/strict";
import { changes, LocalCloud } from "./localCloud";

const manifest = (name: string, more: string) => `name: ${name}
description: A project of the test of access.
owner: data-science
contact: ${name}@example.edu
${more}`;

const GIVER = `access:
  readers: [deans]
  grants:
    groups: { deans: { tables: { visits: [MODIFY] } } }
    projects: { reader-a: { tables: { visits: [read] } } }
`;
const READER = "data: { reads: { schemas: [ml_dev.campus], projects: [giver] } }\n";

describe("access on the engine", () => {
  let cloud: LocalCloud;
  before(() => {
    cloud = new LocalCloud({
      giver: manifest("giver", GIVER),
      "reader-a": manifest("reader-a", READER),
      "reader-b": manifest("reader-b", READER),
    });
    cloud.configure("dev", "marvin:protect: [repository]", "marvin:protect: []\n  marvin:tokenUsers: []");
  });
  after(() => cloud.dispose());

  /** Grants in the stack's state, as `PRINCIPAL on SECURABLE: PRIVILEGES`. */
  const grants = async () =>
    (await cloud.state("dev"))
      .filter(({ type }) => type === "databricks:index/grant:Grant")
      .map(({ inputs = {} }) => {
        const { principal, privileges, __defaults: _none, ...securable } = inputs;
        return `${String(principal)} on ${Object.values(securable).join()}: ${(privileges as string[]).join()}`;
      });

  it("lets two projects read the same schema of others, and each goes without the other's right", async () => {
    await cloud.up("dev");
    await cloud.refresh("dev");
    assert.deepEqual(changes(await cloud.preview("dev")), []);
    const foreign = (await grants()).filter((one) => one.includes(" on ml_dev.campus:"));
    assert.equal(foreign.length, 2, foreign.join("\n"));

    cloud.remove("reader-b");
    const gone = changes(await cloud.up("dev"));
    assert.ok(
      gone.every((one) => one.startsWith("delete ") && one.includes(" reader-b")),
      gone.join("\n"),
    );
    const left = (await grants()).filter((one) => one.includes(" on ml_dev.campus:"));
    assert.ok(left.length === 1 && foreign.includes(left[0] ?? ""), left.join("\n"));
    assert.deepEqual(changes(await cloud.preview("dev")), []);
  });

  it("gives a group with a role and a right, and a reader that is also given to, one grant a table", async () => {
    const all = await grants();
    const pairs = all.map((one) => one.slice(0, one.indexOf(":")));
    assert.equal(new Set(pairs).size, pairs.length, all.join("\n"));
    assert.ok(
      all.some((one) => one.startsWith("deans on ml_dev.giver.visits")),
      all.join("\n"),
    );
  });

  it("makes groups before the projects that name them, once, with their members", async () => {
    await cloud.start({ calls: [{ on: "create", type: "*:Group", delayMs: 1500 }] });
    cloud.write(
      "giver",
      manifest(
        "giver",
        `${GIVER}groups: { planners: { users: [planner@example.edu], groups: [staff] }, staff: {} }\n`,
      ),
    );
    cloud.write(
      "reader-a",
      manifest("reader-a", `${READER}access: { owners: [planners] }\nsecret_scopes: { reader-a: {} }\n`),
    );
    const made = changes(await cloud.up("dev"));
    for (const one of [
      "create databricks:Group giver/groups/planners",
      "create databricks:GroupMember giver/groups/planners/groups/staff",
      "create databricks:PermissionAssignment giver/groups/planners/workspace",
      "create databricks:SecretAcl reader-a/secret-scopes/reader-a/groups/planners",
    ]) {
      assert.ok(made.includes(one), `${one} is not in\n${made.join("\n")}`);
    }
    assert.ok(
      made.every((one) => !one.startsWith("delete") && !one.startsWith("replace")),
      made.join("\n"),
    );
    assert.deepEqual(changes(await cloud.preview("dev")), []);
  });

  it("leaves nothing behind", async () => {
    await cloud.destroy("dev");
    const left = cloud.world();
    for (const type of [
      "Grant",
      "Group",
      "GroupMember",
      "SecretScope",
      "SecretAcl",
      "Permissions",
      "WorkspaceConf",
    ]) {
      assert.ok(!left.includes(type), type);
    }
  });
});
