import { closest, listed } from "../schema/closest";
import { checkStep } from "./step";
import { stepsOf } from "./steps";
import type { NestedTask, Task } from "../schema/task";
import { TASK_KINDS } from "../schema/taskKinds";

/** What is wrong, at a path inside the workflow. */
export interface RuleFault {
  readonly path: PropertyKey[];
  readonly message: string;
}

interface Checked {
  readonly tasks: readonly Task[];
  readonly job_clusters: readonly { readonly job_cluster_key: string }[];
  readonly environments: readonly {
    readonly environment_key: string;
    readonly spec: { readonly java_dependencies?: readonly string[] };
  }[];
  readonly parameters: readonly { readonly name: string }[];
}

/**
 * What Databricks refuses only when the job is created, after the merge: the provider lets all of it through
 * at preview.
 */
export function checkTasks(workflow: Checked): RuleFault[] {
  const found = stepsOf(workflow.tasks).flatMap(({ step, path }) => [
    ...checkKind(step, path),
    ...checkCompute(step, path, workflow),
    ...checkStep(step, path),
  ]);
  return [
    ...duplicates(workflow.tasks, "task_key", "tasks"),
    ...duplicates(workflow.job_clusters, "job_cluster_key", "job_clusters"),
    ...duplicates(workflow.environments, "environment_key", "environments"),
    ...duplicates(workflow.parameters, "name", "parameters"),
    ...found,
    ...checkDependencies(workflow.tasks),
    ...checkUse(workflow),
  ];
}

function duplicates<Key extends string>(
  items: readonly Readonly<Record<Key, string>>[],
  key: Key,
  list: string,
): RuleFault[] {
  const seen = new Set<string>();
  return items.flatMap((item, index) => {
    if (!seen.has(item[key])) {
      seen.add(item[key]);
      return [];
    }
    return [{ path: [list, index, key], message: "is used twice in this workflow: give each its own" }];
  });
}

function kindsOf(task: Task | NestedTask): string[] {
  return TASK_KINDS.filter((kind) => kind in task && task[kind as keyof typeof task] !== undefined);
}

function checkKind(task: Task | NestedTask, path: PropertyKey[]): RuleFault[] {
  const kinds = kindsOf(task);
  if (kinds.length === 1) return [];
  const message =
    kinds.length === 0
      ? `the task does nothing: add one of ${TASK_KINDS.join(", ")}`
      : `the task does ${kinds.length} things (${kinds.join(", ")}): split it into tasks of one kind each`;
  return [{ path: kinds[1] === undefined ? path : [...path, kinds[1]], message }];
}

const COMPUTE = ["job_cluster_key", "new_cluster", "environment_key"] as const;

/** Which compute a kind of task runs on. Notebooks without any run serverless. */
const NEEDS: Readonly<Record<string, "cluster" | "cluster or environment" | "any" | "none">> = {
  notebook_task: "any",
  python_wheel_task: "cluster or environment",
  spark_python_task: "cluster or environment",
  spark_jar_task: "cluster",
  dbt_task: "cluster or environment",
  sql_task: "none",
  alert_task: "none",
  dashboard_task: "none",
  pipeline_task: "none",
  run_job_task: "none",
  condition_task: "none",
  for_each_task: "none",
};

function checkCompute(task: Task | NestedTask, path: PropertyKey[], workflow: Checked): RuleFault[] {
  const faults: RuleFault[] = [];
  const given = COMPUTE.filter((key) => task[key] !== undefined);
  if (given.length > 1) {
    faults.push({
      path: [...path, given[1]!],
      message: `the task names two kinds of compute (${given.join(", ")}): keep one`,
    });
  }
  const kinds = kindsOf(task);
  const kind = kinds.length === 1 ? kinds[0]! : undefined;
  const needs = kind === undefined ? "any" : NEEDS[kind];
  if (needs === "none" && given[0] !== undefined) {
    faults.push({
      path: [...path, given[0]],
      message: `this ${kind} runs without a cluster: remove \`${given[0]}\``,
    });
  }
  if (needs === "cluster or environment" && given.length === 0) {
    faults.push({
      path,
      message: `a ${kind} needs compute: add \`environment_key\` (serverless) or \`job_cluster_key\``,
    });
  }
  if (needs === "cluster" && given.length === 0) {
    faults.push({ path, message: `a ${kind} needs a cluster: add \`job_cluster_key\`` });
  }
  if (
    needs === "cluster" &&
    task.environment_key !== undefined &&
    !bringsJava(task.environment_key, workflow)
  ) {
    faults.push({
      path: [...path, "environment_key"],
      message: `a ${kind} runs serverless in an environment with \`java_dependencies\` only: add them, or name a cluster by \`job_cluster_key\``,
    });
  }
  if (task.libraries !== undefined && task.job_cluster_key === undefined && task.new_cluster === undefined) {
    faults.push({
      path: [...path, "libraries"],
      message:
        "libraries need a cluster: serverless tasks list packages in `environments[].spec.dependencies`",
    });
  }
  faults.push(
    ...undeclared(
      task.job_cluster_key,
      workflow.job_clusters.map((item) => item.job_cluster_key),
      [...path, "job_cluster_key"],
      "job_clusters",
    ),
    ...undeclared(
      task.environment_key,
      workflow.environments.map((item) => item.environment_key),
      [...path, "environment_key"],
      "environments",
    ),
  );
  return faults;
}

function bringsJava(key: string, { environments }: Checked): boolean {
  const found = environments.find((environment) => environment.environment_key === key);
  // One that is not there is a fault of its own.
  return found === undefined || found.spec.java_dependencies !== undefined;
}

function undeclared(
  key: string | undefined,
  declared: readonly string[],
  path: PropertyKey[],
  list: string,
): RuleFault[] {
  if (key === undefined || declared.includes(key)) return [];
  const near = closest(key, declared);
  const hint =
    near !== undefined
      ? `did you mean \`${near}\`?`
      : declared.length > 0
        ? `the workflow has ${listed(declared)}`
        : `add it to the workflow's \`${list}\``;
  return [{ path, message: `is not declared in \`${list}\`: ${hint}` }];
}

/** A cluster that no task uses is a mistyped key more often than a wish. */
function checkUse(workflow: Checked): RuleFault[] {
  const clusters = new Set(stepsOf(workflow.tasks).map(({ step }) => step.job_cluster_key));
  return workflow.job_clusters.flatMap((item, index) =>
    clusters.has(item.job_cluster_key)
      ? []
      : [
          {
            path: ["job_clusters", index, "job_cluster_key"],
            message: "is used by no task: name it by `job_cluster_key` in a task, or remove it",
          },
        ],
  );
}

function checkDependencies(tasks: readonly Task[]): RuleFault[] {
  const byKey = new Map(tasks.map((task, index) => [task.task_key, { task, index }] as const));
  const keys = [...byKey.keys()];
  const faults: RuleFault[] = [];
  for (const [index, task] of tasks.entries()) {
    const seen = new Set<string>();
    for (const [position, dependency] of (task.depends_on ?? []).entries()) {
      const path = ["tasks", index, "depends_on", position, "task_key"];
      const target = byKey.get(dependency.task_key)?.task;
      if (dependency.task_key === task.task_key)
        faults.push({ path, message: "a task cannot wait for itself: remove it" });
      else if (target === undefined) {
        const near = closest(dependency.task_key, keys);
        const hint = near === undefined ? `the tasks are ${listed(keys)}` : `did you mean \`${near}\`?`;
        faults.push({ path, message: `there is no such task in this workflow: ${hint}` });
      } else if (dependency.outcome !== undefined && target.condition_task === undefined) {
        faults.push({
          path: [...path.slice(0, -1), "outcome"],
          message: "only a condition task has an outcome: remove it",
        });
      }
      const once = `${dependency.task_key} ${dependency.outcome ?? ""}`;
      if (seen.has(once)) faults.push({ path, message: "is named twice: keep one" });
      seen.add(once);
    }
  }
  return [...faults, ...checkCycles(tasks, byKey)];
}

function checkCycles(
  tasks: readonly Task[],
  byKey: ReadonlyMap<string, { readonly task: Task; readonly index: number }>,
): RuleFault[] {
  const state = new Map<string, "open" | "done">();
  const trail: string[] = [];
  const cycles: string[][] = [];
  const visit = (key: string): void => {
    if (state.get(key) === "done") return;
    if (state.get(key) === "open") {
      const cycle = trail.slice(trail.indexOf(key));
      // One circle at a time where several share tasks.
      if (!cycles.flat().some((other) => cycle.includes(other))) cycles.push(cycle);
      return;
    }
    state.set(key, "open");
    trail.push(key);
    for (const { task_key: next } of byKey.get(key)?.task.depends_on ?? [])
      if (next !== key && byKey.has(next)) visit(next);
    trail.pop();
    state.set(key, "done");
  };
  for (const { task_key: key } of tasks) visit(key);
  return cycles.map((cycle) => ({
    path: ["tasks", byKey.get(cycle[0]!)!.index, "depends_on"],
    message: `the tasks wait for each other in a circle (${circle(cycle)}): remove one of the dependencies`,
  }));
}

function circle(keys: readonly string[]): string {
  const most = 10;
  return [...(keys.length <= most ? keys : [...keys.slice(0, most), "..."]), keys[0]].join(" -> ");
}
