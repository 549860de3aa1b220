import type * as pulumi from "@pulumi/pulumi";
import type { Lifecycle } from "../manifest/schema/lifecycle";
import { privilegesOf, READING, type Given, type GivenKind } from "../manifest/schema/grants";
import type { Monitor } from "../manifest/schema/monitoring";
import type { Project } from "../manifest/schema/project";
import type { Endpoint } from "../manifest/schema/serving";
import type { Workflow } from "../manifest/schema/workflow";
import { mapValues } from "./mapValues";

/**
 * What a state leaves out of a project, beside what `inForce` takes from its manifest. The table of
 * docs/guides/rename-move-retire.md says it to people. Nothing that holds data or history is ever here.
 */
const LEFT_OUT = {
  /** What lets somebody be the service principal: its federation, its place in the workspace, who may use it. */
  login: ["retired"],
  /** Grants and permissions of the service principal. */
  "principal's rights": ["retired"],
  /** Cluster policies. */
  policies: ["retired"],
} as const satisfies Readonly<Record<string, readonly Lifecycle[]>>;

/** Whether a project in a state has a part. */
export function declares(part: keyof typeof LEFT_OUT, state: Lifecycle): boolean {
  const without: readonly Lifecycle[] = LEFT_OUT[part];
  return !without.includes(state);
}

/** Whether people may change what a project holds, where the stack lets them. */
export function takesChanges(state: Lifecycle): boolean {
  return state !== "retired";
}

/**
 * What of a project's manifest is in force in its state: the same project without what does not run, so that
 * components need not know of states. A paused project keeps its jobs, to be started by hand, and its endpoints,
 * whose machines rest until somebody asks; nothing starts by itself. A retired one keeps what holds data or
 * history, for reading, and nothing else.
 */
export function inForce(project: Project): Project {
  if (project.lifecycle === "active") return project;
  const { interactive: _stops, ...compute } = project.compute;
  if (project.lifecycle === "paused") {
    return {
      ...project,
      compute,
      workflows: mapValues(project.workflows, resting),
      serving: mapValues(project.serving, scaledToZero),
      monitoring: { tables: mapValues(project.monitoring.tables, withoutSchedule) },
    };
  }
  return {
    ...project,
    compute: { ...compute, warehouses: {} },
    workflows: {},
    serving: {},
    monitoring: { tables: {} },
    data: { ...project.data, reads: NOTHING_READ, shares: {} },
    access: {
      ...project.access,
      grants: { ...project.access.grants, projects: mapValues(project.access.grants.projects, reading) },
    },
  };
}

const NOTHING_READ: Project["data"]["reads"] = {
  projects: [],
  schemas: [],
  tables: [],
  volumes: [],
  functions: [],
  models: [],
  external_locations: [],
};

/** The keys of a workflow by which it starts by itself. */
export const STARTERS = ["schedule", "trigger", "continuous"] as const satisfies readonly (keyof Workflow)[];

function resting(workflow: Workflow): Workflow {
  const starters = STARTERS.flatMap((key) => {
    const starter = workflow[key];
    return starter === undefined ? [] : [[key, { ...starter, pause_status: "PAUSED" as const }] as const];
  });
  return { ...workflow, ...Object.fromEntries(starters) };
}

function scaledToZero(endpoint: Endpoint): Endpoint {
  const entities = endpoint.config.served_entities.map((entity) => ({
    ...entity,
    scale_to_zero_enabled: true,
  }));
  return { ...endpoint, config: { ...endpoint.config, served_entities: entities } };
}

function withoutSchedule({ schedule: _rests, ...monitor }: Monitor): Monitor {
  return monitor;
}

/** What of the rights on a project's data only reads. */
function reading({ schema, ...objects }: Given): Given {
  return {
    ...(schema !== undefined && { schema: readingOf("schema", schema) }),
    schemas: mapValues(objects.schemas, (given) => readingOf("schema", given)),
    tables: mapValues(objects.tables, (given) => readingOf("tables", given)),
    volumes: mapValues(objects.volumes, (given) => readingOf("volumes", given)),
    functions: mapValues(objects.functions, (given) => readingOf("functions", given)),
    models: mapValues(objects.models, (given) => readingOf("models", given)),
  };
}

function readingOf(kind: GivenKind, given: readonly string[]): string[] {
  return privilegesOf(kind, given).filter((privilege) => READING.includes(privilege));
}

/**
 * Keeps an archived repository and what hangs on it as they are: GitHub refuses every change, and the provider
 * passes over changes of the repository in silence, so that none may be declared, whatever the manifest, the stack
 * or a newer Marvin would have them be. All is taken up again when the project is active.
 */
export function frozen(state: Lifecycle): pulumi.ResourceTransformation[] {
  if (state !== "retired") return [];
  return [
    ({ type, props, opts }) => {
      if (!type.startsWith("github:")) return undefined;
      const ignoreChanges =
        type === "github:index/repository:Repository"
          ? Object.keys(props as object).filter((key) => key !== "archived")
          : ["*"];
      return { props: props, opts: { ...opts, ignoreChanges } };
    },
  ];
}
