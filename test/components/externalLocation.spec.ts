import assert from "node:assert/strict";
import { ExternalLocation } from "../../components/externalLocation";
import { Schema } from "../../components/schema";
import { data } from "../../manifest/schema/data";
import { declare, granteesWith, PRINCIPAL, settingsWith, valueOf } from "./declare";

const TAGS = { commit: "c0ffee", project: "churn", owner: "student-success" };
const STORAGE = {
  awsAccountId: "123456789012",
  awsRegion: "eu-central-1",
  storagePrefix: "university",
  storageCredentials: '{"bank":["s3://bank-files"]}',
};
const NAME = "university-churn-dev-landing";

const declareWith = (location: object, changes: Record<string, string> = {}, project = "churn") =>
  declare(
    () =>
      new ExternalLocation(`${project}/storage/landing`, {
        project,
        key: "landing",
        location: data.parse({ external_locations: { landing: location } }).external_locations["landing"]!,
        applicationId: PRINCIPAL,
        tags: TAGS,
        settings: settingsWith({ ...STORAGE, ...changes }),
      }),
  );

const policy = (inputs: Record<string, unknown>, key = "policy") =>
  JSON.parse(String(inputs[key])) as { Statement: Record<string, unknown>[] };

describe("ExternalLocation", () => {
  it("has a bucket, a key, a role and a credential of its own, and nothing else", async () => {
    const { program } = await declareWith({});
    assert.deepEqual(
      program.list
        .filter((one) => !one.startsWith("marvin:"))
        .map((one) => one.replaceAll("churn/storage/landing", "*")),
      [
        "aws:Alias */bucket/key-alias",
        "aws:Bucket */bucket",
        "aws:BucketLifecycleConfiguration */bucket/lifecycle",
        "aws:BucketOwnershipControls */bucket/ownership",
        "aws:BucketPolicy */bucket/policy",
        "aws:BucketPublicAccessBlock */bucket/public-access-block",
        "aws:BucketServerSideEncryptionConfiguration */bucket/encryption",
        "aws:BucketVersioning */bucket/versioning",
        "aws:Key */bucket/key",
        "aws:Role */credential/role",
        "aws:RolePolicy */credential/role-policy",
        "databricks:ExternalLocation *",
        "databricks:Grant */grants/principal",
        "databricks:StorageCredential */credential",
      ],
    );
  });

  it("is open to its workspace and to the principal alone", async () => {
    const { program, result } = await declareWith({ comment: "Exports." });
    assert.deepEqual(program.inputs("databricks:ExternalLocation", "churn/storage/landing"), {
      name: "churn-dev-landing",
      comment: "Exports.",
      url: `s3://${NAME}`,
      credentialName: "churn-dev-landing",
      skipValidation: true,
      isolationMode: "ISOLATION_MODE_ISOLATED",
      fallback: false,
      readOnly: false,
    });
    assert.deepEqual(program.inputs("databricks:Grant", "churn/storage/landing/grants/principal"), {
      externalLocation: "churn-dev-landing",
      principal: PRINCIPAL,
      privileges: ["CREATE_EXTERNAL_TABLE", "READ_FILES", "WRITE_FILES"],
    });
    assert.equal(await valueOf(result.url), `s3://${NAME}`);
  });

  it("keeps the bucket private, encrypted, versioned and reached by TLS alone", async () => {
    const { program } = await declareWith({ noncurrent_days: 7 });
    const bucket = (type: string, part: string) =>
      program.inputs(`aws:${type}`, `churn/storage/landing/bucket${part}`);
    assert.deepEqual(bucket("Bucket", ""), { bucket: NAME, forceDestroy: false, tags: TAGS });
    assert.deepEqual(bucket("BucketPublicAccessBlock", "/public-access-block"), {
      bucket: NAME,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    assert.deepEqual(bucket("BucketOwnershipControls", "/ownership"), {
      bucket: NAME,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    assert.deepEqual(bucket("BucketVersioning", "/versioning"), {
      bucket: NAME,
      versioningConfiguration: { status: "Enabled" },
    });
    assert.deepEqual(bucket("BucketServerSideEncryptionConfiguration", "/encryption"), {
      bucket: NAME,
      rules: [
        {
          applyServerSideEncryptionByDefault: {
            sseAlgorithm: "aws:kms",
            kmsMasterKeyId: "arn:aws:kms:eu-central-1:123456789012:key/k-1",
          },
          bucketKeyEnabled: true,
        },
      ],
    });
    assert.deepEqual(bucket("BucketLifecycleConfiguration", "/lifecycle"), {
      bucket: NAME,
      rules: [
        {
          id: "old-versions",
          status: "Enabled",
          filter: { prefix: "" },
          noncurrentVersionExpiration: { noncurrentDays: 7 },
          expiration: { expiredObjectDeleteMarker: true },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    });
    assert.deepEqual(policy(bucket("BucketPolicy", "/policy")).Statement, [
      {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [`arn:aws:s3:::${NAME}`, `arn:aws:s3:::${NAME}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
    assert.deepEqual(bucket("Key", "/key"), {
      description: "Files of churn, in dev",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      tags: TAGS,
    });
    assert.deepEqual(bucket("Alias", "/key-alias"), { name: `alias/${NAME}`, targetKeyId: "k-1" });
  });

  it("lets whoever knows the credential's external id take on the role, and nobody else", async () => {
    const { program } = await declareWith(
      {},
      {
        awsPermissionsBoundary: "arn:aws:iam::123456789012:policy/marvin",
      },
    );
    const credential = program.inputs("databricks:StorageCredential", "churn/storage/landing/credential");
    assert.deepEqual(credential, {
      name: "churn-dev-landing",
      awsIamRole: { roleArn: `arn:aws:iam::123456789012:role/${NAME}` },
      comment: "Files of churn, in dev",
      isolationMode: "ISOLATION_MODE_ISOLATED",
      readOnly: false,
      skipValidation: true,
    });
    const role = program.inputs("aws:Role", "churn/storage/landing/credential/role");
    assert.equal(role["name"], NAME);
    assert.equal(role["permissionsBoundary"], "arn:aws:iam::123456789012:policy/marvin");
    assert.deepEqual(policy(role, "assumeRolePolicy").Statement, [
      {
        Sid: "UnityCatalog",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": "external-id" } },
      },
      {
        Sid: "Itself",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::123456789012:root" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "sts:ExternalId": "external-id" },
          ArnLike: { "aws:PrincipalArn": `arn:aws:iam::123456789012:role/${NAME}` },
        },
      },
    ]);
  });

  for (const [read_only, files, key] of [
    [
      false,
      [
        "s3:GetObject",
        "s3:ListBucket",
        "s3:GetBucketLocation",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:ListBucketMultipartUploads",
        "s3:ListMultipartUploadParts",
        "s3:AbortMultipartUpload",
      ],
      ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"],
    ],
    [true, ["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"], ["kms:Decrypt"]],
  ] as const) {
    it(`lets the role ${read_only ? "read" : "read and write"} this bucket alone`, async () => {
      const { program } = await declareWith({ read_only });
      const access = program.inputs("aws:RolePolicy", "churn/storage/landing/credential/role-policy");
      assert.deepEqual(policy(access).Statement, [
        {
          Sid: "Files",
          Effect: "Allow",
          Action: files,
          Resource: [`arn:aws:s3:::${NAME}`, `arn:aws:s3:::${NAME}/*`],
        },
        {
          Sid: "Key",
          Effect: "Allow",
          Action: key,
          Resource: "arn:aws:kms:eu-central-1:123456789012:key/k-1",
        },
        {
          Sid: "Itself",
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Resource: `arn:aws:iam::123456789012:role/${NAME}`,
        },
      ]);
    });
  }

  it("only reads storage of the platform, and makes none", async () => {
    const { program } = await declareWith({ url: "s3://bank-files/2026/", credential_name: "bank" });
    assert.deepEqual(program.inputs("databricks:ExternalLocation", "churn/storage/landing"), {
      name: "churn-dev-landing",
      comment: "Files of the project churn, declared by Marvin.",
      url: "s3://bank-files/2026/",
      credentialName: "bank",
      isolationMode: "ISOLATION_MODE_ISOLATED",
      fallback: false,
      readOnly: true,
    });
    const grant = program.inputs("databricks:Grant", "churn/storage/landing/grants/principal");
    assert.deepEqual(grant["privileges"], ["CREATE_EXTERNAL_TABLE", "READ_FILES"]);
    assert.ok(program.list.every((one) => !one.startsWith("aws:")));
  });

  it("shortens names that S3 would refuse, and keeps them apart", async () => {
    const names: string[] = [];
    for (const end of ["a", "b"]) {
      const project = `${"student-".repeat(4)}churn-${end}`;
      const { program } = await declareWith({}, { storagePrefix: "a-very-long-prefix-x" }, project);
      names.push(String(program.ofType("aws:Bucket")[0]?.inputs["bucket"]));
    }
    for (const name of names) assert.match(name, /^[a-z0-9-]{40,63}$/);
    assert.notEqual(names[0], names[1]);
  });

  it("holds the files of external volumes, each in a folder", async () => {
    const { program } = await declare(() => {
      const { external_locations, volumes } = data.parse({
        external_locations: { landing: {} },
        volumes: {
          exports: { external_location: "landing" },
          scans: { external_location: "landing", path: "in/scans" },
        },
      });
      const settings = settingsWith(STORAGE);
      const landing = new ExternalLocation("churn/storage/landing", {
        project: "churn",
        key: "landing",
        location: external_locations["landing"]!,
        applicationId: PRINCIPAL,
        tags: TAGS,
        settings,
      });
      new Schema("churn/schema", {
        schema: "churn",
        volumes,
        locations: { landing },
        catalogTags: {},
        tags: TAGS,
        grantees: granteesWith(),
        settings,
      });
    });
    const volume = (name: string) => program.inputs("databricks:Volume", `churn/schema/volumes/${name}`);
    assert.deepEqual(volume("exports"), {
      catalogName: "ml_dev",
      schemaName: "churn",
      name: "exports",
      volumeType: "EXTERNAL",
      storageLocation: `s3://${NAME}/exports`,
    });
    assert.equal(volume("scans")["storageLocation"], `s3://${NAME}/in/scans`);
  });
});
