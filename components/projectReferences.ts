import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import { stemOf } from "../manifest/rules/renames";
import { schemaName } from "../manifest/rules/schemas";
import { endpointName } from "../manifest/rules/serving";
import type { Project } from "../manifest/schema/project";
import type { Experiment } from "./experiment";
import type { Model } from "./model";
import { declareData, type ProjectData } from "./projectData";
import { References } from "./references";

/** The parts of a project that others can refer to, as far as they are declared before its workflows. */
export interface ReferableParts {
  readonly data: ProjectData;
  readonly experiments: Readonly<Record<string, Experiment>>;
  readonly models: Readonly<Record<string, Model>>;
  /** Ids of the platform's notification destinations, by name. */
  readonly destinations: Readonly<Record<string, pulumi.Input<string>>>;
  /** Ids of the platform's instance pools, by name. */
  readonly pools: Readonly<Record<string, pulumi.Input<string>>>;
}

/** What the `${...}` of a project stand for in an environment, its workflows still left out. */
export function projectReferences(
  project: Project,
  settings: Settings,
  { data, experiments, models, destinations, pools }: ReferableParts,
): References {
  const references = new References({
    "bundle.target": settings.environment,
    "bundle.environment": settings.environment,
    "bundle.name": project.name,
    "workspace.host": settings.databricksHost,
    "marvin.catalog": settings.catalog,
    "marvin.schema": schemaName(project),
  } satisfies Record<string, pulumi.Input<string>>);
  references.declarePlatform("destinations", destinations);
  references.declarePlatform("pools", pools);
  declareData(data, project, references);
  for (const [key, { experimentId, path }] of Object.entries(experiments)) {
    references.declare("experiments", key, { id: experimentId, name: path });
  }
  for (const [key, { fullName }] of Object.entries(models)) {
    references.declare("registered_models", key, { id: fullName, full_name: fullName, name: fullName });
  }
  // A name alone, which an endpoint has before it is made: jobs come first, for they register what is served.
  for (const key of Object.keys(project.serving)) {
    const name = endpointName(stemOf(project), key, settings.environment);
    references.declare("model_serving_endpoints", key, { name });
  }
  return references;
}
