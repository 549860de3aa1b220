import { RunError } from "@pulumi/pulumi";
import { MLProject, type ProjectOutputs } from "./components/mlProject";
import { declareProviders } from "./config/providers";
import { matching } from "./config/selection";
import { readSettings } from "./config/settings";
import { ManifestFaults } from "./manifest/fault";
import { lastCommits } from "./manifest/history";
import { loadProjects } from "./manifest/load";
import { inReadOrder } from "./manifest/rules/fleet";
import { schemaName } from "./manifest/rules/project";

/** The platform of one stack. `only` narrows a run, and its outputs, to one project. */
async function marvin({ folder = "projects", only }: { folder?: string; only?: string } = {}) {
  const settings = readSettings();
  const all = await loadProjects(folder).catch(withoutStack);
  const commitOf = await lastCommits(folder);
  const providers = declareProviders(settings);
  const selected = matching(all, settings.projects).filter(({ name }) => only === undefined || name === only);

  const declared = new Map<string, MLProject>();
  for (const { name, file, environments } of inReadOrder(selected, settings.environment)) {
    const project = environments[settings.environment];
    const sources = all
      .filter((other) => project.data.reads.projects.includes(other.name))
      .map((other) => ({
        schema: schemaName(other.environments[settings.environment]),
        declared: declared.get(other.name),
      }));
    declared.set(name, new MLProject(name, { project, commit: commitOf(file), settings, providers, sources }));
  }
  const projects: Record<string, ProjectOutputs> = {};
  for (const [name, { outputs }] of declared) projects[name] = outputs;
  return { projects };
}

/** Pulumi shows a RunError as its message alone; faults in a manifest are no failure of this program. */
function withoutStack(error: unknown): never {
  throw error instanceof ManifestFaults ? new RunError(`The manifests have faults:\n${error.message}`) : error;
}

export = marvin;
