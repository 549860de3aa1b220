import type { Kind, Need, Rule, Surroundings } from "../kind";
import { distinct, exactlyOne, matching, oneOf } from "../rules";
import { at, given, show, text, type Props } from "../value";
import { accountPrincipal, ownerNeeds } from "./principals";
import { exists, privileges, requires } from "./rights";
import { foldersOf, locationOver } from "./storage";

/** https://docs.databricks.com/aws/en/data-governance/unity-catalog/requirements#securable-object-naming-requirements */
const objectName: readonly Rule[] = [
  matching("name", /^[^./ \p{Cc}]{1,255}$/u, "use 1 to 255 characters, without periods, spaces and slashes"),
];

/** Every input that names what is granted on. */
// prettier-ignore
const securables = [
  ...Object.keys(privileges), "credential", "foreignConnection", "mcpService", "metastore",
  "modelProviderService", "modelService", "pipeline", "recipient", "secret", "storageCredential",
];

/** The objects of Unity Catalog: one metastore for all workspaces. Catalogs are taken to exist, unless they are listed. */
export const catalogKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/schema:Schema": {
    docs: "https://docs.databricks.com/api/workspace/schemas/create",
    level: "metastore",
    required: ["name"],
    replacedBy: ["catalogName", "name", "storageRoot"],
    rules: [...objectName, oneOf("enablePredictiveOptimization", ["ENABLE", "DISABLE", "INHERIT"])],
    computed: {
      schemaId: ({ stamp }) => stamp.uuid,
      metastoreId: () => metastore,
      owner: () => deployer,
      enablePredictiveOptimization: () => "INHERIT",
    },
    id: ({ inputs }) => fullName(inputs, "name"),
    claims: ({ inputs }) => [
      {
        thing: thing("schema", fullName(inputs, "name")),
        refusal: `POST /api/2.1/unity-catalog/schemas: 400 SCHEMA_ALREADY_EXISTS: Schema '${fullName(inputs, "name")}' already exists`,
      },
    ],
    needs: ({ inputs }, world) => {
      const catalog = show(inputs["catalogName"]);
      const call = "POST /api/2.1/unity-catalog/schemas";
      return [
        ...exists("catalog", catalog, call).map((need) => ({ ...need, inside: true })),
        ...["USE_CATALOG", "CREATE_SCHEMA"].flatMap((right) =>
          requires(right, "catalog", catalog, call, world),
        ),
        ...ownerNeeds(inputs, call),
      ];
    },
    startsEmpty: true,
    keeps: ({ inputs }, world) => {
      const name = fullName(inputs, "name");
      const left = world.inside(thing("schema", name)).filter((inner) => !/^(?:grants|tag) /.test(inner));
      if (left.length === 0 || inputs["forceDestroy"] === true) return undefined;
      return `DELETE /api/2.1/unity-catalog/schemas/${name}: 400 Cannot delete schema '${name}' which contains ${left.join(", ")}`;
    },
  },

  "databricks:index/volume:Volume": {
    docs: "https://docs.databricks.com/api/workspace/volumes/create",
    level: "metastore",
    required: ["name"],
    replacedBy: ["catalogName", "schemaName", "volumeType", "storageLocation"],
    rules: [
      ...objectName,
      oneOf("volumeType", ["MANAGED", "EXTERNAL"]),
      ({ volumeType, storageLocation }) => {
        const external = volumeType === "EXTERNAL";
        if (external === (storageLocation !== undefined)) return [];
        return [
          {
            property: "storageLocation",
            reason: `is for volumes of type EXTERNAL; ${external ? "give" : "remove"} it`,
          },
        ];
      },
    ],
    computed: {
      owner: () => deployer,
      volumePath: ({ inputs }) => `/Volumes/${fullName(inputs, "schemaName", "name").replaceAll(".", "/")}`,
    },
    id: ({ inputs }) => fullName(inputs, "schemaName", "name"),
    claims: ({ inputs }) => [
      {
        thing: thing("volume", fullName(inputs, "schemaName", "name")),
        refusal: `POST /api/2.1/unity-catalog/volumes: 400 ALREADY_EXISTS: Volume '${fullName(inputs, "schemaName", "name")}' already exists`,
      },
      ...(given(inputs, "storageLocation")
        ? foldersOf(
            "files of volume",
            inputs["storageLocation"],
            `POST /api/2.1/unity-catalog/volumes: 400 LOCATION_OVERLAP: Input path url '${show(inputs["storageLocation"])}' overlaps with other external tables or volumes`,
          )
        : []),
    ],
    needs: ({ inputs }, world) => [
      ...inItsSchema(inputs, "CREATE_VOLUME", "POST /api/2.1/unity-catalog/volumes", world),
      ...inItsLocation(inputs, world),
    ],
    startsEmpty: true,
  },

  "databricks:index/registeredModel:RegisteredModel": {
    docs: "https://docs.databricks.com/api/workspace/registeredmodels/create",
    level: "metastore",
    required: ["name", "catalogName", "schemaName"],
    replacedBy: ["catalogName", "schemaName", "name", "storageLocation"],
    rules: objectName,
    computed: {
      fullName: ({ inputs }) => fullName(inputs, "schemaName", "name"),
      owner: () => deployer,
      createdBy: () => deployer,
      updatedBy: () => deployer,
      createdAt: ({ stamp }) => Date.parse(stamp.at),
      updatedAt: ({ stamp }) => Date.parse(stamp.at),
      metastoreId: () => metastore,
      storageLocation: ({ stamp }) => `s3://local-cloud/${metastore}/models/${stamp.uuid}`,
    },
    id: ({ inputs }) => fullName(inputs, "schemaName", "name"),
    claims: ({ inputs }) => [
      {
        thing: thing("model", fullName(inputs, "schemaName", "name")),
        refusal: `POST /api/2.1/unity-catalog/models: 400 ALREADY_EXISTS: Registered model '${fullName(inputs, "schemaName", "name")}' already exists`,
      },
    ],
    needs: ({ inputs }, world) =>
      inItsSchema(inputs, "CREATE_MODEL", "POST /api/2.1/unity-catalog/models", world),
    startsEmpty: true,
  },

  // Overwrites what every principal has.
  "databricks:index/grants:Grants": {
    docs: "https://docs.databricks.com/api/workspace/grants/update",
    level: "metastore",
    replacedBy: securables,
    unordered: ["grants.*.privileges", "grants"],
    rules: [exactlyOne("", securables), distinct("grants.*.principal"), allowedIn("grants.*.privileges.*")],
    id: ({ inputs }) => securable(inputs).join("/"),
    claims: ({ inputs }) => [{ thing: `grants on ${securable(inputs).join(" ")}` }],
    needs: ({ inputs }, world) => onSecurable(inputs, world),
  },

  // Overwrites what one principal has.
  "databricks:index/grant:Grant": {
    docs: "https://docs.databricks.com/api/workspace/grants/update",
    level: "metastore",
    replacedBy: [...securables, "principal"],
    unordered: ["privileges"],
    rules: [exactlyOne("", securables), allowedIn("privileges.*")],
    id: ({ inputs }) => [...securable(inputs), show(inputs["principal"])].join("/"),
    claims: ({ inputs }) => [
      { thing: `grants on ${securable(inputs).join(" ")}`, part: show(inputs["principal"]) },
    ],
    needs: ({ inputs }, world) => onSecurable(inputs, world),
  },
};

const metastore = "3f1b2c4d-0000-4000-a000-000000000001";

/** Whoever runs the deployment owns what it makes, until an owner is named. */
const deployer = "deployer@local-cloud";

/** Unity Catalog keeps names in lower case. */
function thing(type: string, name: string): string {
  return `${type} ${name.toLowerCase()}`;
}

function fullName(inputs: Props, ...keys: string[]): string {
  return ["catalogName", ...keys].map((key) => show(inputs[key])).join(".");
}

function inItsSchema(inputs: Props, right: string, call: string, world: Surroundings): Need[] {
  const schema = fullName(inputs, "schemaName");
  const refusal = `404 SCHEMA_DOES_NOT_EXIST: Schema '${schema}' does not exist`;
  return [
    { thing: thing("schema", schema), refusal, inside: true },
    ...requires(right, "schema", schema, call, world),
    ...ownerNeeds(inputs, call),
  ];
}

/** An external volume lies in an external location, of which the metastore must know. */
function inItsLocation(inputs: Props, world: Surroundings): Need[] {
  const url = text(inputs, "storageLocation");
  if (url === undefined) return [];
  const location = locationOver(url, world);
  const refusal = `POST /api/2.1/unity-catalog/volumes: 404 EXTERNAL_LOCATION_DOES_NOT_EXIST: no parent external location was found for path '${url}'`;
  return [{ thing: location ?? `external location over ${url}`, refusal, inside: true }];
}

/** What is granted on: the input that names it, and the name. */
function securable(inputs: Props): [type: string, name: string] {
  const type = securables.find((key) => inputs[key] !== undefined) ?? "securable";
  return [type, show(inputs[type]).toLowerCase()];
}

/** Tables, catalogs and the schemas of others are not made here: they are taken to exist, unless they are listed. */
function onSecurable(inputs: Props, world: Surroundings): Need[] {
  const [type, name] = securable(inputs);
  const call = `PATCH /api/2.1/unity-catalog/permissions/${type}/${name}`;
  const named = given(inputs, "principal")
    ? [inputs["principal"]]
    : at(inputs, "grants.*.principal").map(({ value }) => value);
  return [
    ...exists(type, name, call).map((need) => ({ ...need, inside: need.thing === `${type} ${name}` })),
    ...named.flatMap((principal) =>
      // Who reads a share is outside, and known as a recipient.
      type === "share" ? exists("recipient", show(principal), call) : accountPrincipal(principal, call),
    ),
    ...requires("MANAGE", type, name, call, world),
  ];
}

function allowedIn(pattern: string): Rule {
  return (inputs) => {
    const [type] = securable(inputs);
    const allowed = (privileges as Readonly<Record<string, readonly string[]>>)[type];
    return allowed ? oneOf(pattern, allowed)(inputs) : [];
  };
}
