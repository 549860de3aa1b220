import { z } from "zod";
import { ENVIRONMENTS } from "../../manifest/schema/project";
import { fleetProject, fullName, principal } from "./fleet";

/**
 * What one stack knows of the fleet, as the program writes it to `fleet/STACK.json` in the bot's bucket: the stack that
 * owns the repositories tells of those, every stack of its own environment.
 */
export const fleetPart = z.strictObject({
  stack: z.string(),
  environment: z.enum(ENVIRONMENTS),
  organization: z.string(),
  catalog: z.string(),
  host: z.url(),
  /** Of the stack that owns repositories. */
  template: fullName.optional(),
  manager: fullName.optional(),
  projects: z.array(
    z.strictObject({
      project: z.string(),
      /** Of the stack that owns the repository. */
      repository: fleetProject
        .pick({ repository: true, lifecycle: true, template: true, answers: true })
        .optional(),
      principal: principal.optional(),
    }),
  ),
});
export type FleetPart = z.infer<typeof fleetPart>;
