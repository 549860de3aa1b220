import type { Settings } from "../config/settings";
import { bucketName } from "../manifest/rules/storage";

/** Where a project's own bucket is made, and under which name. */
export interface OwnStorage {
  /** Name of the bucket, of its key's alias and of the role that reaches it. */
  readonly name: string;
  /** Number of the AWS account. */
  readonly account: string;
  readonly unityCatalogRole: string;
  /** IAM policy that bounds the role, by its ARN. */
  readonly permissionsBoundary?: string;
}

/**
 * What the stack says of own storage.
 * @throws Error where the stack has none; `dataFaults` has said so before
 */
export function ownStorage(location: string, settings: Settings): OwnStorage {
  const { storagePrefix, awsAccountId, unityCatalogRole, awsPermissionsBoundary } = settings;
  if (storagePrefix === undefined || awsAccountId === undefined) {
    throw new Error(`${location} has a bucket of its own, and the stack names no AWS account and prefix`);
  }
  return {
    name: bucketName(storagePrefix, location),
    account: awsAccountId,
    unityCatalogRole,
    permissionsBoundary: awsPermissionsBoundary,
  };
}
