import { z } from "zod";
import { listed, type OutsideObject, type Scope } from "../outside";
import { numberOf } from "./group";
import { OF_ACCOUNT, OF_WORKSPACE } from "./principals";
import { privileges } from "./rights";
import { foldersOf } from "./storage";

const NAME = z.string().regex(/^[^./ \p{Cc}]{1,255}$/u, {
  error: "must be a name without periods, spaces and slashes",
});

/** What the deployer may do with something, in the words of Unity Catalog. */
function deployer(words: readonly string[], whenLeftOut: string) {
  return z
    .array(z.enum(["OWNER", ...words]))
    .optional()
    .describe(
      `Privileges of the deployer on it, or OWNER. Those on what holds it count too; with none at all it is hidden, as Unity Catalog hides it. @default ${whenLeftOut}`,
    );
}

const inside = (type: "table" | "volume" | "model" | "function") =>
  z
    .record(NAME, z.strictObject({ deployer: deployer(privileges[type], "what the schema gives") }))
    .optional()
    .describe(`All ${type}s of the schema that exist already. Left out: whatever is asked for.`);

const schema = z.strictObject({
  deployer: deployer(privileges.schema, "what the catalog gives"),
  tables: inside("table"),
  volumes: inside("volume"),
  models: inside("model"),
  functions: inside("function"),
});

const catalog = z.strictObject({
  deployer: deployer(privileges.catalog, "[OWNER]"),
  schemas: z
    .record(NAME, schema)
    .optional()
    .describe("All schemas that exist already. Left out: whatever is asked for."),
});

const CREDENTIAL = [
  "ALL_PRIVILEGES",
  "CREATE_EXTERNAL_LOCATION",
  "CREATE_EXTERNAL_TABLE",
  "MANAGE",
  "READ_FILES",
  "WRITE_FILES",
];

const workspace = z.strictObject({
  warehouses: z
    .array(
      z.string().regex(/^[0-9a-f]{16}$/, { error: "must be a warehouse's id, 16 digits and letters a-f" }),
    )
    .optional()
    .describe("Ids of all SQL warehouses that exist already."),
  node_types: z.array(z.string().min(1)).optional().describe("All machine types of the workspace's region."),
});

/** A Databricks account: one metastore, and workspaces by their addresses. */
export const databricksAccount = z
  .strictObject({
    users: z
      .array(z.string().includes("@", { error: "must be a user's mail address" }))
      .optional()
      .describe("All people, by their mail addresses."),
    groups: z.array(z.string().min(1)).optional().describe("All groups of the account that exist already."),
    service_principals: z
      .array(z.uuid({ error: "must be an application id, a UUID" }))
      .optional()
      .describe("Application ids of all service principals that exist already; the deployer is one."),
    catalogs: z.record(NAME, catalog).optional().describe("All catalogs that exist already."),
    external_locations: z
      .record(
        NAME,
        z.strictObject({
          url: z
            .string()
            .regex(/^\w+:\/\/\S+$/, { error: "must be an address such as s3://bucket/folder" })
            .describe("The bucket, or the folder in it, that it opens."),
          deployer: deployer(privileges.externalLocation, "[OWNER]"),
        }),
      )
      .optional()
      .describe("All external locations that exist already."),
    storage_credentials: z
      .record(NAME, z.strictObject({ deployer: deployer(CREDENTIAL, "[OWNER]") }))
      .optional()
      .describe("All storage credentials that exist already."),
    recipients: z.array(NAME).optional().describe("All Delta Sharing recipients that exist already."),
    workspaces: z
      .record(
        z
          .string()
          .regex(/^https:\/\/[A-Za-z0-9.-]+$/, { error: "must be a workspace's address without a path" }),
        workspace,
      )
      .optional()
      .describe("Workspaces by their addresses."),
  })
  .describe("The account on Databricks.");

type Account = z.output<typeof databricksAccount>;

export function outsideDatabricks(account: Account | undefined): {
  objects: OutsideObject[];
  scopes: Scope[];
} {
  if (account === undefined) return { objects: [], scopes: [] };
  const { users, groups, service_principals: principals, recipients } = account;
  const people = (kind: string, names: readonly string[] | undefined) =>
    (names ?? []).map((name) => ({ thing: `${kind} ${name}`, props: { id: numberOf(name) } }));
  const parts = [
    ...listed(account.catalogs).map(([name, details]) => ofCatalog(name, details)),
    ...listed(account.workspaces).map(([host, details]) => ofWorkspace(host, details)),
  ];
  const scope = (starts: string, items: unknown): Scope => ({ starts, closed: items !== undefined });
  return {
    objects: [
      ...people(
        "user",
        users?.map((name) => name.toLowerCase()),
      ),
      ...people("group", [...(groups ?? []), ...OF_ACCOUNT]),
      ...people("workspace group", OF_WORKSPACE),
      ...people("service principal", principals),
      ...(recipients ?? []).map((name) => ({ thing: `recipient ${name.toLowerCase()}` })),
      ...storage(account),
      ...parts.flatMap(({ objects }) => objects),
    ],
    scopes: [
      scope("user ", users),
      scope("group ", groups),
      { starts: "group with id ", closed: false },
      scope("account group ", groups),
      scope("workspace group ", groups),
      scope("service principal ", principals),
      { starts: "service principal with id ", closed: false },
      scope("recipient ", recipients),
      scope("catalog ", account.catalogs),
      scope("schema ", account.catalogs),
      scope("externalLocation ", account.external_locations),
      scope("storageCredential ", account.storage_credentials),
      ...parts.flatMap(({ scopes }) => scopes),
    ],
  };
}

function ofCatalog(named: string, { deployer = ["OWNER"], schemas }: z.output<typeof catalog>) {
  const name = named.toLowerCase();
  const hidden = deployer.length === 0;
  const objects: OutsideObject[] = [{ thing: `catalog ${name}`, props: { deployer }, hidden }];
  const scopes: Scope[] = [{ starts: `schema ${name}.`, closed: schemas !== undefined || hidden }];
  for (const [key, { deployer: own = [], tables, volumes, models, functions }] of listed(schemas)) {
    const schema = `${name}.${key.toLowerCase()}`;
    const unseen = hidden || own.length + deployer.length === 0;
    objects.push({ thing: `schema ${schema}`, props: { deployer: own }, hidden: unseen });
    for (const [type, items] of Object.entries({
      table: tables,
      volume: volumes,
      model: models,
      function: functions,
    })) {
      scopes.push({ starts: `${type} ${schema}.`, closed: items !== undefined });
      for (const [object, { deployer: rights = [] }] of listed(items)) {
        objects.push({
          thing: `${type} ${schema}.${object.toLowerCase()}`,
          props: { deployer: rights },
          hidden: unseen,
        });
      }
    }
  }
  return { objects, scopes };
}

function storage({
  external_locations: locations,
  storage_credentials: credentials,
}: Account): OutsideObject[] {
  return [
    ...listed(locations).map(([name, { url, deployer = ["OWNER"] }]) => ({
      thing: `externalLocation ${name.toLowerCase()}`,
      props: { name, url, deployer },
      claims: foldersOf("storage", url, ""),
      hidden: deployer.length === 0,
    })),
    ...listed(credentials).map(([name, { deployer = ["OWNER"] }]) => ({
      thing: `storageCredential ${name.toLowerCase()}`,
      props: { name, deployer },
      hidden: deployer.length === 0,
    })),
  ];
}

function ofWorkspace(host: string, { warehouses, node_types: nodeTypes }: z.output<typeof workspace>) {
  const ends = ` in ${host}`;
  return {
    objects: [
      // By its id alone too, as references to those that are made here go.
      ...(warehouses ?? []).flatMap((id) => [
        { thing: `warehouse ${id}` },
        { thing: `warehouse ${id}${ends}` },
      ]),
      ...(nodeTypes ?? []).map((type) => ({ thing: `node type ${type}${ends}` })),
    ],
    scopes: [
      { starts: "warehouse ", ends, closed: warehouses !== undefined },
      { starts: "node type ", ends, closed: nodeTypes !== undefined },
    ],
  };
}
