import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { checkAccounts, readAccounts, strangersIn } from "../../cli/accountsFile";
import { describe as told } from "../../manifest/fault";
import { accounts as schema } from "../../sandbox/accounts";

const ROOT = join(__dirname, "..", "..");

const check = (text: string) => checkAccounts("accounts.yaml", Buffer.from(text));

describe("a description of accounts", () => {
  // prettier-ignore
  const faulty: [what: string, text: string, faults: string[]][] = [
    ["an empty file", "", ["accounts.yaml:1:1 the file is empty: describe a set of accounts, beginning with `github:`"]],
    ["a list", "- github\n", ["accounts.yaml:1:1 a set of accounts is a mapping of keys to values: begin with `github:`, with a space after the colon"]],
    ["an unknown service", "gitlab: {}\n", ["accounts.yaml:1:1 gitlab: unknown key: did you mean `github`?"]],
    ["a mistyped list", "databricks:\n  group: [a]\n", ["accounts.yaml:2:3 databricks.group: unknown key: did you mean `groups`?"]],
    ["no organisation", "github:\n  teams: {}\n", ["accounts.yaml:1:1 github.organization: is missing: add `organization:` — Login of the organisation; others are taken to hold whatever is asked for."]],
    ["teams as a list", "github:\n  organization: a\n  teams: [b]\n", ["accounts.yaml:3:3 github.teams: must be a mapping: put `key: value` lines below it, indented"]],
    ["a team without details", "github:\n  organization: a\n  teams:\n    b:\n", ["accounts.yaml:4:5 github.teams.b: has no value: add one, or remove the key"]],
    ["a number in quotes", 'github: { organization: a, users: { b: { id: "7" } } }\n', ["accounts.yaml:1:42 github.users.b.id: must be a number, as GitHub's API shows it under `id`"]],
    ["a name for a mail address", "databricks: { users: [dean] }\n", ["accounts.yaml:1:23 databricks.users[0]: must be a user's mail address"]],
    ["a service principal by name", "databricks: { service_principals: [etl] }\n", ["accounts.yaml:1:36 databricks.service_principals[0]: must be an application id, a UUID"]],
    ["a privilege that is none", "databricks: { catalogs: { a: { deployer: [USE_CATALOGS] } } }\n", ["accounts.yaml:1:43 databricks.catalogs.a.deployer[0]: must be one of OWNER, ALL_PRIVILEGES, APPLY_TAG, BROWSE, CREATE_FUNCTION, CREATE_MATERIALIZED_VIEW, CREATE_MODEL, CREATE_MODEL_VERSION, CREATE_TABLE, CREATE_VOLUME, EXECUTE, EXTERNAL_USE_SCHEMA, MANAGE, MODIFY, READ_VOLUME, REFRESH, SELECT, USE_SCHEMA, WRITE_VOLUME, CREATE_SCHEMA, USE_CATALOG, DATA_CLASSIFICATION, QUALITY_MONITOR: did you mean `USE_CATALOG`?"]],
    ["a privilege of a schema on a table", "databricks: { catalogs: { a: { schemas: { b: { tables: { c: { deployer: [USE_SCHEMA] } } } } } } }\n", ["accounts.yaml:1:74 databricks.catalogs.a.schemas.b.tables.c.deployer[0]: must be one of OWNER, ALL_PRIVILEGES, APPLY_TAG, BROWSE, MANAGE, MODIFY, REFRESH, SELECT"]],
    ["a schema's whole name", "databricks: { catalogs: { a: { schemas: { a.b: {} } } } }\n", ["accounts.yaml:1:43 databricks.catalogs.a.schemas[\"a.b\"]: this key must be a name without periods, spaces and slashes"]],
    ["a location without its address", "databricks: { external_locations: { a: {} } }\n", ["accounts.yaml:1:37 databricks.external_locations.a.url: is missing: add `url:` — The bucket, or the folder in it, that it opens."]],
    ["a workspace's address with a path", "databricks: { workspaces: { 'https://a.b/c': {} } }\n", ["accounts.yaml:1:30 databricks.workspaces[\"https://a.b/c\"]: this key must be a workspace's address without a path"]],
    ["a warehouse by name", "databricks: { workspaces: { 'https://a.b': { warehouses: [main] } } }\n", ["accounts.yaml:1:59 databricks.workspaces[\"https://a.b\"].warehouses[0]: must be a warehouse's id, 16 digits and letters a-f"]],
    ["several faults", "databricks:\n  users: [dean]\n  recipient: []\n", ["accounts.yaml:2:11 databricks.users[0]: must be a user's mail address", "accounts.yaml:3:3 databricks.recipient: unknown key: did you mean `recipients`?"]],
  ];
  for (const [what, text, faults] of faulty) {
    it(`refuses ${what}`, () => assert.deepEqual(check(text).faults.map(told), faults));
  }

  it("is what the repository ships for its examples", () => {
    const { accounts, faults } = check(readFileSync(join(ROOT, "accounts.yaml"), "utf8"));
    assert.deepEqual(faults.map(told), []);
    assert.equal(accounts?.github?.organization, "example-university");
  });

  it("has no key that its guide leaves out", () => {
    const guide = readFileSync(join(ROOT, "docs", "guides", "try-against-your-accounts.md"), "utf8");
    const named = (node: unknown): string[] =>
      typeof node !== "object" || node === null
        ? []
        : Object.entries(node).flatMap(([key, value]) => [
            ...(key === "properties" ? Object.keys(value as object) : []),
            ...named(value),
          ]);
    const keys = new Set(named(z.toJSONSchema(schema, { io: "input" })));
    assert.ok(keys.has("node_types"));
    assert.deepEqual(
      [...keys].filter((key) => !new RegExp(`\\b${key}\\b`).test(guide)),
      [],
    );
  });

  it("tells of what a stack works in, and of nothing that none does", () => {
    const config = (stack: string, values: Readonly<Record<string, unknown>>) => ({
      stack,
      values: new Map(Object.entries(values)),
    });
    const dev = config("dev", { githubOrganization: "acme", databricksHost: "https://dev.example.com" });
    const prod = config("prod", { githubOrganization: "acme", databricksHost: "https://prod.example.com" });
    const described = (organization: string, host: string) => ({
      github: { organization },
      databricks: { workspaces: { [host]: {} } },
    });
    assert.deepEqual(strangersIn(described("acme", "https://prod.example.com"), [dev, prod]), []);
    assert.deepEqual(strangersIn({}, [dev, prod]), []);
    assert.deepEqual(strangersIn(described("acne", "https://else.where"), [dev, prod]), [
      "github.organization of --accounts: no stack has marvin:githubOrganization acne; did you mean acme?",
      "databricks.workspaces of --accounts: no stack has marvin:databricksHost https://else.where; there is https://dev.example.com, https://prod.example.com",
    ]);
    // What does not stand in the stack's file is not known here.
    assert.deepEqual(strangersIn(described("acne", "https://else.where"), [dev, config("prod", {})]), []);
  });

  it("must be there", async () => {
    await assert.rejects(readAccounts("none.yaml", __dirname), /--accounts: there is no file none.yaml/);
  });
});
