import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import { objectPermissions, type Grantees } from "./objectPermissions";
import { keep } from "./stateful";
import type { Tags } from "./tags";

/** What an MLflow experiment is made from. */
export interface ExperimentArgs {
  /** Key in the manifest: the last part of the experiment's path. A change replaces the experiment. */
  readonly key: string;
  readonly description?: string;
  /** Path of the folder that it lives in. */
  readonly folder: pulumi.Input<string>;
  readonly tags: Tags;
  readonly grantees: Grantees;
  readonly settings: Settings;
}

/** The tag that MLflow shows as an experiment's description. */
const DESCRIPTION = "mlflow.note.content";

/** An MLflow experiment in the project's folder, with its permissions. Its runs are nobody's but MLflow's. */
export class Experiment extends pulumi.ComponentResource {
  readonly experimentId: pulumi.Output<string>;
  /** The experiment's name for MLflow: its absolute path in the workspace. */
  readonly path: pulumi.Output<string>;

  constructor(name: string, args: ExperimentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Experiment", name, {}, opts);
    const experiment = new databricks.MlflowExperiment(
      name,
      {
        name: pulumi.interpolate`${args.folder}/${args.key}`,
        tags: Object.entries({
          ...args.tags,
          ...(args.description && { [DESCRIPTION]: args.description }),
        }).map(([key, value]) => ({ key, value })),
      },
      { parent: this, ignoreChanges: ["tags[0].value"], ...keep("experiment", args.settings) },
    );
    objectPermissions(`${name}/permissions`, "experiment", { experimentId: experiment.id }, args.grantees, {
      parent: this,
    });
    this.experimentId = experiment.id;
    this.path = experiment.name;
    this.registerOutputs({ experimentId: this.experimentId, path: this.path });
  }
}
