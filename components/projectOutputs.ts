import type * as pulumi from "@pulumi/pulumi";
import type { Compute } from "./compute";
import type { Experiment } from "./experiment";
import type { Identity } from "./identity";
import { mapValues } from "./mapValues";
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
    jobs: mapValues(parts.jobs, ({ jobId, url }) => ({ id: jobId, url })),
    experiments: mapValues(parts.experiments, ({ experimentId, path }) => ({ id: experimentId, path })),
    models: mapValues(parts.models, ({ fullName }) => fullName),
    endpoints: mapValues(parts.endpoints, ({ endpointName, url }) => ({ name: endpointName, url })),
    dashboards: monitors.dashboards,
    warehouses: mapValues(compute?.warehouses ?? {}, ({ warehouseId, httpPath }) => ({
      id: warehouseId,
      httpPath,
    })),
    principal: identity.applicationId,
    schema: data.main.fullName,
    schemas: mapValues(data.schemas, ({ fullName }) => fullName),
    storage: mapValues(data.locations, ({ locationName, url }) => ({ name: locationName, url })),
  };
}
