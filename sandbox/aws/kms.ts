import type { Kind, Need, Subject } from "../kind";
import { between, from, length, matching, oneOf } from "../rules";
import { show, valueAt } from "../value";
import { policyDocument } from "./policy";
import { account, region } from "./place";
import { tagRules } from "./tags";

/** Keys, and the names that they are found under. */
export const kmsKinds: Readonly<Record<string, Kind>> = {
  "aws:kms/key:Key": {
    docs: "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html",
    replacedBy: [
      "customKeyStoreId",
      "customerMasterKeySpec",
      "keyUsage",
      "multiRegion",
      "region",
      "xksKeyId",
    ],
    rules: [
      length("description", 0, 8192),
      oneOf("keyUsage", ["ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC", "KEY_AGREEMENT"]),
      from(
        "https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html",
        between("deletionWindowInDays", 7, 30),
      ),
      from(
        "https://docs.aws.amazon.com/kms/latest/APIReference/API_EnableKeyRotation.html",
        between("rotationPeriodInDays", 90, 2560),
      ),
      policyDocument("policy", ["Principal", "Action", "Resource"], 32_768),
      tagRules,
    ],
    computed: {
      keyId: ({ stamp }) => stamp.uuid,
      arn: ({ stamp, settings }) => `arn:aws:kms:${region(settings)}:${account(settings)}:key/${stamp.uuid}`,
    },
    id: ({ stamp }) => stamp.uuid,
    claims: ({ stamp }) => [{ thing: `key ${stamp.uuid}` }],
    startsEmpty: true,
    // A key is deleted after its waiting period only.
    leaves: () => ({ isEnabled: false }),
  },

  "aws:kms/alias:Alias": {
    docs: "https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html",
    required: ["name"],
    replacedBy: ["name", "namePrefix", "region"],
    rules: [
      matching(
        "name",
        /^alias\/(?!aws\/)[\w/-]+$/,
        "begin with alias/, not alias/aws/, and use letters, digits, slashes, underscores and hyphens",
      ),
      length("name", 7, 256),
    ],
    computed: {
      arn: ({ inputs, settings }) =>
        `arn:aws:kms:${region(settings)}:${account(settings)}:${show(inputs["name"])}`,
    },
    id: ({ inputs }) => show(inputs["name"]),
    claims: ({ inputs, settings }) => [
      {
        thing: `key alias ${account(settings)} ${region(settings)} ${show(inputs["name"])}`,
        refusal: `CreateAlias: 400 AlreadyExistsException: An alias with the name ${show(inputs["name"])} already exists`,
      },
    ],
    needs: ({ inputs }) => [
      {
        thing: `key ${show(inputs["targetKeyId"]).replace(/^.*:key\//, "")}`,
        refusal: `CreateAlias: 400 NotFoundException: Key '${show(inputs["targetKeyId"])}' does not exist`,
        inside: true,
      },
    ],
  },
};

/** The key that something is encrypted by, given by its ARN or id, must be there; an alias is left to AWS. */
export function keyNeeds({ inputs }: Subject, path: string): Need[] {
  const key = valueAt(inputs, path);
  if (typeof key !== "string" || key.includes("alias/")) return [];
  return [
    {
      thing: `key ${key.replace(/^.*:key\//, "")}`,
      refusal: `400 KMSNotFoundException: Key '${key}' does not exist`,
    },
  ];
}
