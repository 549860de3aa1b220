import { closest, listed } from "../schema/closest";
import type { Project } from "../schema/project";
import type { TEMPLATE_KINDS } from "../schema/template";
import type { RuleFault } from "./tasks";

export type TemplateKind = (typeof TEMPLATE_KINDS)[number];

/** The kind of work that the repository is rendered for: what the manifest says, or what its parts show. */
export function templateKind({
  template,
  models,
  data,
}: Pick<Project, "template" | "models" | "data">): TemplateKind {
  if (template.kind !== undefined) return template.kind;
  if (Object.keys(models).length > 0) return "training";
  return data.reads.models.length > 0 ? "scoring" : "pipeline";
}

/** What the template is asked for beside what the project declares. */
export function checkTemplate(project: Project): RuleFault[] {
  const { template, models, experiments, data } = project;
  const kind = templateKind(project);
  const faults: RuleFault[] = [];
  const fault = (key: string, message: string) => faults.push({ path: ["template", key], message });

  const own = Object.keys(models);
  if (kind === "training" && own.length === 0)
    fault("kind", "is `training`, and the project has no model: declare one under `models`");
  if (kind === "scoring" && template.model === undefined && data.reads.models.length === 0)
    fault("kind", "is `scoring`, and there is no model to score with: name one in `data.reads.models`");
  if (template.model !== undefined) {
    if (kind === "pipeline") fault("model", "belongs to `training` and `scoring`: remove it");
    else if (!template.model.includes(".") && !own.includes(template.model))
      fault("model", absent(template.model, own, "model", "models"));
  }
  const known = Object.keys(experiments);
  if (template.experiment !== undefined && !known.includes(template.experiment))
    fault("experiment", absent(template.experiment, known, "experiment", "experiments"));
  return faults;
}

function absent(name: string, known: readonly string[], what: string, key: string): string {
  const near = closest(name, known);
  if (near !== undefined) return `is no ${what} of the project: did you mean \`${near}\`?`;
  return known.length === 0
    ? `is no ${what} of the project: declare it under \`${key}\``
    : `is no ${what} of the project, which has ${listed(known)}: declare it under \`${key}\``;
}
