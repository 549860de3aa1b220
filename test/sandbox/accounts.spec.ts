import assert from "node:assert/strict";
import type { Accounts } from "../../sandbox/accounts";
import { databricks } from "../../sandbox/databricks";
import { github } from "../../sandbox/github";
import { show, type Props } from "../../sandbox/value";
import { Sandbox, type Client } from "./client";

const DEPLOYER = "7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c01";
const STRANGER = "00000000-0000-4000-a000-000000000000";
const WAREHOUSE = "0123456789abcdef";

const accounts = {
  github: {
    organization: "example",
    teams: {
      analysts: { id: 11 },
      board: { id: 12, visible: false },
      keepers: { id: 13, secret: true },
    },
    users: { octocat: { id: 21 } },
    repositories: { taken: {}, veiled: { visible: false } },
  },
  databricks: {
    users: ["dean@example.edu"],
    groups: ["deans"],
    service_principals: [DEPLOYER],
    catalogs: {
      main: {
        deployer: ["USE_CATALOG", "CREATE_SCHEMA", "MANAGE"],
        schemas: { shop: { tables: { orders: {} } } },
      },
      finance: { deployer: ["USE_CATALOG"], schemas: { fees: { deployer: ["MANAGE"] }, pay: {} } },
      lent: { deployer: ["BROWSE"] },
      veiled: { deployer: [] },
    },
    external_locations: {
      partners: { url: "s3://partners/in", deployer: ["READ_FILES"] },
      veiled: { url: "s3://veiled/in", deployer: [] },
    },
    storage_credentials: { files: { deployer: ["READ_FILES"] }, own: {} },
    recipients: ["city"],
    workspaces: {
      "https://dev.cloud.databricks.com": { node_types: ["m6id.xlarge"], warehouses: [WAREHOUSE] },
    },
  },
} satisfies Accounts;

const index = (service: string, name: string) =>
  `${service}:index/${name}:${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
const dbx = (name: string) => index("databricks", name);

const job = (task: Props, more: Props = {}): Props => ({
  name: "train",
  tasks: [{ taskKey: "a", ...task }],
  ...more,
});
const cluster = (nodeTypeId: string): Props => ({
  newCluster: { sparkVersion: "x", numWorkers: 1, nodeTypeId },
});
const notebook = { notebookTask: { notebookPath: "/a" } };
const select = (on: Props, principal = "deans"): Props => ({ ...on, principal, privileges: ["SELECT"] });
const control = (who: Props): Props => ({
  directoryPath: "/Shared",
  accessControls: [{ ...who, permissionLevel: "CAN_READ" }],
});

describe("a local cloud that knows what exists in Databricks", () => {
  let sandbox: Sandbox;
  let account: Client;
  let workspace: Client;
  beforeEach(async () => {
    sandbox = await Sandbox.start(databricks, { accounts });
    account = await sandbox.connect({ host: "https://accounts.cloud.databricks.com", accountId: STRANGER });
    workspace = await sandbox.connect({ host: "https://dev.cloud.databricks.com" });
  });
  afterEach(() => sandbox.stop());

  // prettier-ignore
  const refused: [what: string, type: string, inputs: Props, reason: RegExp][] = [
    ["a grant to nobody", "grant", select({ schema: "main.shop" }, "dean"), /PRINCIPAL_DOES_NOT_EXIST: Could not find principal with name dean /],
    ["a grant to a stranger", "grant", select({ schema: "main.shop" }, STRANGER), /Could not find principal with name 0000/],
    ["a grant to a workspace's own group", "grant", select({ schema: "main.shop" }, "admins"), /Could not find principal with name admins/],
    ["grants of which one is to nobody", "grants", { schema: "main.shop", grants: [{ principal: "deans", privileges: ["SELECT"] }, { principal: "x@example.edu", privileges: ["SELECT"] }] }, /principal with name x@example.edu/],
    ["a grant on no catalog", "grant", select({ catalog: "sales" }), /404 CATALOG_DOES_NOT_EXIST: Catalog 'sales' does not exist/],
    ["a grant on no schema", "grant", select({ schema: "main.shops" }), /404 SCHEMA_DOES_NOT_EXIST: Schema 'main.shops' does not exist/],
    ["a grant on no table", "grant", select({ table: "main.shop.order" }), /404 TABLE_DOES_NOT_EXIST: Table 'main.shop.order' does not exist/],
    ["a grant on a catalog that is hidden", "grant", select({ catalog: "veiled" }), /CATALOG_DOES_NOT_EXIST: Catalog 'veiled'/],
    ["a grant inside a catalog that is hidden", "grant", select({ schema: "veiled.a" }), /CATALOG_DOES_NOT_EXIST: Catalog 'veiled'/],
    ["a grant on a catalog of others", "grant", { catalog: "finance", principal: "deans", privileges: ["USE_CATALOG"] }, /403 PERMISSION_DENIED: User does not have MANAGE on Catalog 'finance'.*manage-privileges/],
    ["a grant on a schema of others", "grant", select({ schema: "finance.pay" }), /User does not have MANAGE on Schema 'finance.pay'/],
    ["a grant on a table of others", "grant", select({ table: "lent.a.b" }), /User does not have MANAGE on Table 'lent.a.b'/],
    ["a grant on a location of others", "grant", { externalLocation: "partners", principal: "deans", privileges: ["READ_FILES"] }, /MANAGE on External Location 'partners'/],
    ["a grant on a location that is hidden", "grant", { externalLocation: "veiled", principal: "deans", privileges: ["READ_FILES"] }, /404 EXTERNAL_LOCATION_DOES_NOT_EXIST/],
    ["a grant on a share to no recipient", "grant", select({ share: "city" }, "town"), /404 RECIPIENT_DOES_NOT_EXIST/],
    ["a schema in no catalog", "schema", { catalogName: "sales", name: "a" }, /CATALOG_DOES_NOT_EXIST: Catalog 'sales'/],
    ["a schema where none may be made", "schema", { catalogName: "finance", name: "a" }, /User does not have CREATE SCHEMA on Catalog 'finance'/],
    ["a schema behind a closed door", "schema", { catalogName: "lent", name: "a" }, /User does not have USE CATALOG on Catalog 'lent'/],
    ["a schema that is there", "schema", { catalogName: "main", name: "shop" }, /SCHEMA_ALREADY_EXISTS.*exists, as the description/],
    ["a schema of an owner who is not there", "schema", { catalogName: "main", name: "a", owner: "dean" }, /principal with name dean/],
    ["a volume where none may be made", "volume", { catalogName: "finance", schemaName: "pay", name: "a", volumeType: "MANAGED" }, /CREATE VOLUME on Schema 'finance.pay'/],
    ["a location on no credential", "externalLocation", { name: "a", url: "s3://a/b", credentialName: "none" }, /404 STORAGE_CREDENTIAL_DOES_NOT_EXIST: Storage Credential 'none'/],
    ["a location on a credential of others", "externalLocation", { name: "a", url: "s3://a/b", credentialName: "files" }, /CREATE EXTERNAL LOCATION on Credential 'files'/],
    ["a location inside another that is hidden", "externalLocation", { name: "a", url: "s3://veiled/in/b", credentialName: "own" }, /LOCATION_OVERLAP/],
    ["a tag on no catalog", "entityTagAssignment", { entityType: "catalogs", entityName: "sales", tagKey: "a", tagValue: "b" }, /CATALOG_DOES_NOT_EXIST/],
    ["a monitor of no table", "qualityMonitor", { tableName: "main.shop.order", outputSchemaName: "main.shop", assetsDir: "/a", snapshot: {} }, /TABLE_DOES_NOT_EXIST/],
    ["a share of no table", "share", { name: "a", objects: [{ name: "main.shop.order", dataObjectType: "TABLE" }] }, /TABLE_DOES_NOT_EXIST/],
    ["a binding of no catalog", "workspaceBinding", { catalogName: "sales", workspaceId: "1" }, /CATALOG_DOES_NOT_EXIST/],
    ["a permission for no group", "permissions", control({ groupName: "dean" }), /404 RESOURCE_DOES_NOT_EXIST: Principal: GroupName\(dean\) does not exist/],
    ["a permission for nobody", "permissions", control({ userName: "x@example.edu" }), /Principal: UserName\(x@example.edu\) does not exist/],
    ["a permission for a stranger", "permissions", control({ servicePrincipalName: STRANGER }), /Principal: ServicePrincipalName\(0000/],
    ["a permission for the whole account", "permissions", control({ groupName: "account users" }), /GroupName\(account users\) does not exist/],
    ["an assignment of no group", "permissionAssignment", { groupName: "dean", permissions: ["USER"] }, /GroupName\(dean\)/],
    ["a secret for nobody", "secretAcl", { scope: "a", principal: "dean", permission: "READ" }, /INVALID_PARAMETER_VALUE: the principal dean does not exist/],
    ["a job that runs as nobody", "job", job(notebook, { runAs: { userName: "x@example.edu" } }), /User x@example.edu does not exist/],
    ["a job on a machine that the region lacks", "job", job({ ...notebook, ...cluster("m4.large") }), /INVALID_PARAMETER_VALUE: Node type m4.large is not supported/],
    ["a job on no warehouse", "job", job({ sqlTask: { warehouseId: "fedcba9876543210", alert: { alertId: "a" } } }), /SQL warehouse fedcba9876543210 does not exist/],
    ["a cluster on a driver that the region lacks", "cluster", { clusterName: "a", sparkVersion: "x", numWorkers: 1, nodeTypeId: "m6id.xlarge", driverNodeTypeId: "m4.large" }, /Node type m4.large is not supported/],
  ];
  for (const [what, type, inputs, reason] of refused) {
    it(`refuses ${what}, in the preview too`, async () => {
      await assert.rejects(workspace.preview(dbx(type), "it", inputs), reason);
      if (type !== "secretAcl") await assert.rejects(workspace.create(dbx(type), "it", inputs), reason);
    });
  }

  // prettier-ignore
  const ofAccount: [what: string, type: string, inputs: Props, reason: RegExp][] = [
    ["a group that is there", "group", { displayName: "deans" }, /409 Group with name deans already exists/],
    ["a role for nobody", "accessControlRuleSet", { name: `accounts/a/servicePrincipals/${DEPLOYER}/ruleSets/default`, grantRules: [{ role: "roles/servicePrincipal.user", principals: ["groups/dean"] }] }, /404 groups\/dean does not exist/],
  ];
  for (const [what, type, inputs, reason] of ofAccount) {
    it(`refuses ${what}, in the preview too`, async () => {
      await assert.rejects(account.preview(dbx(type), "it", inputs), reason);
      await assert.rejects(account.create(dbx(type), "it", inputs), reason);
    });
  }

  it("finds the members that are there, and no others", async () => {
    const find = (what: string, key: string, name: string) =>
      account.invoke(`databricks:index/get${what}:get${what}`, { [key]: name });
    assert.match(show((await find("User", "userName", "Dean@example.edu"))["id"]), /^\d+$/);
    assert.match(show((await find("Group", "displayName", "deans"))["id"]), /^\d+$/);
    await assert.rejects(find("User", "userName", "x@example.edu"), /cannot find user x@example.edu/);
    await assert.rejects(find("Group", "displayName", "dean"), /cannot find group: dean/);
    await assert.rejects(
      find("ServicePrincipal", "applicationId", STRANGER),
      /cannot find SP with an application ID 0000/,
    );
  });

  it("takes what is there and managed, what nobody spoke of, and what the same run makes", async () => {
    await workspace.create(dbx("grant"), "a", select({ table: "main.shop.orders" }));
    await workspace.create(dbx("grant"), "b", select({ schema: "finance.fees" }));
    await workspace.create(dbx("grant"), "c", select({ table: "finance.fees.whatever" }));
    await workspace.create(dbx("grant"), "d", { ...select({ share: "city" }, "city") });
    await workspace.create(dbx("permissions"), "e", control({ groupName: "users" }));
    await workspace.create(dbx("grant"), "f", select({ schema: "main.information_schema" }, "account users"));
    await workspace.create(
      dbx("job"),
      "g",
      job({ sqlTask: { warehouseId: WAREHOUSE, alert: { alertId: "a" } } }),
    );
    await workspace.create(dbx("externalLocation"), "h", {
      name: "a",
      url: "s3://partners/b",
      credentialName: "own",
    });
    const elsewhere = await sandbox.connect({ host: "https://other.cloud.databricks.com" });
    await elsewhere.create(dbx("job"), "i", job({ ...notebook, ...cluster("m4.large") }));

    await account.preview(dbx("group"), "j", { displayName: "planners" });
    await workspace.preview(dbx("schema"), "k", { catalogName: "main", name: "plans" });
    await workspace.preview(dbx("grant"), "l", select({ table: "main.plans.all" }, "planners"));
    await assert.rejects(
      workspace.create(dbx("grant"), "l", select({ table: "main.plans.all" }, "planners")),
      /SCHEMA_DOES_NOT_EXIST/,
    );
  });

  it("lets who makes a schema give on it, without a right on the catalog", async () => {
    const schemas = {
      ...accounts,
      databricks: { catalogs: { main: { deployer: ["USE_CATALOG", "CREATE_SCHEMA"] } } },
    };
    const other = await Sandbox.start(databricks, { accounts: schemas });
    const client = await other.connect({ host: "https://dev.cloud.databricks.com" });
    await assert.rejects(
      client.preview(dbx("grant"), "b", select({ schema: "main.a" })),
      /MANAGE on Schema 'main.a'/,
    );
    await client.preview(dbx("schema"), "a", { catalogName: "main", name: "a" });
    await client.preview(dbx("grant"), "b", select({ schema: "main.a" }));
    await client.create(dbx("schema"), "a", { catalogName: "main", name: "a" });
    await client.create(dbx("grant"), "b", select({ schema: "main.a" }));
    other.stop();
  });
});

describe("a local cloud that knows what exists on GitHub", () => {
  let sandbox: Sandbox;
  let client: Client;
  beforeEach(async () => {
    sandbox = await Sandbox.start(github, { accounts });
    client = await sandbox.connect({ owner: "example" });
    await client.create(index("github", "repository"), "repository", { name: "churn" });
  });
  afterEach(() => sandbox.stop());

  const bypass = (actorType: string, actorId: number): Props => ({
    repository: "churn",
    name: "a",
    target: "tag",
    enforcement: "active",
    conditions: { refName: { includes: ["~ALL"], excludes: [] } },
    rules: {},
    bypassActors: [{ actorType, actorId, bypassMode: "always" }],
  });
  const team = (teamId: string): Props => ({ repository: "churn", teams: [{ teamId, permission: "push" }] });
  const reviewers = (who: Props): Props => ({ repository: "churn", environment: "prod", reviewers: [who] });

  // prettier-ignore
  const refused: [what: string, type: string, inputs: Props, reason: RegExp][] = [
    ["a team that is not there", "repositoryCollaborators", team("analyst"), /PUT https:\/\/api.github.com\/orgs\/example\/teams\/analyst\/repos\/example\/churn: 404 Not Found/],
    ["a team that is hidden", "repositoryCollaborators", team("board"), /teams\/board\/repos\/example\/churn: 404 Not Found/],
    ["a team's number that is not there", "repositoryCollaborators", team("14"), /teams\/14\/repos\/example\/churn: 404 Not Found/],
    ["a user who is not there", "repositoryCollaborators", { repository: "churn", users: [{ username: "monalisa", permission: "push" }] }, /PUT https:\/\/api.github.com\/repos\/example\/churn\/collaborators\/monalisa: 404 Not Found/],
    ["a team of reviewers that is not there", "repositoryEnvironment", reviewers({ teams: [14] }), /team 14 is not in example/],
    ["a reviewer who is not there", "repositoryEnvironment", reviewers({ users: [22] }), /user 22 is not in example/],
    ["a bypass for no team", "repositoryRuleset", bypass("Team", 14), /422 Validation Failed: Actor 14 team must be part of the ruleset source or owner organization/],
    ["a bypass for a secret team", "repositoryRuleset", bypass("Team", 13), /Actor 13 team must be part of/],
    ["a bypass for nobody", "organizationRuleset", bypass("User", 22), /Actor 22 user must be part of/],
    ["a repository that is there", "repository", { name: "Taken" }, /422 Repository creation failed. name already exists/],
    ["a repository that is hidden", "repository", { name: "veiled" }, /422 Repository creation failed. name already exists/],
  ];
  for (const [what, type, inputs, reason] of refused) {
    it(`refuses ${what}, in the preview too`, async () => {
      await assert.rejects(client.preview(index("github", type), "it", inputs), reason);
      await assert.rejects(client.create(index("github", type), "it", inputs), reason);
    });
  }

  it("takes who is there, and in other organisations whoever is asked for", async () => {
    await client.create(index("github", "repositoryCollaborators"), "a", {
      ...team("Analysts"),
      users: [{ username: "Octocat", permission: "push" }],
    });
    await client.create(
      index("github", "repositoryEnvironment"),
      "b",
      reviewers({ teams: [11, 13], users: [21] }),
    );
    await client.create(index("github", "repositoryRuleset"), "c", bypass("Team", 11));
    const other = await sandbox.connect({ owner: "elsewhere" });
    await other.create(index("github", "repository"), "r", { name: "churn" });
    await other.create(index("github", "repositoryCollaborators"), "d", team("analyst"));
  });
});

describe("a local cloud of which nobody says what exists", () => {
  it("takes whatever is asked for to exist, a part that is left out as well", async () => {
    const inputs = select({ table: "a.b.c" }, "whoever");
    for (const description of [undefined, {}, { github: accounts.github }, { databricks: { users: [] } }]) {
      const sandbox = await Sandbox.start(databricks, { accounts: description });
      const client = await sandbox.connect({ host: "https://dev.cloud.databricks.com" });
      await client.preview(dbx("grant"), "a", inputs);
      await client.create(dbx("grant"), "a", inputs);
      sandbox.stop();
    }
  });

  it("refuses a description that makes no sense", async () => {
    const description = { databricks: { group: [] } } as Accounts;
    await assert.rejects(Sandbox.start(databricks, { accounts: description }), /Unrecognized key: "group"/);
  });
});
