import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import { isOwn, locationName, withoutSlash } from "../manifest/rules/storage";
import type { Project } from "../manifest/schema/project";
import { Bucket } from "./bucket";
import { ownStorage } from "./ownStorage";
import { StorageCredential } from "./storageCredential";
import type { Tags } from "./tags";

/** What an external location is made from. */
export interface ExternalLocationArgs {
  /** The project's name. */
  readonly project: string;
  /** Its key in the manifest. */
  readonly key: string;
  readonly location: Project["data"]["external_locations"][string];
  /** Application id of the service principal that may use it; left out where it may do nothing any more. */
  readonly applicationId?: pulumi.Input<string>;
  readonly tags: Tags;
  readonly settings: Settings;
}

/**
 * A place in S3 for a project's files: an external location of Unity Catalog, open to its environment's workspace and
 * to the project's service principal. Where the manifest names no storage of the platform, with a bucket and a storage
 * credential of its own. People have no rights here, since rights on files would bypass those on tables: they use volumes.
 */
export class ExternalLocation extends pulumi.ComponentResource {
  /** `PROJECT-ENVIRONMENT-KEY` */
  readonly locationName: pulumi.Output<string>;
  /** `s3://BUCKET` or a folder in it, without a slash at its end; known once the location is there. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: ExternalLocationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:ExternalLocation", name, {}, opts);
    const { project, key, location, settings } = args;
    const readOnly = location.read_only ?? !isOwn(location);
    const physical = locationName(project, settings.environment, key);
    const comment = location.comment ?? `Files of the project ${project}, declared by Marvin.`;
    const { dependsOn, ...storage } = this.storage(name, args, physical, readOnly);
    const made = new databricks.ExternalLocation(
      name,
      {
        name: physical,
        comment,
        ...storage,
        isolationMode: "ISOLATION_MODE_ISOLATED",
        fallback: false,
        readOnly,
      },
      { parent: this, dependsOn },
    );
    this.locationName = made.name;
    this.url = made.url.apply(withoutSlash);
    if (args.applicationId !== undefined) {
      new databricks.Grant(
        `${name}/grants/principal`,
        {
          externalLocation: made.name,
          principal: args.applicationId,
          privileges: ["CREATE_EXTERNAL_TABLE", "READ_FILES", ...(readOnly ? [] : ["WRITE_FILES"])],
        },
        { parent: this },
      );
    }
    this.registerOutputs({ locationName: this.locationName, url: this.url });
  }

  /** The location's address and what opens it. */
  private storage(
    name: string,
    { project, location, tags, settings }: ExternalLocationArgs,
    physical: string,
    readOnly: boolean,
  ) {
    const { url, credential_name: platform } = location;
    if (url !== undefined && platform !== undefined) return { url, credentialName: platform, dependsOn: [] };
    const storage = ownStorage(physical, settings);
    const description = `Files of ${project}, in ${settings.environment}`;
    const bucket = new Bucket(
      `${name}/bucket`,
      {
        bucket: storage.name,
        description,
        noncurrentDays: location.noncurrent_days,
        tags,
        settings,
      },
      { parent: this },
    );
    const credential = new StorageCredential(
      `${name}/credential`,
      { credential: physical, comment: description, storage, keyArn: bucket.keyArn, readOnly, tags },
      { parent: this },
    );
    return {
      url: pulumi.interpolate`s3://${bucket.bucketName}`,
      credentialName: credential.credentialName,
      // The role is seconds old, and AWS does not know it everywhere yet.
      skipValidation: true,
      dependsOn: [bucket, credential],
    };
  }
}
