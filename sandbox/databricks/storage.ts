import type { Claim, Kind, Surroundings } from "../kind";
import { ownerNeeds } from "./principals";
import { exists, requires } from "./rights";
import { atMostOne, matching, oneOf } from "../rules";
import { isTrue } from "../rules";
import { show, text, type Props } from "../value";

const MODES = ["ISOLATION_MODE_OPEN", "ISOLATION_MODE_ISOLATED"];

/** https://docs.databricks.com/aws/en/data-governance/unity-catalog/requirements#securable-object-naming-requirements */
const name = matching(
  "name",
  /^[^./ \p{Cc}]{1,255}$/u,
  "use 1 to 255 characters, without periods, spaces and slashes",
);

/** What opens storage to Unity Catalog, and which storage that is. Credentials of the platform are taken to exist, unless they are listed. */
export const storageKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/storageCredential:StorageCredential": {
    docs: "https://docs.databricks.com/api/workspace/storagecredentials/create",
    required: ["name"],
    replacedBy: ["name"],
    rules: [
      name,
      oneOf("isolationMode", MODES),
      oneOf("api", ["account", "workspace"]),
      atMostOne("", [
        "awsIamRole",
        "azureManagedIdentity",
        "azureServicePrincipal",
        "cloudflareApiToken",
        "gcpServiceAccountKey",
      ]),
      matching(
        "awsIamRole.roleArn",
        /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
        "give the ARN of an IAM role",
      ),
    ],
    computed: {
      storageCredentialId: ({ stamp }) => stamp.uuid,
      isolationMode: () => "ISOLATION_MODE_OPEN",
      owner: () => "deployer@local-cloud",
      "awsIamRole.externalId": ({ stamp }) => stamp.uuid,
      "awsIamRole.unityCatalogIamArn": () =>
        "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL",
    },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs }) => [
      {
        thing: credential(inputs["name"]),
        refusal: `POST /api/2.1/unity-catalog/storage-credentials: 400 STORAGE_CREDENTIAL_ALREADY_EXISTS: Storage Credential '${show(inputs["name"])}' already exists`,
      },
    ],
    startsEmpty: true,
    keeps: ({ inputs }, world) => {
      if (isTrue(inputs["forceDestroy"])) return undefined;
      const used = world.inside(credential(inputs["name"])).filter((inner) => !inner.startsWith("grants"));
      if (used.length === 0) return undefined;
      return `DELETE /api/2.1/unity-catalog/storage-credentials/${show(inputs["name"])}: 400 INVALID_STATE: Storage credential has dependent ${used.join(", ")}`;
    },
  },

  "databricks:index/externalLocation:ExternalLocation": {
    docs: "https://docs.databricks.com/api/workspace/externallocations/create",
    level: "metastore",
    required: ["name"],
    replacedBy: ["name"],
    rules: [
      name,
      oneOf("isolationMode", MODES),
      matching(
        "url",
        /^(?:s3|abfss|gs|r2):\/\/[^\s*]+$/,
        "give the address of a bucket or a folder, such as s3://bucket/folder",
      ),
    ],
    computed: {
      isolationMode: () => "ISOLATION_MODE_OPEN",
      owner: () => "deployer@local-cloud",
    },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs }) => [
      {
        thing: location(inputs["name"]),
        refusal: `POST /api/2.1/unity-catalog/external-locations: 400 EXTERNAL_LOCATION_ALREADY_EXISTS: External Location '${show(inputs["name"])}' already exists`,
      },
      ...foldersOf(
        "storage",
        inputs["url"],
        `POST /api/2.1/unity-catalog/external-locations: 400 LOCATION_OVERLAP: Input path url '${show(inputs["url"])}' overlaps with other external locations`,
      ),
    ],
    needs: ({ inputs }, world) => {
      const credential = show(inputs["credentialName"]);
      const call = "POST /api/2.1/unity-catalog/external-locations";
      return [
        ...exists("storageCredential", credential, call).map((need) => ({ ...need, inside: true })),
        ...requires("CREATE_EXTERNAL_LOCATION", "storageCredential", credential, call, world),
        ...ownerNeeds(inputs, call),
      ];
    },
    startsEmpty: true,
    keeps: ({ inputs }, world) => {
      if (isTrue(inputs["forceDestroy"])) return undefined;
      const used = world.inside(location(inputs["name"])).filter((inner) => !inner.startsWith("grants"));
      if (used.length === 0) return undefined;
      return `DELETE /api/2.1/unity-catalog/external-locations/${show(inputs["name"])}: 400 INVALID_STATE: External location '${show(inputs["name"])}' has dependent ${used.join(", ")}`;
    },
  },
};

function credential(name: Props[string] | undefined): string {
  return `storageCredential ${show(name).toLowerCase()}`;
}

function location(name: Props[string] | undefined): string {
  return `externalLocation ${show(name).toLowerCase()}`;
}

/**
 * Claims a folder, whole, and a part of each folder above it: two claims on folders that lie in each other clash, and
 * those of neighbours do not.
 */
export function foldersOf(of: string, url: Props[string] | undefined, refusal: string): Claim[] {
  const [own, ...above] = upwards(show(url));
  return [
    { thing: `${of} ${own}`, refusal },
    ...above.map((folder) => ({ thing: `${of} ${folder}`, part: own, refusal })),
  ];
}

/** The external location that a folder lies in, if one is known. */
export function locationOver(url: string, world: Surroundings): string | undefined {
  const holder = upwards(url)
    .map((folder) => world.holder(`storage ${folder}`))
    .find((found) => found !== undefined);
  const name = text(holder, "name");
  return name === undefined ? undefined : location(name);
}

/** A folder and those above it, up to its bucket. */
function upwards(url: string): string[] {
  const folder = url.replace(/\/+$/, "");
  const above = folder.slice(0, folder.lastIndexOf("/"));
  return /^\w+:\/\/[^/]/.test(above) ? [folder, ...upwards(above)] : [folder];
}
