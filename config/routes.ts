import { referenceTo } from "../manifest/rules/referable";
import type { NotifiedEvent } from "../manifest/schema/notifications";
import { matches } from "./patterns";
import type { Settings } from "./settings";

/**
 * Names of the destinations that the platform adds to those that a job has for an event itself, each once, in order.
 * @param own the job's own, by ids or by references to the platform's
 */
export function routedBeside(
  own: readonly { readonly id: string }[],
  project: string,
  event: NotifiedEvent,
  { notificationRoutes }: Settings,
): string[] {
  const routed = notificationRoutes
    .filter(({ projects, events }) => matches(project, projects) && events.includes(event))
    .flatMap(({ destinations }) => destinations);
  return [...new Set(routed)].filter(
    (name) => !own.some(({ id }) => id === referenceTo("destinations", name)),
  );
}
