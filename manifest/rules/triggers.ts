import type { Task } from "../schema/task";
import { stepsOf } from "./steps";
import type { RuleFault } from "./tasks";

interface Triggered {
  readonly schedule?: unknown;
  readonly trigger?: unknown;
  readonly continuous?: unknown;
  readonly max_concurrent_runs: number;
  readonly tasks: readonly Task[];
}

/** A job has one trigger, and one that runs for ever has neither order nor retries. Paths are inside the workflow. */
export function checkTriggers(workflow: Triggered): RuleFault[] {
  const given = (["schedule", "trigger", "continuous"] as const).filter((key) => workflow[key] !== undefined);
  const twice = given.slice(1).map((key) => ({
    path: [key],
    message: `a job starts in one way, and this one has ${given.join(" and ")}: keep one`,
  }));
  return workflow.continuous === undefined ? twice : [...twice, ...checkContinuous(workflow)];
}

/** https://docs.databricks.com/aws/en/jobs/continuous */
function checkContinuous({ max_concurrent_runs: runs, tasks }: Triggered): RuleFault[] {
  const faults: RuleFault[] =
    runs === 1
      ? []
      : [{ path: ["max_concurrent_runs"], message: "a continuous job has one run at a time: remove it" }];
  for (const [index, task] of tasks.entries()) {
    if (task.depends_on !== undefined && task.depends_on.length > 0) {
      faults.push({
        path: ["tasks", index, "depends_on"],
        message:
          "tasks of a continuous job cannot wait for each other: put the steps into one task, or use `trigger`",
      });
    }
  }
  for (const { step, path } of stepsOf(tasks)) {
    if (step.max_retries === undefined) continue;
    const message = "a continuous job retries by itself: remove it, or set `continuous.task_retry_mode`";
    faults.push({ path: [...path, "max_retries"], message });
  }
  return faults;
}
