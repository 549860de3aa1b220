import type { NestedTask, Task } from "../schema/task";
import type { RuleFault } from "./tasks";

type Step = Task | NestedTask;

/** Rules inside one task, for keys that each are right alone. https://docs.databricks.com/api/workspace/jobs/create */
export function checkStep(step: Step, path: PropertyKey[]): RuleFault[] {
  return [...checkCondition(step, path), ...checkDbt(step, path), ...checkAccelerator(step, path)];
}

/** Keys that mean nothing to a task that only compares. */
const OF_RUNS = [
  "max_retries",
  "min_retry_interval_millis",
  "retry_on_timeout",
  "email_notifications",
  "webhook_notifications",
  "notification_settings",
] as const;

function checkCondition(step: Step, path: PropertyKey[]): RuleFault[] {
  if (step.condition_task === undefined) return [];
  return OF_RUNS.filter((key) => step[key] !== undefined).map((key) => ({
    path: [...path, key],
    message: "a condition_task only compares, without retries and notifications: remove it",
  }));
}

function checkDbt({ dbt_task: dbt }: Step, path: PropertyKey[]): RuleFault[] {
  if (dbt === undefined) return [];
  const fault = (key: string, message: string) => [{ path: [...path, "dbt_task", key], message }];
  if (dbt.warehouse_id !== undefined) {
    return dbt.profiles_directory === undefined
      ? []
      : fault(
          "profiles_directory",
          "with `warehouse_id` Databricks writes the profile: remove one of the two",
        );
  }
  return (["catalog", "schema"] as const).flatMap((key) =>
    dbt[key] === undefined
      ? []
      : fault(key, "counts with `warehouse_id` only: add that, or write it into your `profiles.yml`"),
  );
}

function checkAccelerator(step: Step, path: PropertyKey[]): RuleFault[] {
  const cluster = (["job_cluster_key", "new_cluster"] as const).find((key) => step[key] !== undefined);
  if (step.compute === undefined) return [];
  const fault = (message: string) => [{ path: [...path, "compute"], message }];
  if (cluster !== undefined) {
    return fault(`is for serverless tasks, and this one runs on a cluster: remove it or \`${cluster}\``);
  }
  return step.notebook_task === undefined && step.spark_python_task === undefined
    ? fault("is for notebooks and Python files: remove it")
    : [];
}
