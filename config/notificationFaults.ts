import type { CheckedProject } from "../manifest/check";
import { formatPath } from "../manifest/fault";
import { platformPart } from "../manifest/rules/referable";
import { referencesBelow } from "../manifest/rules/references";
import { NOTIFIED_EVENTS } from "../manifest/schema/notifications";
import type { Workflow } from "../manifest/schema/workflow";
import { routedBeside } from "./routes";
import type { SecretSource } from "./secrets";
import type { Settings } from "./settings";

/** As many as the Jobs API takes. https://docs.databricks.com/aws/en/jobs/notifications */
const MOST_DESTINATIONS = 3;

/** What is wrong with where a project's notices go in this stack, as `projects/x.yaml path: what, and what to do`. */
export function notificationFaults(
  { file, name, environments }: CheckedProject,
  settings: Settings,
): string[] {
  const { workflows } = environments[settings.environment];
  return Object.entries(workflows).flatMap(([key, workflow]) =>
    [...unknownDestinations(workflow, settings), ...tooMany(name, workflow, settings)].map(
      ([path, message]) => `${file} ${formatPath(["workflows", key, ...path])}: ${message}`,
    ),
  );
}

function unknownDestinations(workflow: Workflow, settings: Settings): [PropertyKey[], string][] {
  const known = Object.keys(settings.notificationDestinations);
  return [...referencesBelow(workflow)].flatMap(({ name, path }): [PropertyKey[], string][] => {
    const destination = platformPart("destinations", name);
    if (destination === undefined || known.includes(destination)) return [];
    return [
      [
        path,
        `there is no destination \`${destination}\` in ${settings.environment}: marvin:notificationDestinations has ${known.join(", ") || "none"}`,
      ],
    ];
  });
}

function tooMany(project: string, workflow: Workflow, settings: Settings): [PropertyKey[], string][] {
  return NOTIFIED_EVENTS.flatMap((event): [PropertyKey[], string][] => {
    const own = workflow.webhook_notifications?.[event] ?? [];
    const routed = routedBeside(own, project, event, settings);
    if (own.length === 0 || own.length + routed.length <= MOST_DESTINATIONS) return [];
    const routes = routed.join(", ");
    return [
      [
        ["webhook_notifications", event],
        `has ${own.length} destinations and the platform adds ${routed.length} (${routes}), of ${MOST_DESTINATIONS} that a job takes: remove ${own.length + routed.length - MOST_DESTINATIONS}`,
      ],
    ];
  });
}

/** Secrets that the stack's destinations name and that it lacks. */
export function missingDestinationSecrets(settings: Settings, secrets: SecretSource): string[] {
  return Object.entries(settings.notificationDestinations).flatMap(([name, destination]) => {
    if ("id" in destination || destination.type === "email") return [];
    const { secret, ...rest } = destination;
    const named = "username" in rest || "password" in rest ? [rest.username, rest.password] : [];
    return [secret, ...named].flatMap((one) => {
      const complaint = one === undefined ? undefined : secrets.complaint(one);
      return complaint === undefined ? [] : [`marvin:notificationDestinations.${name}: ${complaint}`];
    });
  });
}
