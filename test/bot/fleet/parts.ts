import type { FleetPart } from "../../../bot/fleet/part";
import { ENVIRONMENTS } from "../../../manifest/schema/project";

/** What a stack says that owns repositories. */
export const OWNED = { template: "acme/marvin-template", manager: "acme/marvin" };

/** What a stack says, named by its environment unless that is among the fields. */
export function part(stack: string, fields: Partial<FleetPart> = {}): FleetPart {
  const environment = ENVIRONMENTS.find((one) => one === stack) ?? "prod";
  return {
    stack,
    environment,
    organization: "acme",
    catalog: `ml_${environment}`,
    host: `https://${environment}.example.com`,
    projects: [],
    ...fields,
  };
}
