import { z } from "zod";
import { documentation } from "./documentation";
import { catalogObject, integer, sentence } from "./names";
import { object } from "./object";
import { tagMap } from "./tags";

/** What a change of a project's own bucket touches on AWS. */
const BUCKET = [
  "aws.iam.Role",
  "aws.iam.RolePolicy",
  "aws.kms.Alias",
  "aws.kms.Key",
  "aws.s3.Bucket",
  "aws.s3.BucketLifecycleConfiguration",
  "aws.s3.BucketOwnershipControls",
  "aws.s3.BucketPolicy",
  "aws.s3.BucketPublicAccessBlock",
  "aws.s3.BucketServerSideEncryptionConfiguration",
  "aws.s3.BucketVersioning",
];
const LOCATION = ["databricks.ExternalLocation", "databricks.Grant", "databricks.StorageCredential"];

/** S3 keeps these endings of a bucket's name for itself. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const RESERVED_ENDINGS = ["an", "s3alias"];

/** Last part of the names PROJECT-ENVIRONMENT-KEY: without hyphens, no two projects can make the same name. */
const locationKey = z
  .string()
  .max(20, { error: "is too long: at most 20 characters" })
  .regex(/^[a-z][a-z0-9]*$/, {
    error: "must be lower-case letters and digits, beginning with a letter, e.g. `landing`",
  })
  .refine((key) => !RESERVED_ENDINGS.includes(key), {
    error: "is an ending of names that S3 keeps for itself: choose another",
  });

const PATH = /^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[\w=.-]+(?:\/[\w=.-]+)*$/;

const url = z
  .string()
  .max(1024, { error: "is too long: at most 1024 characters" })
  .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:\/[\w=.-]+)*\/?$/, {
    error: "must be a bucket or a folder in one, such as `s3://bucket/folder`, without spaces and wildcards",
  });

const location = object(
  {
    comment: sentence(1024)
      .optional()
      .describe("What is kept there.")
      .register(documentation, { drives: ["databricks.ExternalLocation"] }),
    read_only: z
      .boolean()
      .optional()
      .describe(
        "Whether files there are only read. Default: false in the project's own bucket, true in storage of the platform.",
      )
      .register(documentation, {
        drives: [
          "aws.iam.RolePolicy",
          "databricks.ExternalLocation",
          "databricks.Grant",
          "databricks.StorageCredential",
        ],
      }),
    noncurrent_days: integer(1, 3650, "days")
      .optional()
      .describe(
        "Days for which the project's own bucket keeps what was overwritten or deleted, 1 to 3,650. Default: 30.",
      )
      .register(documentation, { drives: ["aws.s3.BucketLifecycleConfiguration"] }),
    url: url
      .optional()
      .describe(
        "Folder or bucket of the platform, e.g. `s3://bucket/folder`, instead of an own bucket. The stack says which are open to projects.",
      )
      .register(documentation, {
        drives: [...BUCKET, ...LOCATION, "databricks.EntityTagAssignment", "databricks.Volume"].sort(),
        stack: ["storageCredentials"],
      }),
    credential_name: z
      .string()
      .regex(/^[^./\s\p{Cc}]{1,255}$/u, { error: "must be the name of a storage credential" })
      .optional()
      .describe("The platform's storage credential that opens `url`.")
      .register(documentation, {
        drives: ["databricks.ExternalLocation"],
        stack: ["storageCredentials"],
      }),
  },
  {
    name: "the location is named PROJECT-ENVIRONMENT-KEY: remove it, and rename the key where you want another",
    bucket:
      "the bucket is named by the platform's prefix, the project, the environment and the key: remove it",
    owner: "whoever runs Pulumi owns the location: remove it",
    isolation_mode: "the location is open to its environment's workspace alone: remove it",
    fallback: "clusters would use their own credentials where Unity Catalog refuses: remove it",
    skip_validation: "Marvin decides it: remove it",
    enable_file_events:
      "file events need rights to make queues in the account, and are not offered: remove it",
    file_event_queue: "file events need rights to make queues in the account, and are not offered: remove it",
    encryption_details: "the project's own bucket is encrypted with a key of its own: remove it",
    storage_credential: "the key is `credential_name`, for storage of the platform: rename it",
    grants: "the project's service principal alone uses the location, people go through volumes: remove it",
    versioning: "the project's own bucket always keeps versions, for `noncurrent_days`: remove it",
    force_destroy: "a bucket with files is never deleted: remove it",
  },
).superRefine(({ url, credential_name: credential, noncurrent_days: days }, context) => {
  const fault = (key: string, message: string) => context.addIssue({ code: "custom", path: [key], message });
  if (url !== undefined && credential === undefined) {
    fault("url", "needs `credential_name:` beside it, the platform's storage credential that opens it");
  }
  if (url === undefined && credential !== undefined) {
    fault(
      "credential_name",
      "is for storage of the platform: add its `url:`, or remove it for a bucket of the project's own",
    );
  }
  if (url !== undefined && days !== undefined) {
    fault("noncurrent_days", "is for a bucket of the project's own: remove it, or remove `url`");
  }
});

/** Places in S3 for files, each an external location of Unity Catalog. */
export const externalLocations = z
  .record(locationKey, location)
  .default({})
  .describe(
    "Places for files in S3 by key, each an external location named PROJECT-ENVIRONMENT-KEY: `{}` is an encrypted bucket of the project's own. The service principal alone uses it; people go through volumes.",
  )
  .register(documentation, {
    drives: [...BUCKET, ...LOCATION].sort(),
    since: "0.2.0",
    stack: ["awsAccountId", "awsRegion", "storagePrefix"],
  });

const volume = object(
  {
    comment: sentence(1024)
      .optional()
      .describe("What the volume holds.")
      .register(documentation, { drives: ["databricks.Volume"] }),
    tags: tagMap(10)
      .default({})
      .describe("Tags of the volume in Unity Catalog, at most 10.")
      .register(documentation, {
        drives: ["databricks.EntityTagAssignment"],
        since: "0.2.0",
        stack: ["catalogTags"],
      }),
    external_location: z
      .string()
      .optional()
      .describe(
        "Key in `data.external_locations` of the place that holds the files. Default: Unity Catalog keeps them. A change replaces the volume; the files stay where they are.",
      )
      .register(documentation, { since: "0.2.0" }),
    path: z
      .string()
      .max(500, { error: "is too long: at most 500 characters" })
      .regex(PATH, { error: "must be a folder such as `exports/2026`, without a slash at its ends" })
      .optional()
      .describe(
        "Folder in the external location. Default: the volume's name. A change replaces the volume; the files stay where they are.",
      )
      .register(documentation, { since: "0.2.0" }),
  },
  {
    volume_type: "a volume is external where it has `external_location`: remove it",
    storage_location:
      "declare the place under `data.external_locations`, and name its key as `external_location`",
    name: "the key above is the volume's name: remove it",
    formerly:
      "a volume's name is in every path: declare a new one beside it, move the files, and then take the old one away",
    catalog_name: "volumes live in the environment's catalog: remove it",
    schema_name: "the volume lives in the schema that it stands under: remove it",
    grants: "grants follow from `access`: remove it",
    owner: "whoever runs Pulumi owns the volume: remove it",
  },
).superRefine(({ external_location: location, path }, context) => {
  if (path === undefined || location !== undefined) return;
  const message = "is a folder in an external location: add `external_location:`, or remove it";
  context.addIssue({ code: "custom", path: ["path"], message });
});

/** Volumes of one schema, by name. */
export const volumes = z.record(catalogObject, volume).default({});
