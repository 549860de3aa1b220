import { z } from "zod";

/** The role as which Unity Catalog reaches storage, the same for all accounts outside GovCloud. https://docs.databricks.com/aws/en/connect/unity-catalog/cloud-storage/s3/s3-external-location-manual */
const UNITY_CATALOG_ROLE = "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL";

const ACCOUNT = "must be the account's number, 12 digits in quotes";

/** AWS: where projects' own buckets are made, and which storage of the platform projects may use. */
export const awsKeys = {
  awsAccountId: z
    .string({ error: ACCOUNT })
    .regex(/^\d{12}$/, { error: ACCOUNT })
    .optional()
    .describe(
      "The AWS account of projects' own buckets, keys and roles; no other account is touched. Without it projects have no buckets of their own.",
    ),
  awsRegion: z
    .string()
    .regex(/^(?!us-gov-|cn-)[a-z]{2}(?:-[a-z]+)+-\d$/, {
      error: "must be a region such as eu-central-1; GovCloud and China are not offered",
    })
    .optional()
    .describe("The region of those buckets: the workspace's, for files that cross regions cost."),
  storagePrefix: z
    .string()
    .regex(/^(?!xn--|sthree-|amzn-s3-demo-)[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, {
      error: "must be lower-case letters, digits and single hyphens, beginning with a letter",
    })
    .max(20, { error: "is too long: at most 20 characters" })
    .optional()
    .describe(
      "Beginning of the names of buckets, keys and roles, at most 20 characters. Names of buckets are the whole world's: take the organisation's. A change replaces them all.",
    ),
  awsPermissionsBoundary: z
    .string()
    .regex(/^arn:aws:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]+$/, {
      error: "must be the ARN of an IAM policy",
    })
    .optional()
    .describe("IAM policy that bounds every role that Marvin makes, by its ARN."),
  unityCatalogRole: z
    .string()
    .regex(/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/, { error: "must be the ARN of an IAM role" })
    .default(UNITY_CATALOG_ROLE)
    .describe("The role of Databricks that may take on the buckets' roles."),
  storageCredentials: z
    .record(
      z.string(),
      z
        .array(
          z.string().regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[\w=.-]+)*\/?$/, {
            error: "must be a bucket or a folder in one, such as s3://bucket/folder",
          }),
        )
        .min(1, { error: "must name at least one folder" }),
    )
    .default({})
    .describe(
      "Storage of the platform that projects may name as `url`: storage credentials by name, each with the buckets or folders that it opens to projects.",
    ),
} as const;
