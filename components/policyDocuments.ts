import type { OwnStorage } from "./ownStorage";

/** The JSON of policies on AWS. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | { readonly AWS: string | readonly string[] } | { readonly Service: string };
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function document(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Names that AWS gives to what is made under a given name. */
export const bucketArn = (bucket: string) => `arn:aws:s3:::${bucket}`;
export const roleArn = (account: string, role: string) => `arn:aws:iam::${account}:role/${role}`;

/** Nothing is done with a thing without TLS. */
export function tlsOnly(action: string, resource: string | readonly string[]): Statement {
  return {
    Sid: "TlsOnly",
    Effect: "Deny",
    Principal: "*",
    Action: action,
    Resource: resource,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };
}

/** Nothing in the bucket is read or written without TLS; what more is allowed beside what roles may. */
export function bucketPolicy(bucket: string, allowed: readonly Statement[]): string {
  const arn = bucketArn(bucket);
  return document(tlsOnly("s3:*", [arn, `${arn}/*`]), ...allowed);
}

/**
 * Unity Catalog takes on the role, and the role itself, as Databricks asks for; both only with the storage credential's
 * external id, which no other customer of Databricks can present. The role trusts the account as far as it is the
 * role, since AWS refuses to trust a role that does not exist yet.
 * https://docs.databricks.com/aws/en/connect/unity-catalog/cloud-storage/s3/s3-external-location-manual
 */
export function unityCatalogTrust(
  { name, account, unityCatalogRole }: OwnStorage,
  externalId: string,
): string {
  const StringEquals = { "sts:ExternalId": externalId };
  return document(
    {
      Sid: "UnityCatalog",
      Effect: "Allow",
      Principal: { AWS: unityCatalogRole },
      Action: "sts:AssumeRole",
      Condition: { StringEquals },
    },
    {
      Sid: "Itself",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: "sts:AssumeRole",
      Condition: { StringEquals, ArnLike: { "aws:PrincipalArn": roleArn(account, name) } },
    },
  );
}

const READ = ["s3:GetObject", "s3:ListBucket", "s3:GetBucketLocation"];
const WRITE = [
  "s3:PutObject",
  "s3:DeleteObject",
  "s3:ListBucketMultipartUploads",
  "s3:ListMultipartUploadParts",
  "s3:AbortMultipartUpload",
];

/** What Unity Catalog does in one bucket, with its one key. */
export function bucketAccess({ name, account }: OwnStorage, keyArn: string, readOnly: boolean): string {
  const arn = bucketArn(name);
  return document(
    {
      Sid: "Files",
      Effect: "Allow",
      Action: readOnly ? READ : [...READ, ...WRITE],
      Resource: [arn, `${arn}/*`],
    },
    {
      Sid: "Key",
      Effect: "Allow",
      Action: readOnly ? ["kms:Decrypt"] : ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"],
      Resource: keyArn,
    },
    { Sid: "Itself", Effect: "Allow", Action: "sts:AssumeRole", Resource: roleArn(account, name) },
  );
}
