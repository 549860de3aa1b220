import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { closest } from "../manifest/schema/closest";
import { ENVIRONMENTS } from "../manifest/schema/project";

/** The kinds of resources that hold what cannot be made again, and so can be protected. */
export const STATEFUL = ["repository", "schema", "volume", "experiment", "model"] as const;
export type Stateful = (typeof STATEFUL)[number];

const list = <Item extends z.ZodType>(item: Item) => z.array(item);

const computeSize = z
  .strictObject({
    nodeTypeId: z.string().min(1),
    sparkVersion: z.string().min(1),
    minWorkers: z.int().min(0),
    maxWorkers: z.int().min(0),
  })
  .refine(({ minWorkers, maxWorkers }) => minWorkers <= maxWorkers, {
    error: "minWorkers is larger than maxWorkers",
  });

const CPU_RUNTIME = "17.3.x-cpu-ml-scala2.13";
const GPU_RUNTIME = "17.3.x-gpu-ml-scala2.13";

/** Size classes on AWS. No workers means one machine that is driver and worker. */
const DEFAULT_SIZES = {
  small: { nodeTypeId: "m6id.xlarge", sparkVersion: CPU_RUNTIME, minWorkers: 0, maxWorkers: 0 },
  medium: { nodeTypeId: "m6id.2xlarge", sparkVersion: CPU_RUNTIME, minWorkers: 1, maxWorkers: 4 },
  large: { nodeTypeId: "r6id.4xlarge", sparkVersion: CPU_RUNTIME, minWorkers: 2, maxWorkers: 8 },
  gpu: { nodeTypeId: "g5.2xlarge", sparkVersion: GPU_RUNTIME, minWorkers: 0, maxWorkers: 0 },
};

const https = z.string().regex(/^https?:\/\/[A-Za-z0-9.-]+(?::\d+)?$/, {
  error: "must be an address without a path, e.g. https://dbc-a1b2c3d4-e5f6.cloud.databricks.com",
});

const digits = z.string().regex(/^[1-9]\d*$/, { error: "must be a number" });

/** The account console on AWS, where a stack names no other. */
export const ACCOUNT_CONSOLE = "https://accounts.cloud.databricks.com";

/** Every key of a stack's configuration, with what it must be. All are read from the `marvin:` namespace. */
const shape = {
  /** Which environment of the projects this stack makes. */
  environment: z.enum(ENVIRONMENTS),
  /** GitHub organisation that owns the projects' repositories. */
  githubOrganization: z
    .string()
    .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, { error: "must be an organisation's login" }),
  /** The organisation's numeric id, part of the OIDC subjects of repositories made since July 2026. */
  githubOrganizationId: z
    .int({ error: "must be the organisation's number, as `gh api orgs/NAME --jq .id` prints it" })
    .positive(),
  /** Address of the environment's workspace. */
  databricksHost: https,
  /** The workspace's number. */
  databricksWorkspaceId: digits,
  /** The Databricks account, which owns the projects' service principals. */
  databricksAccountId: z.uuid({ error: "must be the account's id, a UUID" }),
  /** Address of the account console. */
  databricksAccountHost: https.default(ACCOUNT_CONSOLE),
  /** Who runs Pulumi for this stack; may use the projects' service principals, as `run_as` needs. */
  databricksDeployer: z
    .string()
    .regex(/^(?:servicePrincipals\/[0-9a-f-]{36}|users\/[^\s/]+@[^\s/]+|groups\/[^/]+)$/, {
      error: "must be servicePrincipals/APPLICATION_ID, users/MAIL or groups/NAME",
    }),
  /** Unity Catalog catalog of the environment. It exists already. */
  catalog: z.string().regex(/^[^.\s/]{1,255}$/, { error: "must be the name of a catalog" }),
  /** Whether this stack owns what exists once for all environments: the repositories and their rules. */
  ownsRepositories: z.boolean().default(false),
  /** Names of the projects in this stack; `*` stands for any text. A fleet can so be split over stacks. */
  projects: list(z.string().regex(/^[a-z0-9*-]+$/, { error: "must be a name or a pattern such as churn-*" }))
    .min(1, { error: 'must name at least one pattern, e.g. ["*"]' })
    .default(["*"]),
  /** Kinds of resources that refuse deletion until this list is shortened. */
  protect: list(z.enum(STATEFUL)).default([...STATEFUL]),
  /** Kinds of resources that stay in place, forgotten by Pulumi, when their declaration goes. */
  retainOnDelete: list(z.enum(STATEFUL)).default([]),
  /** Whether schedules run. Where they do not, jobs are started by hand or by a workflow. */
  runSchedules: z.boolean().default(false),
  /** Whether people may write data and start jobs, not only service principals. */
  peopleMayWrite: z.boolean().default(false),
  /** Whether projects get the interactive cluster that they ask for. */
  interactiveClusters: z.boolean().default(false),
  /** Tags that may be deployed to the environment, as patterns; empty means any branch or tag. */
  deploymentTags: list(z.string().min(1)).default([]),
  /** Numeric ids of GitHub teams, one of which must approve a deployment. GitHub takes six. */
  deploymentReviewers: list(z.int().positive())
    .max(6, { error: "GitHub takes at most 6 reviewers" })
    .default([]),
  /** Most workers that a job cluster may have. */
  maxWorkers: z.int().min(1).max(10_000).default(20),
  /** What the manifest's size classes stand for on this stack's cloud. */
  computeSizes: z
    .strictObject({ small: computeSize, medium: computeSize, large: computeSize, gpu: computeSize })
    .partial()
    .default({})
    .transform((sizes) => ({ ...DEFAULT_SIZES, ...sizes })),
} as const;

const settings = z.strictObject(shape).superRefine(({ computeSizes, maxWorkers }, context) => {
  for (const [size, { maxWorkers: asked }] of Object.entries(computeSizes)) {
    if (asked > maxWorkers) {
      const message = `${size} has ${asked} workers, more than marvin:maxWorkers (${maxWorkers})`;
      context.addIssue({ code: "custom", path: ["computeSizes", size], message });
    }
  }
});

/** A stack's configuration, checked. */
export type Settings = z.output<typeof settings>;
export type ComputeSize = z.output<typeof computeSize>;

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
  return `  marvin:${key} is wrong${inside} (${issue.message}): ${command}`;
}
