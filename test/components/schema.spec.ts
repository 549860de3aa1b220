import assert from "node:assert/strict";
import { Schema, type SchemaArgs } from "../../components/schema";
import { declare, granteesWith, PRINCIPAL, settingsWith, valueOf } from "./declare";

const TAGS = {
  commit: "c0ffee",
  project: "churn",
  owner: "student-success",
  environment: "dev",
  managed_by: "marvin",
};
const READ = ["EXECUTE", "READ_VOLUME", "SELECT", "USE_SCHEMA"];
const WRITE = [
  "CREATE_FUNCTION",
  "CREATE_TABLE",
  "EXECUTE",
  "MODIFY",
  "READ_VOLUME",
  "SELECT",
  "USE_SCHEMA",
  "WRITE_VOLUME",
];
const MEMBERS = [
  { group: "owners", role: "owners" },
  { group: "builders", role: "contributors" },
  { group: "deans", role: "readers" },
] as const;

const declareWith = (changes: Partial<SchemaArgs>, peopleMayWrite = false) =>
  declare(
    () =>
      new Schema("churn/schema", {
        schema: "churn",
        volumes: {},
        locations: {},
        catalogTags: {},
        tags: TAGS,
        grantees: granteesWith({ members: MEMBERS, peopleMayWrite }),
        settings: settingsWith(),
        ...changes,
      }),
  );

describe("Schema", () => {
  it("declares the schema with the project's tags as properties", async () => {
    const { program, result } = await declareWith({ comment: "Features." });
    assert.deepEqual(program.inputs("databricks:Schema", "churn/schema"), {
      catalogName: "ml_dev",
      name: "churn",
      comment: "Features.",
      properties: TAGS,
    });
    assert.equal(await valueOf(result.fullName), "ml_dev.churn");
  });

  it("declares managed volumes by name", async () => {
    const { program } = await declareWith({
      volumes: { landing: { comment: "Exports.", tags: {} }, models: { tags: {} } },
    });
    assert.deepEqual(program.inputs("databricks:Volume", "churn/schema/volumes/landing"), {
      catalogName: "ml_dev",
      schemaName: "churn",
      name: "landing",
      volumeType: "MANAGED",
      comment: "Exports.",
    });
    assert.equal(program.ofType("databricks:Volume").length, 2);
  });

  it("grants by principal, for other projects grant on the same schema", async () => {
    const { program } = await declareWith({});
    assert.deepEqual(program.inputs("databricks:Grant", "churn/schema/grants/principal"), {
      schema: "ml_dev.churn",
      principal: PRINCIPAL,
      privileges: WRITE,
    });
    assert.deepEqual(program.ofType("databricks:Grants"), []);
  });

  for (const { peopleMayWrite, group, privileges } of [
    { peopleMayWrite: false, group: "owners", privileges: READ },
    { peopleMayWrite: false, group: "builders", privileges: READ },
    { peopleMayWrite: false, group: "deans", privileges: READ },
    { peopleMayWrite: true, group: "owners", privileges: WRITE },
    { peopleMayWrite: true, group: "builders", privileges: WRITE },
    { peopleMayWrite: true, group: "deans", privileges: READ },
  ]) {
    it(`lets ${group} ${privileges === READ ? "read" : "write"} where people may ${peopleMayWrite ? "" : "not "}write`, async () => {
      const { program } = await declareWith({}, peopleMayWrite);
      assert.deepEqual(program.inputs("databricks:Grant", `churn/schema/grants/groups/${group}`), {
        schema: "ml_dev.churn",
        principal: group,
        privileges,
      });
    });
  }

  it("gives groups what access.grants says of this schema alone", async () => {
    const none = { tables: {}, volumes: {}, functions: {}, models: {} };
    const given = {
      analysts: { ...none, schema: ["read"], schemas: {} },
      engineers: { ...none, schemas: { raw: ["MODIFY"] } },
    };
    const grantees = granteesWith({ given, peopleMayWrite: true });
    const groups = async (key?: string) => {
      const { program } = await declareWith({ grantees, key });
      return Object.fromEntries(
        program
          .ofType("databricks:Grant")
          .filter(({ name }) => name.includes("/groups/"))
          .map(({ inputs }) => [String(inputs["principal"]), inputs["privileges"]]),
      );
    };
    assert.deepEqual(await groups(), { analysts: READ, engineers: ["USE_SCHEMA"] });
    assert.deepEqual(await groups("raw"), { engineers: ["MODIFY", "USE_SCHEMA"] });
  });

  it("tags the schema and its volumes in Unity Catalog, where the stack does", async () => {
    const volumes = { landing: { tags: { "pii.kind": "names", checked: "" } } };
    const { program } = await declareWith({ volumes, catalogTags: { cost_center: "4711" } });
    const tag = (name: string) => program.inputs("databricks:EntityTagAssignment", `churn/schema/${name}`);
    assert.deepEqual(tag("tags/cost_center"), {
      entityType: "schemas",
      entityName: "ml_dev.churn",
      tagKey: "cost_center",
      tagValue: "4711",
    });
    assert.deepEqual(tag("volumes/landing/tags/pii_kind"), {
      entityType: "volumes",
      entityName: "ml_dev.churn.landing",
      tagKey: "pii_kind",
      tagValue: "names",
    });
    assert.equal("tagValue" in tag("volumes/landing/tags/checked"), false);
    const none = await declareWith({ volumes, settings: settingsWith({ catalogTags: "none" }) });
    assert.deepEqual(none.program.ofType("databricks:EntityTagAssignment"), []);
  });
});
