import type { Kind, Need, Rule, Subject } from "../kind";
import { atMost, between, distinct, each, from, length, matching, oneOf } from "../rules";
import { given, isProps, show, text, type Props } from "../value";
import { mappingIn } from "./jsonText";
import { policyDocument, statementsOf } from "./policy";
import { tagRules } from "./tags";

const NAMING = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html";

/** What the provider calls deprecated on a bucket, since each has a resource of its own, which it would fight with. */
// prettier-ignore
const INLINE = [
  "accelerationStatus", "acl", "corsRules", "grants", "lifecycleRules", "logging", "objectLockConfiguration", "policy",
  "replicationConfiguration", "requestPayer", "serverSideEncryptionConfiguration", "versioning", "website",
];

const inline: Rule = (inputs) =>
  INLINE.filter((key) => given(inputs, key)).map((property) => ({
    property,
    reason: "is deprecated on the bucket; use the resource of its own",
  }));

/** Buckets and what belongs to them. Names of buckets are one space for all accounts. */
export const s3Kinds: Readonly<Record<string, Kind>> = {
  "aws:s3/bucket:Bucket": {
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html",
    required: ["bucket"],
    replacedBy: ["bucket", "bucketNamespace", "bucketPrefix", "objectLockEnabled", "region"],
    rules: [
      from(
        NAMING,
        matching(
          "bucket",
          /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3|-an)$)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
          "use 3 to 63 lower-case letters, digits, hyphens and single periods, and none of the beginnings and endings that S3 keeps",
        ),
      ),
      inline,
      tagRules,
    ],
    computed: {
      arn: ({ inputs }) => `arn:aws:s3:::${show(inputs["bucket"])}`,
      bucketDomainName: ({ inputs }) => `${show(inputs["bucket"])}.s3.amazonaws.com`,
      bucketRegionalDomainName: ({ inputs, settings }) =>
        `${show(inputs["bucket"])}.s3.${settings["region"] ?? "us-east-1"}.amazonaws.com`,
      region: ({ settings }) => settings["region"] ?? "us-east-1",
    },
    id: ({ inputs }) => show(inputs["bucket"]),
    claims: ({ inputs }) => [
      {
        thing: bucket(inputs),
        refusal: `PUT /${show(inputs["bucket"])}: 409 BucketAlreadyExists: The requested bucket name is not available. The bucket namespace is shared by all users of the system.`,
      },
    ],
    startsEmpty: true,
  },

  "aws:s3/bucketVersioning:BucketVersioning": {
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html",
    ...partOfBucket("versioning"),
    rules: [
      oneOf("versioningConfiguration.status", ["Enabled", "Suspended", "Disabled"]),
      oneOf("versioningConfiguration.mfaDelete", ["Enabled", "Disabled"]),
    ],
  },

  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html",
    ...partOfBucket("public access block"),
  },

  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": {
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html",
    ...partOfBucket("ownership controls"),
    rules: [oneOf("rule.objectOwnership", ["BucketOwnerPreferred", "ObjectWriter", "BucketOwnerEnforced"])],
  },

  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html",
    ...partOfBucket("encryption"),
    rules: [
      atMost("rules", 1),
      oneOf("rules.*.applyServerSideEncryptionByDefault.sseAlgorithm", ["AES256", "aws:kms", "aws:kms:dsse"]),
      each("rules.*.applyServerSideEncryptionByDefault", ({ value }) => {
        const own = given(value, "kmsMasterKeyId") && text(value, "sseAlgorithm") === "AES256";
        return own && "has kmsMasterKeyId, which is for aws:kms; remove it, or change sseAlgorithm";
      }),
    ],
  },

  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html",
    ...partOfBucket("lifecycle"),
    rules: [
      atMost("rules", 1000),
      distinct("rules.*.id"),
      length("rules.*.id", 1, 255),
      oneOf("rules.*.status", ["Enabled", "Disabled"]),
      between("rules.*.noncurrentVersionExpiration.noncurrentDays", 1, 2_147_483_647),
      between("rules.*.noncurrentVersionExpiration.newerNoncurrentVersions", 1, 100),
      each(
        "rules.*",
        ({ value }) =>
          isProps(value) &&
          !ACTIONS.some((action) => given(value, action)) &&
          `does nothing; give one of ${ACTIONS.join(", ")}`,
      ),
      each(
        "rules.*.expiration",
        ({ value }) =>
          given(value, "expiredObjectDeleteMarker") &&
          (given(value, "days") || given(value, "date")) &&
          "has expiredObjectDeleteMarker beside days or date; keep one",
      ),
    ],
  },

  "aws:s3/bucketPolicy:BucketPolicy": {
    docs: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html",
    ...partOfBucket("policy"),
    rules: [policyDocument("policy", ["Principal", "Action", "Resource"], 20_480)],
    needs: (subject, world) => {
      const { inputs } = subject;
      const blocked =
        world.holder(`public access block of ${bucket(inputs)}`)?.["blockPublicPolicy"] === true;
      const policy = mappingIn(inputs, "policy");
      const needs = [inBucket(subject)];
      if (policy === undefined) return needs;
      if (blocked && statementsOf(policy).some(isPublic)) {
        needs.push({
          thing: "a bucket policy that is not public",
          refusal: `PUT /${show(inputs["bucket"])}?policy: 403 AccessDenied: public policies are prevented by the BlockPublicPolicy setting in S3 Block Public Access`,
        });
      }
      const arn = `arn:aws:s3:::${show(inputs["bucket"])}`;
      const elsewhere = statementsOf(policy)
        .flatMap(({ Resource: resource }) => (Array.isArray(resource) ? resource : [resource ?? arn]))
        .some((resource) => resource !== arn && !show(resource).startsWith(`${arn}/`));
      if (elsewhere) {
        needs.push({
          thing: "a bucket policy about its bucket",
          refusal: `PUT /${show(inputs["bucket"])}?policy: 400 MalformedPolicy: Policy has invalid resource`,
        });
      }
      return needs;
    },
  },
};

const ACTIONS = [
  "abortIncompleteMultipartUpload",
  "expiration",
  "noncurrentVersionExpiration",
  "noncurrentVersionTransitions",
  "transitions",
];

function bucket(inputs: Props): string {
  return `bucket ${show(inputs["bucket"])}`;
}

export function inBucket({ inputs }: Subject): Need {
  const refusal = `404 NoSuchBucket: The specified bucket does not exist: ${show(inputs["bucket"])}`;
  return { thing: bucket(inputs), refusal, inside: true };
}

/** What a bucket has one of, under the bucket's own name. */
export function partOfBucket(part: string): Pick<Kind, "replacedBy" | "id" | "claims" | "needs"> {
  return {
    replacedBy: ["bucket", "expectedBucketOwner", "region"],
    id: ({ inputs }) => show(inputs["bucket"]),
    claims: ({ inputs }) => [{ thing: `${part} of ${bucket(inputs)}` }],
    needs: (subject) => [inBucket(subject)],
  };
}

/** Whether a statement lets anybody in. https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status */
function isPublic({ Effect: effect, Principal: principal, Condition: condition }: Props): boolean {
  const anybody = principal === "*" || (isProps(principal) && principal["AWS"] === "*");
  return effect === "Allow" && anybody && condition === undefined;
}
