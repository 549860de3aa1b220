import type * as pulumi from "@pulumi/pulumi";
import type { Compute } from "./compute";
import type { Experiment } from "./experiment";
import type { Identity } from "./identity";
import type { Model } from "./model";
import type { ProjectData } from "./projectData";
import type { QualityMonitors } from "./qualityMonitors";
import type { ServingEndpoint } from "./servingEndpoint";
import type { Workflow } from "./workflow";

/** What a project looks like from outside: the stack's output `projects.NAME`. */
export interface ProjectOutputs {
  /** `https://github.com/ORG/NAME` */
  readonly repository: pulumi.Output<string>;
  /** Jobs by key of the workflow; none in an environment without a release. */
  readonly jobs: Readonly<
    Record<string, { readonly id: pulumi.Output<string>; readonly url: pulumi.Output<string> }>
  >;
  /** MLflow experiments by key: their id and the path that `mlflow.set_experiment` takes. */
  readonly experiments: Readonly<
    Record<string, { readonly id: pulumi.Output<string>; readonly path: pulumi.Output<string> }>
  >;
  /** Full names (`catalog.schema.model`) of registered models, by key. */
  readonly models: Readonly<Record<string, pulumi.Output<string>>>;
  /** Serving endpoints by key: their name and the address that requests are sent to; none where no version is named. */
  readonly endpoints: Readonly<
    Record<string, { readonly name: pulumi.Output<string>; readonly url: pulumi.Output<string> }>
  >;
  /** Addresses of monitors' dashboards, by table; none where a table does not exist yet. */
  readonly dashboards: Readonly<Record<string, pulumi.Output<string>>>;
  /** SQL warehouses by key: their id, and the path that drivers connect to. */
  readonly warehouses: Readonly<
    Record<string, { readonly id: pulumi.Output<string>; readonly httpPath: pulumi.Output<string> }>
  >;
  /** Application id of the service principal. */
  readonly principal: pulumi.Output<string>;
  /** Full name (`catalog.schema`) of the main schema. */
  readonly schema: pulumi.Output<string>;
  /** Full names of the further schemas, by key. */
  readonly schemas: Readonly<Record<string, pulumi.Output<string>>>;
  /** External locations by key: their name, and the address that files are read from. */
  readonly storage: Readonly<
    Record<string, { readonly name: pulumi.Output<string>; readonly url: pulumi.Output<string> }>
  >;
}

/** The parts of a project that its outputs tell of. */
export interface ProjectParts {
  readonly repository: { readonly url: pulumi.Output<string> };
  readonly identity: Identity;
  readonly data: ProjectData;
  readonly experiments: Readonly<Record<string, Experiment>>;
  readonly models: Readonly<Record<string, Model>>;
  /** None once the project has retired. */
  readonly compute: Compute | undefined;
  readonly jobs: Readonly<Record<string, Workflow>>;
  readonly monitors: QualityMonitors;
  readonly endpoints: Readonly<Record<string, ServingEndpoint>>;
}

export function outputsOf({
  repository,
  identity,
  data,
  compute,
  monitors,
  ...parts
}: ProjectParts): ProjectOutputs {
  return {
    repository: repository.url,
    jobs: each(parts.jobs, ({ jobId, url }) => ({ id: jobId, url })),
    experiments: each(parts.experiments, ({ experimentId, path }) => ({ id: experimentId, path })),
    models: each(parts.models, ({ fullName }) => fullName),
    endpoints: each(parts.endpoints, ({ endpointName, url }) => ({ name: endpointName, url })),
    dashboards: monitors.dashboards,
    warehouses: each(compute?.warehouses ?? {}, ({ warehouseId, httpPath }) => ({
      id: warehouseId,
      httpPath,
    })),
    principal: identity.applicationId,
    schema: data.main.fullName,
    schemas: each(data.schemas, ({ fullName }) => fullName),
    storage: each(data.locations, ({ locationName, url }) => ({ name: locationName, url })),
  };
}

function each<Value, Result>(
  values: Readonly<Record<string, Value>>,
  tell: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, tell(value)]));
}
