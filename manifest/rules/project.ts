import { closest, listed } from "../schema/closest";
import type { Project } from "../schema/project";
import { MOST_JOB_TAGS } from "../schema/tags";
import type { NestedTask, Task } from "../schema/task";
import type { Workflow } from "../schema/workflow";
import { checkAccess } from "./access";
import { circles } from "./circles";
import { checkData } from "./data";
import { inOrder } from "./order";
import { checkRepository } from "./repository";
import { checkServing } from "./serving";
import { stepsOf } from "./steps";
import type { RuleFault } from "./tasks";

const JOB_REFERENCE = /^\$\{resources\.jobs\.([A-Za-z0-9_-]+)\.id\}$/;

/** The workflow that a `run_job_task` names, if it names one of this project. */
export function referencedWorkflow(jobId: number | string): string | undefined {
  return typeof jobId === "string" ? JOB_REFERENCE.exec(jobId)?.[1] : undefined;
}

function startedBy({ run_job_task: run }: Task | NestedTask): string | undefined {
  return run === undefined ? undefined : referencedWorkflow(run.job_id);
}

/** The project's workflows such that each stands behind those that it starts. The rules exclude circles. */
export function inStartOrder(workflows: Project["workflows"]): Map<string, Workflow> {
  const starts = ({ tasks }: Workflow) => stepsOf(tasks).flatMap(({ step }) => startedBy(step) ?? []);
  return inOrder(new Map(Object.entries(workflows)), starts);
}

/** Rules that look at more than one part of a project. */
export function checkProject(project: Project): RuleFault[] {
  return [
    ...checkData(project),
    ...checkAccess(project),
    ...checkJobTags(project),
    ...checkJobReferences(project),
    ...checkRepository(project),
    ...checkServing(project),
  ];
}

function checkJobTags(project: Project): RuleFault[] {
  return Object.entries(project.workflows).flatMap(([key, workflow]) => {
    const count = new Set([...Object.keys(project.tags), ...Object.keys(workflow.tags)]).size;
    if (count <= MOST_JOB_TAGS) return [];
    const message = `has ${count} tags together with the project's: at most ${MOST_JOB_TAGS}, for Databricks takes 25 and Marvin adds its own`;
    return [{ path: ["workflows", key, "tags"], message }];
  });
}

function checkJobReferences(project: Project): RuleFault[] {
  const keys = Object.keys(project.workflows);
  const faults: RuleFault[] = [];
  const runs = new Map<string, { to: string; path: PropertyKey[] }[]>();
  for (const [key, workflow] of Object.entries(project.workflows)) {
    for (const { step, path } of stepsOf(workflow.tasks)) {
      const target = startedBy(step);
      if (target === undefined) continue;
      const place = ["workflows", key, ...path, "run_job_task", "job_id"];
      if (keys.includes(target)) runs.set(key, [...(runs.get(key) ?? []), { to: target, path: place }]);
      else {
        const near = closest(target, keys);
        const hint = near === undefined ? `the workflows are ${listed(keys)}` : `did you mean \`${near}\`?`;
        faults.push({ path: place, message: `the project has no workflow \`${target}\`: ${hint}` });
      }
    }
  }
  const inCircle = circles(new Map([...runs].map(([key, targets]) => [key, targets.map(({ to }) => to)])));
  for (const [key, targets] of runs) {
    for (const { to, path } of targets) {
      if (!inCircle(key, to)) continue;
      faults.push({ path, message: "the workflows start each other in a circle: remove one of these tasks" });
    }
  }
  return faults;
}
