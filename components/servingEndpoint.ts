import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import { endpointName, servedModel } from "../manifest/rules/serving";
import type { Endpoint, ServedEntity } from "../manifest/schema/serving";
import { objectPermissions, type AccessControl, type Grantees } from "./objectPermissions";
import type { Tags } from "./tags";

/** What a serving endpoint is made from. */
export interface ServingEndpointArgs {
  /** Name of the project. A change replaces the endpoint. */
  readonly project: string;
  /** Key in the manifest: the middle of the endpoint's name. A change replaces the endpoint. */
  readonly key: string;
  /** The endpoint, every entity of which names its version. */
  readonly endpoint: Endpoint;
  /** Mail address that failed updates are reported to unless the endpoint names others. */
  readonly contact: string;
  /** Full names of the project's models, by key. Known only once they may be served. */
  readonly models: Readonly<Record<string, pulumi.Input<string>>>;
  /** Name of the project's schema, without the catalog, for inference tables. */
  readonly schema: pulumi.Input<string>;
  readonly tags: Tags;
  readonly grantees: Grantees;
  readonly settings: Settings;
}

/**
 * Inputs that the provider sends when it makes an endpoint and never again: a change would show in every preview
 * and reach nobody.
 */
const SENT_ONCE = ["description", "emailNotifications", "budgetPolicyId"];

/**
 * A model serving endpoint with its permissions: versions of the project's models (or foundation models of
 * Databricks) that answer single requests. The AI gateway is always declared, because the provider cannot take it
 * away again. Made by whoever runs Pulumi, whose rights on the models the endpoint uses for as long as it lives.
 * https://docs.databricks.com/api/workspace/servingendpoints/create
 */
export class ServingEndpoint extends pulumi.ComponentResource {
  /** Name in the workspace, by which clients call it. */
  readonly endpointName: pulumi.Output<string>;
  /** Address that requests are sent to. */
  readonly url: pulumi.Output<string>;

  constructor(name: string, args: ServingEndpointArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:ServingEndpoint", name, {}, opts);
    const { endpoint, settings } = args;
    const serving = new databricks.ModelServing(
      name,
      {
        name: endpointName(args.project, args.key, settings.environment),
        description: endpoint.description,
        config: {
          servedEntities: endpoint.config.served_entities.map((entity) => served(entity, args)),
          trafficConfig: { routes: routesOf(endpoint) },
        },
        aiGateway: gateway(args),
        routeOptimized: endpoint.route_optimized,
        tags: Object.entries({ ...args.tags, ...endpoint.tags }).map(([key, value]) => ({ key, value })),
        emailNotifications: emails(endpoint.email_notifications ?? { on_update_failure: [args.contact] }),
        budgetPolicyId: endpoint.budget_policy_id,
      },
      { parent: this, ignoreChanges: ["tags[0].value", ...SENT_ONCE] },
    );
    objectPermissions(
      `${name}/permissions`,
      "endpoint",
      { servingEndpointId: serving.servingEndpointId },
      args.grantees,
      { parent: this },
      callersOf(endpoint, args.grantees),
    );
    this.endpointName = serving.name;
    this.url = pulumi.interpolate`${settings.databricksHost}/serving-endpoints/${serving.name}/invocations`;
    this.registerOutputs({ endpointName: this.endpointName, url: this.url });
  }
}

function served(entity: ServedEntity, args: ServingEndpointArgs) {
  const model = servedModel(entity);
  const common = {
    name: entity.name,
    entityVersion: entity.entity_version,
    scaleToZeroEnabled: entity.scale_to_zero_enabled,
    ...(Object.keys(entity.environment_vars).length > 0 && { environmentVars: entity.environment_vars }),
  };
  if (model === undefined) {
    return {
      ...common,
      entityName: entity.entity_name,
      minProvisionedThroughput: entity.min_provisioned_throughput,
      maxProvisionedThroughput: entity.max_provisioned_throughput,
    };
  }
  const { min_provisioned_concurrency: minProvisionedConcurrency } = entity;
  return {
    ...common,
    entityName: args.models[model],
    workloadType: entity.workload_type,
    ...(minProvisionedConcurrency === undefined
      ? { workloadSize: entity.workload_size ?? "Small" }
      : { minProvisionedConcurrency, maxProvisionedConcurrency: entity.max_provisioned_concurrency }),
  };
}

/** What is alone is given every request: without a route the service decides. */
function routesOf({ config }: Endpoint) {
  const routes =
    config.traffic_config?.routes ??
    config.served_entities.map(({ name }) => ({ served_entity_name: name, traffic_percentage: 100 }));
  return routes.map(({ served_entity_name: servedEntityName, traffic_percentage: trafficPercentage }) => ({
    servedEntityName,
    trafficPercentage,
  }));
}

function gateway({ endpoint, key, schema, settings }: ServingEndpointArgs) {
  const {
    usage_tracking_config: usage,
    inference_table_config: table,
    rate_limits: limits,
  } = endpoint.ai_gateway;
  return {
    usageTrackingConfig: usage,
    ...(table !== undefined && {
      inferenceTableConfig: {
        enabled: table.enabled,
        catalogName: settings.catalog,
        schemaName: schema,
        tableNamePrefix: table.table_name_prefix ?? key.replaceAll("-", "_"),
      },
    }),
    ...(limits.length > 0 && {
      rateLimits: limits.map(({ renewal_period: renewalPeriod, ...limit }) => ({ ...limit, renewalPeriod })),
    }),
  };
}

function emails({ on_update_failure: failures, on_update_success: successes }: EmailNotifications) {
  return { onUpdateFailures: failures, onUpdateSuccesses: successes };
}

type EmailNotifications = NonNullable<Endpoint["email_notifications"]>;

/** Those who may ask beside the project's own, whose role says more. */
function callersOf({ callers }: Endpoint, { members }: Grantees): AccessControl[] {
  const own = new Set(members.map(({ group }) => group));
  const permissionLevel = "CAN_QUERY";
  return [
    ...callers.groups.filter((group) => !own.has(group)).map((groupName) => ({ groupName, permissionLevel })),
    ...callers.service_principals.map((id) => ({ servicePrincipalName: id, permissionLevel })),
  ];
}
