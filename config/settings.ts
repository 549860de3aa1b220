import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { closest } from "../manifest/schema/closest";
import { botFaults } from "./botFaults";
import { STATEFUL } from "./keys/fleet";
import { organizationFaults } from "./organizationFaults";
import { poolConfigFaults } from "./poolFaults";
import { shape } from "./shape";

const settings = z.strictObject(shape).superRefine((value, context) => {
  const { computeSizes, maxWorkers, ownsCatalog, catalogWorkspaces, databricksWorkspaceId } = value;
  const fault = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
  for (const [size, { maxWorkers: asked }] of Object.entries(computeSizes)) {
    if (asked > maxWorkers) {
      fault(
        ["computeSizes", size],
        `${size} has ${asked} workers, more than marvin:maxWorkers (${maxWorkers})`,
      );
    }
  }
  for (const [path, message] of [
    ...organizationFaults(value),
    ...poolConfigFaults(value),
    ...botFaults(value),
  ]) {
    fault([...path], message);
  }
  const destinations = Object.keys(value.notificationDestinations);
  for (const [index, route] of value.notificationRoutes.entries()) {
    for (const name of route.destinations) {
      if (destinations.includes(name)) continue;
      fault(
        ["notificationRoutes", String(index)],
        `\`${name}\` is not among marvin:notificationDestinations (${destinations.join(", ") || "none"})`,
      );
    }
  }
  if (!ownsCatalog) {
    const set = {
      catalogStorageRoot: value.catalogStorageRoot !== undefined,
      catalogWorkspaces: Object.keys(catalogWorkspaces).length > 0,
      catalogUsers: value.catalogUsers.length > 0,
    };
    for (const [key, is] of Object.entries(set)) {
      if (is) fault([key], "counts only where marvin:ownsCatalog is true: remove it, or own the catalog");
    }
  }
  if (Object.hasOwn(catalogWorkspaces, databricksWorkspaceId)) {
    fault(
      ["catalogWorkspaces", databricksWorkspaceId],
      "is the stack's own workspace, which always reaches the catalog: remove it",
    );
  }
});

/** A stack's configuration, checked. */
export type Settings = z.output<typeof settings>;

/** Values to show in the command that mends a key. */
const EXAMPLES: Partial<Record<keyof typeof shape, string>> = {
  environment: "dev",
  githubOrganization: "example-university",
  githubOrganizationId: "1234567",
  databricksHost: "https://dbc-a1b2c3d4-e5f6.cloud.databricks.com",
  databricksWorkspaceId: "1234567890123456",
  databricksAccountId: "12345678-1234-4123-8123-123456789012",
  databricksDeployer: "servicePrincipals/12345678-1234-4123-8123-123456789012",
  catalog: "ml_dev",
  awsAccountId: "123456789012",
  awsRegion: "eu-central-1",
  storagePrefix: "example-university",
  templateRepository: "example-university/marvin-template",
  managerRepository: "example-university/marvin",
  botPrincipal: "12345678-1234-4123-8123-123456789012",
  fleetBucket: "example-university-bot-fleet",
  projects: "'[\"*\"]'",
  protect: `'${JSON.stringify(STATEFUL)}'`,
};

/**
 * Checks raw configuration values (as text, without their namespace).
 * @throws pulumi.RunError naming every wrong or missing key with the command that mends it.
 */
export function parseSettings(raw: Readonly<Record<string, string>>, stack: string): Settings {
  const result = settings.safeParse(
    Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, decode(key, value)])),
  );
  if (result.success) return result.data;
  const lines = result.error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys" && issue.path.length === 0
      ? issue.keys.map((key) => unknownKey(key, stack))
      : [wrongKey(String(issue.path[0]), issue, raw, stack)],
  );
  throw new pulumi.RunError(
    `The configuration of stack ${stack} is not complete:\n${[...new Set(lines)].join("\n")}`,
  );
}

/** The configuration of the running stack. */
export function readSettings(): Settings {
  const namespace = `${pulumi.getProject()}:`;
  const raw = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(namespace))
    .map(([key, value]) => [key.slice(namespace.length), value] as const);
  return parseSettings(Object.fromEntries(raw), pulumi.getStack());
}

/** Text stays text where text is wanted; the rest is JSON, as Pulumi keeps lists, numbers and booleans. */
function decode(key: string, value: string): unknown {
  const wanted = Object.hasOwn(shape, key) ? shape[key as keyof typeof shape] : undefined;
  if (wanted === undefined || wanted.safeParse(value).success) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function unknownKey(key: string, stack: string): string {
  const near = closest(key, Object.keys(shape));
  const hint = near === undefined ? "" : ` (did you mean marvin:${near}?)`;
  return `  marvin:${key} is not a key of Marvin${hint}: pulumi config rm --stack ${stack} marvin:${key}`;
}

function wrongKey(
  key: string,
  issue: z.core.$ZodIssue,
  raw: Readonly<Record<string, string>>,
  stack: string,
): string {
  const example = Object.hasOwn(EXAMPLES, key) ? EXAMPLES[key as keyof typeof EXAMPLES] : undefined;
  const command = `pulumi config set --stack ${stack} marvin:${key} ${example ?? "VALUE"}`;
  if (!Object.hasOwn(raw, key)) return `  marvin:${key} is missing: ${command}`;
  const inside = issue.path.length > 1 ? ` at ${issue.path.slice(1).join(".")}` : "";
  // What is wrong with a name in a mapping stands inside the issue.
  const message = (issue.code === "invalid_key" ? issue.issues[0]?.message : undefined) ?? issue.message;
  return `  marvin:${key} is wrong${inside} (${message}): ${command}`;
}
