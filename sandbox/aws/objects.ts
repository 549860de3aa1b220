import type { Kind } from "../kind";
import { atMostOne, each, oneOf } from "../rules";
import { show } from "../value";
import { inBucket, partOfBucket } from "./s3";
import { tagRules } from "./tags";

/** Files in buckets, and who hears of them. */
export const objectKinds: Readonly<Record<string, Kind>> = {
  "aws:s3/bucketObjectv2:BucketObjectv2": {
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html",
    required: ["key"],
    replacedBy: ["bucket", "key", "region"],
    rules: [
      each("key", ({ value }) => {
        const bytes = Buffer.byteLength(show(value));
        return (bytes < 1 || bytes > 1024) && `has ${bytes} bytes; it must have 1 to 1024`;
      }),
      atMostOne("", ["content", "contentBase64", "source"]),
      oneOf("serverSideEncryption", ["AES256", "aws:kms", "aws:kms:dsse"]),
      (inputs) =>
        inputs["etag"] !== undefined && inputs["kmsKeyId"] !== undefined
          ? [{ property: "etag", reason: "is no digest of what KMS encrypts; remove it" }]
          : [],
      tagRules,
    ],
    computed: {
      arn: ({ inputs }) => `arn:aws:s3:::${show(inputs["bucket"])}/${show(inputs["key"])}`,
      versionId: ({ stamp }) => stamp.hex,
    },
    id: ({ inputs }) => `${show(inputs["bucket"])}/${show(inputs["key"])}`,
    claims: ({ inputs }) => [{ thing: `object ${show(inputs["bucket"])}/${show(inputs["key"])}` }],
    needs: (subject) => [inBucket(subject)],
  },

  "aws:s3/bucketNotification:BucketNotification": {
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html",
    ...partOfBucket("notification"),
  },
};
