import type { z } from "zod";
import type { shape } from "./shape";

type Values = Pick<
  { [Key in keyof typeof shape]: z.output<(typeof shape)[Key]> },
  | "customProperties"
  | "githubPlan"
  | "managesOrganization"
  | "organizationRulesets"
  | "organizationShaPinning"
  | "runnerGroups"
>;

/** What does not go together in what a stack says of the organisation: where, and what to do. */
export function organizationFaults(values: Values): [path: string[], message: string][] {
  const { managesOrganization, organizationRulesets: rulesets, customProperties, githubPlan } = values;
  if (!managesOrganization) {
    const set = {
      organizationRulesets: Object.keys(rulesets).length > 0,
      organizationShaPinning: values.organizationShaPinning,
      runnerGroups: Object.keys(values.runnerGroups).length > 0,
    };
    return Object.entries(set)
      .filter(([, is]) => is)
      .map(([key]) => [
        [key],
        "counts only where marvin:managesOrganization is true: remove it here, for one stack declares what exists once",
      ]);
  }
  const faults: [string[], string][] = [];
  if (Object.keys(rulesets).length > 0 && !customProperties) {
    faults.push([
      ["organizationRulesets"],
      "finds repositories by custom properties: set marvin:customProperties to true, here and in the stack that owns the repositories",
    ]);
  }
  for (const [name, { enforcement, pushes }] of Object.entries(rulesets)) {
    if (pushes !== undefined && nothing(pushes)) {
      faults.push([["organizationRulesets", name, "pushes"], "limits nothing: name a limit, or remove it"]);
    }
    if (enforcement !== "evaluate" || githubPlan === "enterprise") continue;
    faults.push([
      ["organizationRulesets", name, "enforcement"],
      "`evaluate` needs GitHub Enterprise: use active or disabled, or set marvin:githubPlan",
    ]);
  }
  return [...faults, ...repeatedRunners(values)];
}

/** Workflows ask for hosted runners by name alone, and the organisation has each name once. */
function repeatedRunners({ runnerGroups }: Values): [string[], string][] {
  const groups = new Map<string, string>();
  return Object.entries(runnerGroups).flatMap(([group, { runners }]) =>
    Object.keys(runners).flatMap((runner) => {
      const other = groups.get(runner.toLowerCase());
      groups.set(runner.toLowerCase(), other ?? group);
      if (other === undefined) return [];
      const fault: [string[], string] = [
        ["runnerGroups", group, "runners", runner],
        `is a runner of the group ${other} too: give each a name of its own`,
      ];
      return [fault];
    }),
  );
}

function nothing(pushes: object): boolean {
  return Object.values(pushes).every(
    (value) => value === undefined || (Array.isArray(value) && value.length === 0),
  );
}
