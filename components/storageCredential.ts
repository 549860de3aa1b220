import * as aws from "@pulumi/aws";
import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { OwnStorage } from "./ownStorage";
import { bucketAccess, roleArn, unityCatalogTrust } from "./policyDocuments";
import type { Tags } from "./tags";

/** What a storage credential is made from. */
export interface StorageCredentialArgs {
  /** Its name in the metastore. A change replaces it. */
  readonly credential: string;
  /** Whose files it opens. */
  readonly comment: string;
  readonly storage: OwnStorage;
  /** ARN of the bucket's key. */
  readonly keyArn: pulumi.Input<string>;
  readonly readOnly: boolean;
  readonly tags: Tags;
}

/**
 * What lets Unity Catalog into one bucket: a storage credential, open to its environment's workspace alone, and the
 * IAM role behind it. The credential comes first and names the role before it exists, because the role may trust only
 * whoever knows the external id that the credential gets; so its check is skipped.
 */
export class StorageCredential extends pulumi.ComponentResource {
  readonly credentialName: pulumi.Output<string>;

  constructor(name: string, args: StorageCredentialArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:StorageCredential", name, {}, opts);
    const { storage, keyArn, readOnly } = args;
    const { account, name: role } = storage;
    const credential = new databricks.StorageCredential(
      name,
      {
        name: args.credential,
        awsIamRole: { roleArn: roleArn(account, role) },
        comment: args.comment,
        isolationMode: "ISOLATION_MODE_ISOLATED",
        readOnly,
        skipValidation: true,
      },
      { parent: this },
    );
    const externalId = credential.awsIamRole.apply((behind) => {
      if (behind?.externalId === undefined) {
        throw new pulumi.RunError(
          `Databricks gave the storage credential ${args.credential} no external id, without which nobody may take on its role: run again`,
        );
      }
      return behind.externalId;
    });
    const made = new aws.iam.Role(
      `${name}/role`,
      {
        name: role,
        description: args.comment,
        assumeRolePolicy: externalId.apply((id) => unityCatalogTrust(storage, id)),
        permissionsBoundary: storage.permissionsBoundary,
        tags: args.tags,
      },
      { parent: this, ignoreChanges: ["tags.commit"] },
    );
    new aws.iam.RolePolicy(
      `${name}/role-policy`,
      {
        name: "bucket",
        role: made.name,
        policy: pulumi.output(keyArn).apply((arn) => bucketAccess(storage, arn, readOnly)),
      },
      { parent: this },
    );
    this.credentialName = credential.name;
    this.registerOutputs({ credentialName: this.credentialName });
  }
}
