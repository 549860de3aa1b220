import { schemaName } from "./rules/schemas";
import { servedModels } from "./rules/serving";
import { templateKind } from "./rules/template";
import { ENVIRONMENTS, type Environment, type Project } from "./schema/project";

/** What of an environment's stack the template asks for. */
export interface Place {
  readonly organization?: string;
  readonly catalog?: string;
  readonly host?: string;
}

/** Answers to the template's questions, by their names in `template/copier.yml`. A question left out has its default. */
export type Answers = Readonly<Record<string, string | boolean | readonly string[]>>;

/**
 * Answers the template's questions from a project and the stacks that make it, so that nobody is asked.
 * @param project by environment
 * @param places by environment
 */
export function answersFor(
  project: Readonly<Record<Environment, Project>>,
  places: Readonly<Partial<Record<Environment, Place>>>,
): Answers {
  // Its parts are the same everywhere unless overridden; stage is where pull requests run.
  const { name, description, owner, contact, template, data, models, experiments, workflows } = project.stage;
  const kind = templateKind(project.stage);
  const model =
    kind === "pipeline" ? undefined : (template.model ?? Object.keys(models)[0] ?? data.reads.models[0]);
  const experiment = template.experiment ?? Object.keys(experiments)[0];
  return {
    project_name: name,
    description,
    owner,
    contact,
    kind,
    schema_name: schemaName(project.stage),
    stage_workflows: Object.keys(workflows),
    ...(kind === "training" && {
      framework: template.framework,
      serving: ENVIRONMENTS.some((one) => servedModels(project[one]).size > 0),
    }),
    ...(model !== undefined && { model_name: model }),
    ...(experiment !== undefined && { experiment_name: experiment }),
    ...answersOfPlaces(places),
  };
}

/** The answers that follow from the stacks alone. What no stack says stays as the template's default. */
export function answersOfPlaces(places: Readonly<Partial<Record<Environment, Place>>>): Answers {
  const organization = ENVIRONMENTS.map((one) => places[one]?.organization).find(Boolean);
  return {
    ...(organization !== undefined && { organization }),
    ...Object.fromEntries(
      ENVIRONMENTS.flatMap((one): [string, string][] => {
        const { catalog, host } = places[one] ?? {};
        const known: [string, string | undefined][] = [
          [`catalog_${one}`, catalog],
          [`host_${one}`, host],
        ];
        return known.flatMap(([question, value]) => (value === undefined ? [] : [[question, value]]));
      }),
    ),
  };
}
