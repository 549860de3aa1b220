import type { Project } from "../schema/project";
import { MOST_JOB_TAGS } from "../schema/tags";
import { checkAccess } from "./access";
import { checkData } from "./data";
import { checkRenames } from "./renames";
import { checkRepeats } from "./repeats";
import { checkRepository } from "./repository";
import { checkServing } from "./serving";
import type { RuleFault } from "./tasks";
import { checkTemplate } from "./template";

/** Rules that look at more than one part of a project. References between parts are looked at as they are written. */
export function checkProject(project: Project): RuleFault[] {
  return [
    ...checkData(project),
    ...checkAccess(project),
    ...checkJobTags(project),
    ...checkRenames(project),
    ...checkRepository(project),
    ...checkRepeats(project),
    ...checkServing(project),
    ...checkTemplate(project),
  ];
}

function checkJobTags(project: Project): RuleFault[] {
  return Object.entries(project.workflows).flatMap(([key, workflow]) => {
    // Cluster policies fix the project's tags, so that clusters with another value would not start.
    const others = Object.entries(workflow.tags).filter(
      ([tag, value]) => Object.hasOwn(project.tags, tag) && project.tags[tag] !== value,
    );
    if (others.length > 0) {
      return others.map(([tag]) => ({
        path: ["workflows", key, "tags", tag],
        message: `is \`${project.tags[tag]}\` for the whole project, as its cluster policies say: remove it, or choose another key`,
      }));
    }
    const count = new Set([...Object.keys(project.tags), ...Object.keys(workflow.tags)]).size;
    if (count <= MOST_JOB_TAGS) return [];
    const message = `has ${count} tags together with the project's: at most ${MOST_JOB_TAGS}, for Databricks takes 25 and Marvin adds its own`;
    return [{ path: ["workflows", key, "tags"], message }];
  });
}
