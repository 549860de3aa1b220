import assert from "node:assert/strict";
import { groupGrants, Rights } from "../../components/grants";
import { SharedData } from "../../components/sharedData";
import { access } from "../../manifest/schema/access";
import { declare, granteesWith } from "./declare";

const MEMBERS = [{ group: "deans", role: "readers" }] as const;

const granteesOf = (groups: object, peopleMayWrite = false) =>
  granteesWith({
    members: MEMBERS,
    given: access.parse({ grants: { groups } }).grants.groups,
    peopleMayWrite,
  });

describe("the grants of a project", () => {
  it("hold one entry for each object of a principal, with the union of what is asked", () => {
    const rights = new Rights();
    rights.add("schema", "a.b", "USE_SCHEMA");
    rights.add("schema", "a.b", "SELECT", "USE_SCHEMA");
    rights.add("table", "a.b", "SELECT");
    assert.deepEqual(rights.list(), [
      { securable: "schema", name: "a.b", privileges: ["SELECT", "USE_SCHEMA"] },
      { securable: "table", name: "a.b", privileges: ["SELECT"] },
    ]);
  });

  it("join a group's role and what it is given beside it", () => {
    assert.deepEqual(groupGrants(granteesOf({ deans: { schema: ["APPLY_TAG"] } }, true), "schema"), [
      { group: "deans", privileges: ["APPLY_TAG", "EXECUTE", "READ_VOLUME", "SELECT", "USE_SCHEMA"] },
    ]);
  });

  it("let a group with one table see nothing of the schema but the way to it", () => {
    const grantees = granteesOf({ planners: { tables: { forecasts: ["read"] } } });
    assert.deepEqual(groupGrants(grantees, "schema")[1], { group: "planners", privileges: ["USE_SCHEMA"] });
    assert.deepEqual(groupGrants(grantees, "tables", "forecasts"), [
      { group: "planners", privileges: ["SELECT"] },
    ]);
    assert.deepEqual(groupGrants(grantees, "tables", "others"), []);
  });

  it("leave of writing nothing where people may only read", () => {
    const wish = { planners: { tables: { plans: ["write"] }, volumes: { files: ["WRITE_VOLUME"] } } };
    const of = (peopleMayWrite: boolean, kind: "tables" | "volumes", name: string) =>
      groupGrants(granteesOf(wish, peopleMayWrite), kind, name).map(({ privileges }) => privileges);
    assert.deepEqual(of(true, "tables", "plans"), [["MODIFY", "SELECT"]]);
    assert.deepEqual(of(false, "tables", "plans"), [["SELECT"]]);
    assert.deepEqual(of(true, "volumes", "files"), [["WRITE_VOLUME"]]);
    assert.deepEqual(of(false, "volumes", "files"), []);
  });

  it("are declared object by object and group by group", async () => {
    const grantees = granteesOf({
      planners: {
        tables: { plans: ["read"] },
        volumes: { files: ["read"] },
        functions: { seats: ["execute"] },
      },
    });
    const { program } = await declare(
      () => new SharedData("churn/shared", { catalog: "ml_dev", schema: "churn", grantees }),
    );
    const grant = (name: string) => program.inputs("databricks:Grant", `churn/shared/${name}`);
    const principal = "planners";
    assert.deepEqual(grant("tables/plans/planners"), {
      table: "ml_dev.churn.plans",
      principal,
      privileges: ["SELECT"],
    });
    assert.deepEqual(grant("volumes/files/planners"), {
      volume: "ml_dev.churn.files",
      principal,
      privileges: ["READ_VOLUME"],
    });
    assert.deepEqual(grant("functions/seats/planners"), {
      function: "ml_dev.churn.seats",
      principal,
      privileges: ["EXECUTE"],
    });
  });
});
