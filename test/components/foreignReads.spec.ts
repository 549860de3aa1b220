import assert from "node:assert/strict";
import { ForeignReads, readGrants } from "../../components/foreignReads";
import { declare, PRINCIPAL } from "./declare";

const grantsOf = (schemas: string[], tables: string[]) =>
  Object.fromEntries(
    [...readGrants({ catalog: "ml_dev", schemas, tables })].map(([on, what]) => [on, [...what].sort()]),
  );

describe("ForeignReads", () => {
  it("gives the own catalog alone where nothing is read", () => {
    assert.deepEqual(grantsOf([], []), { ml_dev: ["USE_CATALOG"] });
  });

  it("completes names with the environment's catalog", () => {
    assert.deepEqual(grantsOf(["register"], ["fees.payments"]), {
      ml_dev: ["USE_CATALOG"],
      "ml_dev.register": ["READ_VOLUME", "SELECT", "USE_SCHEMA"],
      "ml_dev.fees": ["USE_SCHEMA"],
      "ml_dev.fees.payments": ["SELECT"],
    });
  });

  it("asks once for each object, with all that is needed there", () => {
    assert.deepEqual(grantsOf(["finance.fees"], ["finance.fees.payments", "finance.fees.refunds"]), {
      ml_dev: ["USE_CATALOG"],
      finance: ["USE_CATALOG"],
      "finance.fees": ["READ_VOLUME", "SELECT", "USE_SCHEMA"],
      "finance.fees.payments": ["SELECT"],
      "finance.fees.refunds": ["SELECT"],
    });
  });

  it("declares one grant of the project's principal for each object", async () => {
    const { program } = await declare(
      () =>
        new ForeignReads("churn/reads", {
          catalog: "ml_dev",
          schemas: [],
          tables: ["finance.fees.payments"],
          applicationId: PRINCIPAL,
        }),
    );
    assert.deepEqual(program.inputs("databricks:Grant", "churn/reads/finance"), {
      catalog: "finance",
      principal: PRINCIPAL,
      privileges: ["USE_CATALOG"],
    });
    assert.deepEqual(program.inputs("databricks:Grant", "churn/reads/finance.fees"), {
      schema: "finance.fees",
      principal: PRINCIPAL,
      privileges: ["USE_SCHEMA"],
    });
    assert.deepEqual(program.inputs("databricks:Grant", "churn/reads/finance.fees.payments"), {
      table: "finance.fees.payments",
      principal: PRINCIPAL,
      privileges: ["SELECT"],
    });
  });
});
