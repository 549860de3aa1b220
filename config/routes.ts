import type { EVENTS } from "./keys/notifications";
import { matches } from "./patterns";
import type { Settings } from "./settings";

/** Names of the destinations that the platform sends an event of a project's jobs to, each once, in order. */
export function routedTo(
  project: string,
  event: (typeof EVENTS)[number],
  { notificationRoutes }: Settings,
): string[] {
  const routed = notificationRoutes
    .filter(({ projects, events }) => matches(project, projects) && events.includes(event))
    .flatMap(({ destinations }) => destinations);
  return [...new Set(routed)];
}
