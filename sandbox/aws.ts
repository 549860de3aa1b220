import { iamKinds } from "./aws/iam";
import { kmsKinds } from "./aws/kms";
import { s3Kinds } from "./aws/s3";
import type { Service } from "./kind";

/** AWS: accounts by their numbers, each with its roles and keys, and one space of names for all buckets. */
export const aws: Service = { name: "aws", kinds: { ...iamKinds, ...kmsKinds, ...s3Kinds }, invokes: {} };
