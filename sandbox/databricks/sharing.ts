import type { Kind } from "../kind";
import { atMost, distinct, each, matching, oneOf } from "../rules";
import { given, isProps, list, show, text, type Props } from "../value";
import { exists } from "./rights";

const NAME = /^[^./ \p{Cc}]{1,255}$/u;
const CHARACTERS = "use 1 to 255 characters, without periods, spaces and slashes";

// prettier-ignore
const TYPES = [
  "TABLE", "FOREIGN_TABLE", "SCHEMA", "VIEW", "MATERIALIZED_VIEW", "STREAMING_TABLE", "MODEL", "NOTEBOOK_FILE",
  "FUNCTION", "FEATURE_SPEC", "VOLUME",
];
const TABLES = ["TABLE", "FOREIGN_TABLE", "VIEW", "MATERIALIZED_VIEW", "STREAMING_TABLE"];

/** Delta Sharing: what is shared, and who may read it. */
export const sharingKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/share:Share": {
    docs: "https://docs.databricks.com/api/workspace/shares/create",
    level: "metastore",
    required: ["name"],
    replacedBy: ["name"],
    rules: [
      matching("name", NAME, CHARACTERS),
      oneOf("objects.*.dataObjectType", TYPES),
      distinct("objects.*.name"),
      distinct("objects.*.sharedAs"),
      oneOf("objects.*.historyDataSharingStatus", ["ENABLED", "DISABLED"]),
      oneOf("objects.*.partitions.*.values.*.op", ["EQUAL", "LIKE"]),
      each("objects.*", ({ value }) => {
        const type = text(value, "dataObjectType");
        if (type === undefined) return false;
        if (given(value, "sharedAs") && !TABLES.includes(type)) {
          return `has sharedAs, which is for tables and views; use stringSharedAs for ${type}`;
        }
        if (given(value, "stringSharedAs") && TABLES.includes(type)) {
          return `has stringSharedAs, which is not for tables and views; use sharedAs for ${type}`;
        }
        if (given(value, "cdfEnabled") && given(value, "historyDataSharingStatus")) {
          return "has cdfEnabled and historyDataSharingStatus; keep one";
        }
        const parts = (text(value, "name") ?? "").split(".").length;
        const wanted = type === "SCHEMA" ? 2 : 3;
        return (
          given(value, "name") &&
          text(value, "name") !== undefined &&
          type !== "NOTEBOOK_FILE" &&
          parts !== wanted &&
          `has a name of ${parts} parts; a ${type} has ${wanted}`
        );
      }),
    ],
    computed: { owner: () => "deployer@local-cloud", createdAt: ({ stamp }) => Date.parse(stamp.at) },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs }) => [
      {
        thing: `share ${show(inputs["name"]).toLowerCase()}`,
        refusal: `POST /api/2.1/unity-catalog/shares: 400 SHARE_ALREADY_EXISTS: Share '${show(inputs["name"])}' already exists`,
      },
    ],
    // Tables and the schemas of others are not made here, so they are taken to exist; what is made here is not.
    needs: ({ inputs }) =>
      list(inputs, "objects")
        .filter(isProps)
        .flatMap((object) => [
          ...sharedFrom(inputs, object),
          {
            thing: `${show(object["dataObjectType"]).toLowerCase()} ${show(object["name"]).toLowerCase()}`,
            refusal: `PATCH /api/2.1/unity-catalog/shares/${show(inputs["name"])}: 404 ${show(object["dataObjectType"])} '${show(object["name"])}' does not exist`,
            assumed: text(object, "dataObjectType") !== "VOLUME",
          },
        ]),
    startsEmpty: true,
  },

  "databricks:index/recipient:Recipient": {
    docs: "https://docs.databricks.com/api/workspace/recipients/create",
    level: "metastore",
    required: ["name"],
    replacedBy: ["authenticationType", "dataRecipientGlobalMetastoreId", "name", "sharingCode"],
    rules: [
      matching("name", NAME, CHARACTERS),
      oneOf("authenticationType", ["TOKEN", "DATABRICKS"]),
      matching(
        "dataRecipientGlobalMetastoreId",
        /^(?:aws|azure|gcp):[\w-]+:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
        "give the recipient's sharing identifier, cloud:region:uuid",
      ),
      atMost("ipAccessList.allowedIpAddresses", 100),
      (inputs) => authentication(inputs),
    ],
    computed: { cloud: () => "", region: () => "", activated: () => true },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs }) => [
      {
        thing: `recipient ${show(inputs["name"]).toLowerCase()}`,
        refusal: `POST /api/2.1/unity-catalog/recipients: 400 RECIPIENT_ALREADY_EXISTS: Recipient '${show(inputs["name"])}' already exists`,
      },
    ],
  },
};

/** What holds the data of others must be there too. */
function sharedFrom(inputs: Props, object: Props) {
  const type = TABLES.includes(show(object["dataObjectType"]))
    ? "table"
    : show(object["dataObjectType"]).toLowerCase();
  if (!["table", "schema", "volume", "model", "function"].includes(type)) return [];
  return exists(type, show(object["name"]), `PATCH /api/2.1/unity-catalog/shares/${show(inputs["name"])}`);
}

function authentication(inputs: Props) {
  const between = text(inputs, "authenticationType") === "DATABRICKS";
  const identifier = "dataRecipientGlobalMetastoreId";
  const faults = [];
  if (between && !given(inputs, identifier)) {
    faults.push({ property: identifier, reason: "is required where authenticationType is DATABRICKS" });
  }
  for (const property of ["ipAccessList", "sharingCode"]) {
    if (between && given(inputs, property)) {
      faults.push({ property, reason: "is for recipients with tokens; remove it" });
    }
  }
  if (!between && given(inputs, identifier) && given(inputs, "ipAccessList")) {
    faults.push({ property: identifier, reason: "excludes ipAccessList; keep one" });
  }
  return faults;
}
