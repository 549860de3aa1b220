import type { CheckedProject } from "../check";
import { ENVIRONMENTS } from "../schema/project";
import type { FleetFault } from "./fleet";

/** A project has one repository, which is archived or not: it retires everywhere or nowhere. */
export function checkStates(project: CheckedProject): FleetFault[] {
  const retired = ENVIRONMENTS.filter(
    (environment) => project.environments[environment].lifecycle === "retired",
  );
  if (retired.length === ENVIRONMENTS.length) return [];
  const message =
    "a project retires in every environment at once, for it has one repository: write `lifecycle: retired` at the top and no other state under `environments`, or `paused` here";
  return retired.map((environment) => ({ project, environment, path: ["lifecycle"], message }));
}
