import assert from "node:assert/strict";
import { aws } from "../../sandbox/aws";
import { show } from "../../sandbox/value";
import { Sandbox, type Client } from "./client";

const bucket = "aws:s3/bucket:Bucket";
const versioning = "aws:s3/bucketVersioning:BucketVersioning";
const ownership = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
const publicAccessBlock = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const bucketPolicy = "aws:s3/bucketPolicy:BucketPolicy";
const key = "aws:kms/key:Key";
const alias = "aws:kms/alias:Alias";
const role = "aws:iam/role:Role";
const rolePolicy = "aws:iam/rolePolicy:RolePolicy";

const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const trust = document({ Effect: "Allow", Principal: { AWS: "1" }, Action: "sts:AssumeRole" });
const access = document({ Effect: "Allow", Action: "s3:*", Resource: "*" });
const rule = { id: "a", status: "Enabled", expiration: { days: 1 } };

describe("aws in the local cloud", () => {
  let sandbox: Sandbox;
  let client: Client;
  beforeEach(async () => {
    sandbox = await Sandbox.start(aws);
    client = await sandbox.connect({ region: "eu-central-1", allowedAccountIds: '["123456789012"]' });
  });
  afterEach(() => sandbox.stop());

  // prettier-ignore
  const refused: [what: string, type: string, inputs: Parameters<Client["check"]>[1], reason: RegExp][] = [
    ["a bucket without a name", bucket, {}, /^bucket: must be given/],
    ["a bucket with capitals", bucket, { bucket: "Files" }, /^bucket: is "Files"; use 3 to 63/],
    ["a bucket that ends as S3's own do", bucket, { bucket: "files-s3alias" }, /none of the beginnings and endings/],
    ["a name of 64 characters", bucket, { bucket: "x".repeat(64) }, /use 3 to 63/],
    ["an address for a name", bucket, { bucket: "10.0.0.1" }, /use 3 to 63/],
    ["what has a resource of its own", bucket, { bucket: "files", acl: "private" }, /^acl: is deprecated on the bucket/],
    ["51 tags", bucket, { bucket: "files", tags: Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`k${i}`, ""])) }, /^tags: has 51 entries/],
    ["a tag of AWS", bucket, { bucket: "files", tags: { "aws:x": "" } }, /is no key of a tag/],
    ["a state that versions have not", versioning, { bucket: "files", versioningConfiguration: { status: "On" } }, /status: is "On"/],
    ["an unknown owner of objects", ownership, { bucket: "files", rule: { objectOwnership: "Owner" } }, /objectOwnership: is "Owner"/],
    ["an unknown cipher", encryption, { bucket: "files", rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "kms" } }] }, /sseAlgorithm: is "kms"/],
    ["a key that is not used", encryption, { bucket: "files", rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256", kmsMasterKeyId: "k" } }] }, /has kmsMasterKeyId, which is for aws:kms/],
    ["two ciphers", encryption, { bucket: "files", rules: [{}, {}] }, /has 2 entries/],
    ["a rule that does nothing", lifecycle, { bucket: "files", rules: [{ id: "a", status: "Enabled" }] }, /^rules\[0\]: does nothing/],
    ["a rule twice", lifecycle, { bucket: "files", rules: [rule, rule] }, /repeats "a"/],
    ["a rule that is on", lifecycle, { bucket: "files", rules: [{ ...rule, status: "on" }] }, /status: is "on"/],
    ["versions of no day", lifecycle, { bucket: "files", rules: [{ ...rule, noncurrentVersionExpiration: { noncurrentDays: 0 } }] }, /noncurrentDays: is 0/],
    ["markers and days", lifecycle, { bucket: "files", rules: [{ ...rule, expiration: { days: 1, expiredObjectDeleteMarker: true } }] }, /keep one/],
    ["a bucket policy for nobody", bucketPolicy, { bucket: "files", policy: access }, /Statement\[0\] needs Principal/],
    ["a policy that is no JSON", bucketPolicy, { bucket: "files", policy: "{" }, /^policy: is no JSON/],
    ["a policy without statements", bucketPolicy, { bucket: "files", policy: document() }, /has no Statement/],
    ["a policy of another version", rolePolicy, { name: "a", role: "r", policy: access.replace("2012", "2022") }, /needs Version/],
    ["a statement without effect", rolePolicy, { name: "a", role: "r", policy: document({ Action: "s3:*", Resource: "*" }) }, /needs Effect Allow or Deny/],
    ["a statement with a mistyped element", rolePolicy, { name: "a", role: "r", policy: document({ Effect: "Allow", Action: "s3:*", Resource: "*", Conditions: {} }) }, /has Conditions, which is no element/],
    ["a role's policy with a principal", rolePolicy, { name: "a", role: "r", policy: document({ Effect: "Allow", Action: "s3:*", Resource: "*", Principal: "*" }) }, /has Principal, which such a policy may not have/],
    ["a role whose trust is too long", role, { name: "r", assumeRolePolicy: document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "1".repeat(2048) } }) }, /it may have 2048 \(https:.*quotas/],
    ["a role with a space", role, { name: "a role", assumeRolePolicy: trust }, /^name: is "a role"/],
    ["a role of a minute", role, { name: "r", assumeRolePolicy: trust, maxSessionDuration: 60 }, /maxSessionDuration: is 60/],
    ["a boundary by name", role, { name: "r", assumeRolePolicy: trust, permissionsBoundary: "marvin" }, /give the ARN of a policy/],
    ["a key that goes tomorrow", key, { deletionWindowInDays: 1 }, /^deletionWindowInDays: is 1/],
    ["a key that turns every week", key, { rotationPeriodInDays: 7 }, /^rotationPeriodInDays: is 7/],
    ["a use that keys have not", key, { keyUsage: "ENCRYPT" }, /^keyUsage: is "ENCRYPT"/],
    ["an alias of AWS", alias, { name: "alias/aws/s3", targetKeyId: "k" }, /^name: is "alias\/aws\/s3"/],
    ["an alias without its beginning", alias, { name: "files", targetKeyId: "k" }, /begin with alias\//],
  ];
  for (const [what, type, inputs, reason] of refused) {
    it(`refuses ${what}`, () => client.refuses(type, inputs, reason));
  }

  it("shares names of buckets over all accounts, and roles over none", async () => {
    const other = await sandbox.connect({ region: "eu-central-1", allowedAccountIds: '["210987654321"]' });
    await client.create(bucket, "a", { bucket: "files" });
    await assert.rejects(other.create(bucket, "b", { bucket: "files" }), /409 BucketAlreadyExists/);
    const { outputs } = await client.create(role, "a", { name: "reader", assumeRolePolicy: trust });
    assert.equal(outputs["arn"], "arn:aws:iam::123456789012:role/reader");
    const there = await other.create(role, "b", { name: "reader", assumeRolePolicy: trust });
    assert.equal(there.outputs["arn"], "arn:aws:iam::210987654321:role/reader");
    await assert.rejects(
      client.create(role, "c", { name: "reader", assumeRolePolicy: trust }),
      /409 EntityAlreadyExists/,
    );
  });

  it("knows what belongs to a bucket, a role and a key that is there", async () => {
    await assert.rejects(
      client.create(versioning, "v", { bucket: "files", versioningConfiguration: { status: "Enabled" } }),
      /404 NoSuchBucket/,
    );
    await assert.rejects(
      client.create(rolePolicy, "p", { name: "a", role: "reader", policy: access }),
      /404 NoSuchEntity/,
    );
    await assert.rejects(
      client.create(alias, "a", { name: "alias/files", targetKeyId: "none" }),
      /NotFoundException/,
    );
    const { outputs } = await client.create(key, "k", {});
    assert.match(show(outputs["arn"]), /^arn:aws:kms:eu-central-1:123456789012:key\//);
    await client.create(alias, "a", { name: "alias/files", targetKeyId: outputs["keyId"]! });
    await assert.rejects(
      client.create(alias, "b", { name: "alias/files", targetKeyId: outputs["arn"]! }),
      /AlreadyExistsException/,
    );
  });

  it("keeps the public out, and a policy to its own bucket", async () => {
    await client.create(bucket, "b", { bucket: "files" });
    await client.create(publicAccessBlock, "x", { bucket: "files", blockPublicPolicy: true });
    const policy = (Resource: string) =>
      document({ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource });
    await assert.rejects(
      client.create(bucketPolicy, "p", { bucket: "files", policy: policy("arn:aws:s3:::files/*") }),
      /403 AccessDenied: public policies/,
    );
    const denied = policy("arn:aws:s3:::other/*").replace("Allow", "Deny");
    await assert.rejects(
      client.create(bucketPolicy, "p", { bucket: "files", policy: denied }),
      /400 MalformedPolicy/,
    );
    await client.create(bucketPolicy, "p", { bucket: "files", policy: denied.replace("other", "files") });
  });

  it("deletes no role that still has policies, and a key after its waiting period only", async () => {
    const made = await client.create(role, "r", { name: "reader", assumeRolePolicy: trust });
    const inner = await client.create(rolePolicy, "p", { name: "a", role: "reader", policy: access });
    await assert.rejects(client.remove(role, "r", made.id), /409 DeleteConflict/);
    await client.remove(rolePolicy, "p", inner.id);
    await client.remove(role, "r", made.id);
    const { id } = await client.create(key, "k", {});
    await client.remove(key, "k", id);
    assert.equal(await client.read(key, id), undefined);
  });
});
