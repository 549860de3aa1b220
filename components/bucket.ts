import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Stateful } from "../config/keys/fleet";
import type { Settings } from "../config/settings";
import { bucketPolicy, type Statement } from "./policyDocuments";
import { keep } from "./stateful";
import type { Tags } from "./tags";

/** What a bucket is made from. */
export interface BucketArgs {
  /** Name of the bucket, the whole world's; the key's alias has it too. A change replaces both. */
  readonly bucket: string;
  /** What is kept in it. */
  readonly description: string;
  /** Days for which it keeps what was overwritten or deleted. @default 30 */
  readonly noncurrentDays?: number;
  /** What the stack keeps it as. @default "bucket" */
  readonly kept?: Stateful;
  /** What others than the account's own roles may do with it, beside the rule that all need TLS. @default nothing */
  readonly statements?: readonly Statement[];
  /** The policy of its key, as JSON. @default AWS' own, by which the account's roles decide */
  readonly keyPolicy?: string;
  readonly tags: Tags;
  readonly settings: Settings;
}

/**
 * A private S3 bucket with a KMS key of its own: never public, no ACLs, TLS alone, encrypted by that key, which turns
 * every year, and with the versions of some days. It is not deleted while it holds files; its key is deleted 30 days
 * after its declaration goes, until when it can be saved.
 */
export class Bucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly keyArn: pulumi.Output<string>;

  constructor(name: string, args: BucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Bucket", name, {}, opts);
    const parent = { parent: this };
    const kept = { ...parent, ignoreChanges: ["tags.commit"], ...keep(args.kept ?? "bucket", args.settings) };
    const key = new aws.kms.Key(
      `${name}/key`,
      {
        description: args.description,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        ...(args.keyPolicy !== undefined && { policy: args.keyPolicy }),
        tags: args.tags,
      },
      kept,
    );
    new aws.kms.Alias(`${name}/key-alias`, { name: `alias/${args.bucket}`, targetKeyId: key.keyId }, parent);
    const bucket = new aws.s3.Bucket(
      name,
      { bucket: args.bucket, forceDestroy: false, tags: args.tags },
      kept,
    );
    this.bucketName = bucket.bucket;
    this.keyArn = key.arn;
    this.protectContent(name, args, bucket.bucket, key.arn);
    this.registerOutputs({ bucketName: this.bucketName, keyArn: this.keyArn });
  }

  private protectContent(
    name: string,
    { bucket: bucketName, noncurrentDays = 30, statements = [] }: BucketArgs,
    bucket: pulumi.Output<string>,
    keyArn: pulumi.Output<string>,
  ): void {
    const parent = { parent: this };
    new aws.s3.BucketOwnershipControls(
      `${name}/ownership`,
      { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      parent,
    );
    const block = new aws.s3.BucketPublicAccessBlock(
      `${name}/public-access-block`,
      {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      parent,
    );
    // S3 refuses two changes of who may do what with a bucket at once.
    new aws.s3.BucketPolicy(
      `${name}/policy`,
      { bucket, policy: bucketPolicy(bucketName, statements) },
      { parent: this, dependsOn: block },
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}/encryption`,
      {
        bucket,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
            bucketKeyEnabled: true,
          },
        ],
      },
      parent,
    );
    const versioning = new aws.s3.BucketVersioning(
      `${name}/versioning`,
      { bucket, versioningConfiguration: { status: "Enabled" } },
      parent,
    );
    new aws.s3.BucketLifecycleConfiguration(
      `${name}/lifecycle`,
      {
        bucket,
        rules: [
          {
            id: "old-versions",
            status: "Enabled",
            filter: { prefix: "" },
            noncurrentVersionExpiration: { noncurrentDays },
            expiration: { expiredObjectDeleteMarker: true },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
      { parent: this, dependsOn: versioning },
    );
  }
}
