import assert from "node:assert/strict";
import { ForeignReads, foreignRights, type Origin } from "../../components/foreignReads";
import { data } from "../../manifest/schema/data";
import { access } from "../../manifest/schema/access";
import { declare, PRINCIPAL } from "./declare";

const reading = (reads: object) => data.parse({ reads }).reads;

const rightsOf = (reads: object, sources: readonly Origin[] = [], makesSchemas = false) =>
  Object.fromEntries(
    foreignRights({ catalog: "ml_dev", makesSchemas, reads: reading(reads), sources }).map(
      ({ securable, name, privileges }) => [`${securable} ${name}`, privileges],
    ),
  );

const given = (what: object) =>
  access.parse({ grants: { projects: { churn: what } } }).grants.projects["churn"];

describe("ForeignReads", () => {
  it("gives the own catalog alone where nothing is read", () => {
    assert.deepEqual(rightsOf({}), { "catalog ml_dev": ["USE_CATALOG"] });
  });

  it("lets the principal make schemas in the own catalog alone, in the grant that opens it", () => {
    assert.deepEqual(rightsOf({ schemas: ["finance.fees"] }, [], true), {
      "catalog ml_dev": ["CREATE_SCHEMA", "USE_CATALOG"],
      "catalog finance": ["USE_CATALOG"],
      "schema finance.fees": ["READ_VOLUME", "SELECT", "USE_SCHEMA"],
    });
  });

  it("completes names with the environment's catalog", () => {
    assert.deepEqual(rightsOf({ schemas: ["register"], tables: ["fees.payments"] }), {
      "catalog ml_dev": ["USE_CATALOG"],
      "schema ml_dev.register": ["READ_VOLUME", "SELECT", "USE_SCHEMA"],
      "schema ml_dev.fees": ["USE_SCHEMA"],
      "table ml_dev.fees.payments": ["SELECT"],
    });
  });

  it("reads single objects of every kind", () => {
    const reads = {
      volumes: ["fees.scans"],
      functions: ["fees.to_francs"],
      models: ["risk.credit.score"],
      external_locations: ["bank-files"],
    };
    assert.deepEqual(rightsOf(reads), {
      "catalog ml_dev": ["USE_CATALOG"],
      "schema ml_dev.fees": ["USE_SCHEMA"],
      "volume ml_dev.fees.scans": ["READ_VOLUME"],
      "function ml_dev.fees.to_francs": ["EXECUTE"],
      "catalog risk": ["USE_CATALOG"],
      "schema risk.credit": ["USE_SCHEMA"],
      "model risk.credit.score": ["EXECUTE"],
      "externalLocation bank-files": ["READ_FILES"],
    });
  });

  it("asks once for each object, with all that is needed there", () => {
    assert.deepEqual(
      rightsOf({ schemas: ["finance.fees"], tables: ["finance.fees.payments", "finance.fees.refunds"] }),
      {
        "catalog ml_dev": ["USE_CATALOG"],
        "catalog finance": ["USE_CATALOG"],
        "schema finance.fees": ["READ_VOLUME", "SELECT", "USE_SCHEMA"],
        "table finance.fees.payments": ["SELECT"],
        "table finance.fees.refunds": ["SELECT"],
      },
    );
  });

  it("holds in one grant what a project reads and what the same schema's project gives it", () => {
    const library = { schema: "library", read: true, given: given({ schema: ["MODIFY"] }) };
    assert.deepEqual(rightsOf({ schemas: ["library"] }, [library]), {
      "catalog ml_dev": ["USE_CATALOG"],
      "schema ml_dev.library": ["MODIFY", "READ_VOLUME", "SELECT", "USE_SCHEMA"],
    });
  });

  it("reads every schema of a project, and takes a further one without the main one", () => {
    const furtherSchemas = { raw: "library_raw", refined: "loans" };
    assert.deepEqual(rightsOf({}, [{ schema: "library", furtherSchemas, read: true }]), {
      "catalog ml_dev": ["USE_CATALOG"],
      "schema ml_dev.library": ["READ_VOLUME", "SELECT", "USE_SCHEMA"],
      "schema ml_dev.library_raw": ["READ_VOLUME", "SELECT", "USE_SCHEMA"],
      "schema ml_dev.loans": ["READ_VOLUME", "SELECT", "USE_SCHEMA"],
    });
    const raw = {
      schema: "library",
      furtherSchemas,
      read: false,
      given: given({ schemas: { raw: ["read"] } }),
    };
    assert.deepEqual(rightsOf({}, [raw]), {
      "catalog ml_dev": ["USE_CATALOG"],
      "schema ml_dev.library_raw": ["EXECUTE", "READ_VOLUME", "SELECT", "USE_SCHEMA"],
    });
  });

  it("takes no more than the single object that a project gives", () => {
    const library = { schema: "library", read: false, given: given({ tables: { loans: ["write"] } }) };
    assert.deepEqual(rightsOf({}, [library]), {
      "catalog ml_dev": ["USE_CATALOG"],
      "schema ml_dev.library": ["USE_SCHEMA"],
      "table ml_dev.library.loans": ["MODIFY", "SELECT"],
    });
  });

  it("declares one grant of the project's principal for each object", async () => {
    const { program } = await declare(
      () =>
        new ForeignReads("churn/reads", {
          catalog: "ml_dev",
          makesSchemas: false,
          reads: reading({ tables: ["finance.fees.payments"], volumes: ["finance.fees.payments"] }),
          sources: [],
          applicationId: PRINCIPAL,
        }),
    );
    const grant = (name: string) => program.inputs("databricks:Grant", `churn/reads/${name}`);
    const principal = PRINCIPAL;
    assert.deepEqual(grant("finance"), { catalog: "finance", principal, privileges: ["USE_CATALOG"] });
    assert.deepEqual(grant("finance.fees"), {
      schema: "finance.fees",
      principal,
      privileges: ["USE_SCHEMA"],
    });
    assert.deepEqual(grant("finance.fees.payments"), {
      table: "finance.fees.payments",
      principal,
      privileges: ["SELECT"],
    });
    assert.deepEqual(grant("volumes/finance.fees.payments"), {
      volume: "finance.fees.payments",
      principal,
      privileges: ["READ_VOLUME"],
    });
  });
});
