import type { Need, Surroundings } from "../kind";
import { given, list } from "../value";

const PAGE = "https://docs.databricks.com/aws/en/data-governance/unity-catalog/manage-privileges/";

/** https://docs.databricks.com/aws/en/data-governance/unity-catalog/manage-privileges/privileges */
// prettier-ignore
const inSchema = [
  "ALL_PRIVILEGES", "APPLY_TAG", "BROWSE", "CREATE_FUNCTION", "CREATE_MATERIALIZED_VIEW", "CREATE_MODEL",
  "CREATE_MODEL_VERSION", "CREATE_TABLE", "CREATE_VOLUME", "EXECUTE", "EXTERNAL_USE_SCHEMA", "MANAGE", "MODIFY",
  "READ_VOLUME", "REFRESH", "SELECT", "USE_SCHEMA", "WRITE_VOLUME",
];

/** Which privileges there are on what. */
export const privileges = {
  catalog: [...inSchema, "CREATE_SCHEMA", "USE_CATALOG", "DATA_CLASSIFICATION", "QUALITY_MONITOR"],
  schema: inSchema,
  table: ["ALL_PRIVILEGES", "APPLY_TAG", "BROWSE", "MANAGE", "MODIFY", "REFRESH", "SELECT"],
  volume: ["ALL_PRIVILEGES", "APPLY_TAG", "BROWSE", "MANAGE", "READ_VOLUME", "WRITE_VOLUME"],
  model: ["ALL_PRIVILEGES", "APPLY_TAG", "BROWSE", "CREATE_MODEL_VERSION", "EXECUTE", "MANAGE"],
  function: ["ALL_PRIVILEGES", "BROWSE", "EXECUTE", "MANAGE"],
  share: ["SELECT"],
  // prettier-ignore
  externalLocation: [
    "ALL_PRIVILEGES", "BROWSE", "CREATE_EXTERNAL_TABLE", "CREATE_EXTERNAL_VOLUME", "CREATE_FOREIGN_SECURABLE",
    "CREATE_MANAGED_STORAGE", "EXTERNAL_USE_LOCATION", "MANAGE", "READ_FILES", "WRITE_FILES",
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** How the service calls what it guards when it refuses, and the code with which it says that one is not there. */
const SECURABLES: Readonly<
  Record<string, { readonly word: string; readonly code: string; word404?: string }>
> = {
  catalog: { word: "Catalog", code: "CATALOG_DOES_NOT_EXIST" },
  schema: { word: "Schema", code: "SCHEMA_DOES_NOT_EXIST" },
  table: { word: "Table", code: "TABLE_DOES_NOT_EXIST" },
  volume: { word: "Volume", code: "RESOURCE_DOES_NOT_EXIST" },
  function: { word: "Routine or Model", word404: "Function", code: "RESOURCE_DOES_NOT_EXIST" },
  model: { word: "Routine or Model", word404: "Registered model", code: "RESOURCE_DOES_NOT_EXIST" },
  externalLocation: {
    word: "External Location",
    code: "EXTERNAL_LOCATION_DOES_NOT_EXIST",
  },
  storageCredential: {
    word: "Credential",
    word404: "Storage Credential",
    code: "STORAGE_CREDENTIAL_DOES_NOT_EXIST",
  },
  share: { word: "Share", code: "SHARE_DOES_NOT_EXIST" },
  recipient: { word: "Recipient", code: "RECIPIENT_DOES_NOT_EXIST" },
};

/**
 * What is granted on, and what holds it: each must be there and seen. Only the description of the accounts can tell
 * that one that is not made here is missing.
 * @param call as the API is asked, before its answer
 */
export function exists(type: string, name: string, call: string): Need[] {
  const own = lineage(type, name).reverse();
  return own.map(([kind, full]) => {
    const {
      word,
      code,
      word404 = word,
    } = SECURABLES[kind] ?? { word: kind, code: "RESOURCE_DOES_NOT_EXIST" };
    const refusal = `${call}: 404 ${code}: ${word404} '${full}' does not exist.`;
    return { thing: `${kind} ${full.toLowerCase()}`, refusal, assumed: true };
  });
}

/**
 * Refuses what the deployer has no right to do with an object that others made. Rights on what holds it count, and
 * who made it or what holds it has them all.
 */
export function requires(
  privilege: string,
  type: string,
  name: string,
  call: string,
  world: Surroundings,
): Need[] {
  const things = lineage(type, name).map(([kind, full]) => `${kind} ${full.toLowerCase()}`);
  const known = things.map((thing) => world.holder(thing)).filter((holder) => holder !== undefined);
  // What is made here is the deployer's own, and of what nobody described nothing is known.
  if (things.some((thing) => world.planned(thing))) return [];
  if (known.length === 0 || known.some((holder) => !given(holder, "deployer"))) return [];
  const has = known.flatMap((holder) => list(holder, "deployer"));
  const all = !/^(?:MANAGE$|EXTERNAL_USE_)/.test(privilege);
  if (["OWNER", privilege, ...(all ? ["ALL_PRIVILEGES"] : [])].some((right) => has.includes(right)))
    return [];
  const { word } = SECURABLES[type] ?? { word: type };
  const what = privilege.replaceAll("_", " ");
  return [
    {
      thing: `${privilege} on ${type} ${name}`,
      refusal: `${call}: 403 PERMISSION_DENIED: User does not have ${what} on ${word} '${name}'. (${PAGE})`,
      denied: true,
    },
  ];
}

/** An object of Unity Catalog, its schema and its catalog. */
function lineage(type: string, name: string): [type: string, name: string][] {
  const [catalog = "", schema, object] = name.split(".");
  if (type === "catalog" || !["schema", "table", "volume", "function", "model"].includes(type))
    return [[type, name]];
  // Every catalog comes with these.
  const built = schema === "default" || schema === "information_schema";
  return [
    ...(object === undefined ? [] : [[type, name] as [string, string]]),
    ...(built ? [] : [["schema", `${catalog}.${schema}`] as [string, string]]),
    ["catalog", catalog],
  ];
}
