import { closest, listed } from "../schema/closest";
import type { Project } from "../schema/project";
import type { Endpoint, ServedEntity } from "../schema/serving";
import { stemOf } from "./renames";
import type { RuleFault } from "./tasks";

/** Longest name of an endpoint that Marvin makes. */
const LONGEST = 63;

const MODEL_REFERENCE = /^\$\{resources\.registered_models\.([A-Za-z0-9_]+)\.(?:id|full_name)\}$/;

/** The model of the project that an entity serves; nothing for a foundation model. */
export function servedModel({ entity_name: name }: Pick<ServedEntity, "entity_name">): string | undefined {
  if (name.startsWith("system.ai.")) return undefined;
  return MODEL_REFERENCE.exec(name)?.[1] ?? name;
}

/** Whether the environment serves: every entity names its version. */
export function isServed({ config }: Endpoint): boolean {
  return config.served_entities.every(({ entity_version: version }) => version !== undefined);
}

/**
 * An endpoint's name in its workspace. `_` stands in no project's name and no environment's, so that two projects
 * never claim one name: `churn` with `eu-risk` and `churn-eu` with `risk` stay apart.
 */
export function endpointName(project: string, key: string, environment: string): string {
  return `${project}_${key}_${environment}`;
}

/** The models that some endpoint of the environment serves. */
export function servedModels({ serving }: Pick<Project, "serving">): Set<string> {
  return new Set(
    Object.values(serving)
      .filter(isServed)
      .flatMap(({ config }) => config.served_entities.flatMap((entity) => servedModel(entity) ?? [])),
  );
}

/** Endpoints beside the rest of the project: models that nobody declares, and names that become too long. */
export function checkServing(project: Project): RuleFault[] {
  return Object.entries(project.serving).flatMap(([key, endpoint]) => {
    const faults = [
      ...checkName(stemOf(project), key),
      ...endpoint.config.served_entities.flatMap((entity, index) =>
        checkModel(entity, ["config", "served_entities", index, "entity_name"], project),
      ),
    ];
    return faults.map(({ path, message }) => ({ path: ["serving", key, ...path], message }));
  });
}

function checkName(project: string, key: string): RuleFault[] {
  const name = endpointName(project, key, "stage");
  if (name.length <= LONGEST) return [];
  const message = `makes the name \`${name}\`, which is too long: at most ${LONGEST} characters, so shorten the key by ${name.length - LONGEST}`;
  return [{ path: [], message }];
}

function checkModel(entity: ServedEntity, path: PropertyKey[], project: Project): RuleFault[] {
  const model = servedModel(entity);
  if (model === undefined || Object.hasOwn(project.models, model)) return [];
  const keys = Object.keys(project.models);
  const near = closest(model, keys);
  const hint =
    near !== undefined
      ? `did you mean \`${near}\`?`
      : keys.length > 0
        ? `the models are ${listed(keys)}`
        : "declare it under `models`";
  return [{ path, message: `the project has no model \`${model}\`: ${hint}` }];
}
