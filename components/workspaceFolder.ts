import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Environment } from "../manifest/schema/project";
import { objectPermissions, type Grantees } from "./objectPermissions";

/** What a project's workspace folder is made from. */
export interface WorkspaceFolderArgs {
  /** Name of the project. A change replaces the folder. */
  readonly project: string;
  readonly environment: Environment;
  readonly grantees: Grantees;
}

/**
 * A project's own folder in the workspace, where its experiments live: not in a user's home, which goes when
 * the user goes, and not under `/Shared`, which everybody may change.
 */
export class WorkspaceFolder extends pulumi.ComponentResource {
  /** Absolute path, without a trailing slash. Known only once the folder is there. */
  readonly path: pulumi.Output<string>;

  constructor(name: string, args: WorkspaceFolderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:WorkspaceFolder", name, {}, opts);
    const directory = new databricks.Directory(
      name,
      { path: `/marvin/${args.environment}/${args.project}` },
      { parent: this },
    );
    objectPermissions(
      `${name}/permissions`,
      "directory",
      { directoryId: pulumi.interpolate`${directory.objectId}` },
      args.grantees,
      { parent: this },
    );
    this.path = directory.path;
    this.registerOutputs({ path: this.path });
  }
}
