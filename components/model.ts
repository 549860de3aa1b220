import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import { deployerName } from "./deployer";
import { groupGrants } from "./grants";
import type { Grantees } from "./objectPermissions";
import { keep } from "./stateful";

/** What a registered model is made from. */
export interface ModelArgs {
  /** Name of the model in the project's schema. A change replaces it. */
  readonly model: string;
  readonly comment?: string;
  /** Name of the project's schema, without the catalog. */
  readonly schema: pulumi.Input<string>;
  /** Whether an endpoint serves it, as whoever runs Pulumi. */
  readonly served: boolean;
  readonly grantees: Grantees;
  readonly settings: Settings;
}

/**
 * A model in Unity Catalog, owned by the environment's service principal, so that its jobs can register
 * versions and move aliases. Versions and aliases are not declared: they change with every training.
 */
export class Model extends pulumi.ComponentResource {
  /** `catalog.schema.model` */
  readonly fullName: pulumi.Output<string>;
  /** The same, known once whoever runs Pulumi may serve the model. */
  readonly servable: pulumi.Output<string>;

  constructor(name: string, args: ModelArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Model", name, {}, opts);
    const { settings, grantees } = args;
    const model = new databricks.RegisteredModel(
      name,
      {
        catalogName: settings.catalog,
        schemaName: args.schema,
        name: args.model,
        comment: args.comment,
        owner: grantees.applicationId,
      },
      { parent: this, ...keep("model", settings) },
    );
    for (const { group, privileges } of groupGrants(grantees, "models", args.model)) {
      new databricks.Grant(
        `${name}/grants/groups/${group}`,
        { model: model.id, principal: group, privileges },
        { parent: this },
      );
    }
    this.fullName = model.id;
    this.servable = args.served ? this.allowServing(name, args, model) : model.id;
    this.registerOutputs({ fullName: this.fullName, servable: this.servable });
  }

  /**
   * An endpoint reads its models as the identity that made it, for as long as it lives.
   * https://docs.databricks.com/aws/en/machine-learning/model-serving/create-manage-serving-endpoints
   */
  private allowServing(
    name: string,
    { grantees, settings, model: key }: ModelArgs,
    model: databricks.RegisteredModel,
  ): pulumi.Output<string> {
    const deployer = deployerName(settings);
    // A group with a role or a right on the model has its grant, and with it EXECUTE, already.
    if (groupGrants(grantees, "models", key).some(({ group }) => group === deployer)) return model.id;
    const grant = new databricks.Grant(
      `${name}/grants/deployer`,
      { model: model.id, principal: deployer, privileges: ["EXECUTE"] },
      { parent: this },
    );
    return pulumi.all([model.id, grant.id]).apply(([id]) => id);
  }
}
