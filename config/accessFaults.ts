import type { CheckedProject } from "../manifest/check";
import type { Settings } from "./settings";

/** What is wrong with a project's groups in this stack, as `projects/x.yaml path: what, and what to do`. */
export function accessFaults({ file, environments }: CheckedProject, settings: Settings): string[] {
  return Object.keys(environments[settings.environment].groups)
    .filter((group) => settings.catalogUsers.includes(group))
    .map(
      (group) =>
        `${file} groups.${group}: is also in marvin:catalogUsers, and its right to the catalog would have two owners: remove it there`,
    );
}
