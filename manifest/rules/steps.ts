import type { NestedTask, Task } from "../schema/task";

/** Every task of a workflow and the task inside each loop, with its path in the workflow. */
export function stepsOf(tasks: readonly Task[]): { step: Task | NestedTask; path: PropertyKey[] }[] {
  return tasks.flatMap((task, index) => {
    const path = ["tasks", index];
    const inner = task.for_each_task?.task;
    const own = { step: task, path };
    return inner === undefined ? [own] : [own, { step: inner, path: [...path, "for_each_task", "task"] }];
  });
}
