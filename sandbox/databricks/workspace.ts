import type { Fault, Kind, Need, Settings } from "../kind";
import { distinct, each, exactlyOne, matching } from "../rules";
import { at, given, list, text, show, type Props } from "../value";
import { workspace } from "./compute";
import { workspacePrincipal } from "./principals";

interface PermissionObject {
  /** As in the id of the permissions, `/jobs/123`. */
  readonly collection: string;
  readonly type: string;
  readonly levels: readonly string[];
  /** The thing it must be, for objects that are made here. */
  readonly thing?: string;
}

const files = ["CAN_READ", "CAN_RUN", "CAN_EDIT", "CAN_MANAGE"];

/**
 * Which levels each object has.
 * https://registry.terraform.io/providers/databricks/databricks/latest/docs/resources/permissions
 */
const objects: Readonly<Record<string, PermissionObject>> = {
  clusterId: {
    collection: "clusters",
    type: "cluster",
    levels: ["CAN_ATTACH_TO", "CAN_RESTART", "CAN_MANAGE"],
    thing: "cluster",
  },
  clusterPolicyId: {
    collection: "cluster-policies",
    type: "cluster-policy",
    levels: ["CAN_USE"],
    thing: "cluster policy",
  },
  directoryId: { collection: "directories", type: "directory", levels: files, thing: "directory" },
  directoryPath: { collection: "directories", type: "directory", levels: files },
  experimentId: {
    collection: "experiments",
    type: "mlflowExperiment",
    levels: ["CAN_READ", "CAN_EDIT", "CAN_MANAGE"],
    thing: "experiment",
  },
  instancePoolId: {
    collection: "instance-pools",
    type: "instance-pool",
    levels: ["CAN_ATTACH_TO", "CAN_MANAGE"],
    thing: "instance pool",
  },
  jobId: {
    collection: "jobs",
    type: "job",
    levels: ["CAN_VIEW", "CAN_MANAGE_RUN", "IS_OWNER", "CAN_MANAGE"],
    thing: "job",
  },
  notebookPath: { collection: "notebooks", type: "notebook", levels: files },
  repoPath: { collection: "repos", type: "repo", levels: files },
  servingEndpointId: {
    collection: "serving-endpoints",
    type: "serving-endpoint",
    levels: ["CAN_VIEW", "CAN_QUERY", "CAN_MANAGE"],
    thing: "serving endpoint with id",
  },
  sqlEndpointId: {
    collection: "sql/warehouses",
    type: "warehouses",
    levels: ["CAN_VIEW", "CAN_MONITOR", "CAN_USE", "IS_OWNER", "CAN_MANAGE"],
    thing: "warehouse",
  },
};

/** Folders, experiments and permissions, in one workspace. */
export const workspaceKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/directory:Directory": {
    docs: "https://docs.databricks.com/api/workspace/workspace/mkdirs",
    level: "workspace",
    replacedBy: ["path"],
    rules: [absolute("path")],
    computed: {
      objectId: ({ stamp }) => stamp.number,
      workspacePath: ({ inputs }) => `/Workspace${bare(inputs["path"])}`,
    },
    id: ({ inputs }) => show(inputs["path"]),
    // Making a folder makes those above it: https://docs.databricks.com/api/workspace/workspace/mkdirs
    claims: ({ inputs, stamp, settings }) => [
      {
        thing: pathThing(bare(inputs["path"]), inputs, settings),
        refusal: `POST /api/2.0/workspace/mkdirs: 400 RESOURCE_ALREADY_EXISTS: ${bare(inputs["path"])}`,
      },
      { thing: `directory ${stamp.number}` },
      ...parents(inputs["path"]).map((path) => ({ thing: pathThing(path, inputs, settings), shared: true })),
    ],
    needs: ({ inputs, settings }) => parents(inputs["path"]).map((path) => above(path, inputs, settings)),
    keeps: ({ inputs, settings }, world) => {
      const left = world
        .inside(pathThing(bare(inputs["path"]), inputs, settings))
        .filter((inner) => inner.startsWith("path"));
      if (left.length === 0 || inputs["deleteRecursive"] === true) return undefined;
      return `POST /api/2.0/workspace/delete: 400 DIRECTORY_NOT_EMPTY: Folder (${bare(inputs["path"])}) is not empty: ${left.join(", ")}`;
    },
  },

  "databricks:index/mlflowExperiment:MlflowExperiment": {
    docs: "https://docs.databricks.com/api/workspace/experiments/createexperiment",
    level: "workspace",
    required: ["name"],
    replacedBy: ["artifactLocation", "traceLocation"],
    unordered: ["tags"],
    rules: [absolute("name"), distinct("tags.*.key")],
    computed: {
      experimentId: ({ stamp }) => String(stamp.number),
      creationTime: ({ stamp }) => Date.parse(stamp.at),
      lastUpdateTime: ({ stamp }) => Date.parse(stamp.at),
      lifecycleStage: () => "active",
      artifactLocation: ({ stamp }) => `dbfs:/databricks/mlflow-tracking/${stamp.number}`,
    },
    id: ({ stamp }) => String(stamp.number),
    claims: ({ inputs, stamp, settings }) => [
      {
        thing: pathThing(bare(inputs["name"]), inputs, settings),
        refusal: `POST /api/2.0/mlflow/experiments/create: 400 RESOURCE_ALREADY_EXISTS: Node named '${bare(inputs["name"])}' already exists`,
      },
      { thing: `experiment ${stamp.number}` },
    ],
    needs: ({ inputs, settings }) => {
      const [parent, ...others] = parents(inputs["name"]);
      if (parent === undefined) return [];
      const refusal = `POST /api/2.0/mlflow/experiments/create: 404 RESOURCE_DOES_NOT_EXIST: Parent directory ${parent} does not exist.`;
      return [
        { ...above(parent, inputs, settings), refusal, assumed: isRoot(parent) },
        ...others.map((path) => above(path, inputs, settings)),
      ];
    },
  },

  // Overwrites the whole list of the object.
  "databricks:index/permissions:Permissions": {
    docs: "https://docs.databricks.com/api/workspace/permissions/set",
    level: "workspace",
    replacedBy: [...Object.keys(objects), "authorization"],
    unordered: ["accessControls"],
    rules: [
      exactlyOne("", [
        ...Object.keys(objects),
        "authorization",
        "notebookId",
        "registeredModelId",
        "repoId",
        "workspaceFileId",
        "workspaceFilePath",
        "pipelineId",
      ]),
      exactlyOne("accessControls.*", ["groupName", "servicePrincipalName", "userName"]),
      each(
        "accessControls",
        ({ value }) => Array.isArray(value) && value.length === 0 && "is empty; name at least one principal",
      ),
      each(
        "accessControls.*.groupName",
        ({ value }) => value === "admins" && "admins always manage it; leave them out",
      ),
      levels,
      owners,
    ],
    computed: { objectType: ({ inputs }) => target(inputs)?.type ?? "" },
    id: ({ inputs }) => permissionsId(inputs),
    claims: ({ inputs, settings }) => [
      { thing: `permissions of ${permissionsId(inputs)} in ${workspace(inputs, settings)}` },
    ],
    needs: ({ inputs, settings }) => [
      ...onObject(inputs, settings),
      ...list(inputs, "accessControls").flatMap((control) =>
        workspacePrincipal(control, `PUT /api/2.0/permissions${permissionsId(inputs)}`),
      ),
    ],
  },
};

function absolute(property: string) {
  return matching(property, /^\/[^/]/, "give the whole path in the workspace, from / on");
}

/** The same folder with and without /Workspace in front and / behind. */
function bare(path: unknown): string {
  return String(path)
    .replace(/^\/Workspace(?=\/)/, "")
    .replace(/\/+$/, "");
}

/** The folders above a path, the nearest first. */
function parents(path: unknown): string[] {
  const steps = bare(path).split("/").slice(1, -1);
  return steps.map((_, i) => `/${steps.slice(0, steps.length - i).join("/")}`);
}

/** Folders that a workspace starts with, and everybody's home. */
function isRoot(path: string): boolean {
  return /^\/(Shared|Users|Repos|Users\/[^/]+)$/.test(path);
}

function pathThing(path: string, inputs: Props, settings: Settings): string {
  return `path ${path} in ${workspace(inputs, settings)}`;
}

function above(path: string, inputs: Props, settings: Settings): Need {
  return { thing: pathThing(path, inputs, settings), refusal: "", inside: true, assumed: true };
}

function targetKey(inputs: Props): string | undefined {
  return Object.keys(objects).find((key) => given(inputs, key));
}

function target(inputs: Props): PermissionObject | undefined {
  const key = targetKey(inputs);
  return key === undefined ? undefined : objects[key];
}

function permissionsId(inputs: Props): string {
  const key = targetKey(inputs);
  return key === undefined
    ? `/authorization/${show(inputs["authorization"])}`
    : `/${objects[key]?.collection}/${show(inputs[key])}`;
}

function onObject(inputs: Props, settings: Settings): Need[] {
  const key = targetKey(inputs);
  const object = target(inputs);
  if (key === undefined || !object) return [];
  const refusal = `PUT /api/2.0/permissions${permissionsId(inputs)}: 404 RESOURCE_DOES_NOT_EXIST: it does not exist`;
  if (key === "directoryPath") {
    const path = bare(inputs[key]);
    return [{ thing: pathThing(path, inputs, settings), refusal, inside: true, assumed: isRoot(path) }];
  }
  return object.thing === undefined
    ? []
    : [{ thing: `${object.thing} ${show(inputs[key])}`, refusal, inside: true }];
}

function levels(inputs: Props): Fault[] {
  const object = target(inputs);
  if (!object) return [];
  return each("accessControls.*.permissionLevel", ({ value }) =>
    object.levels.includes(show(value))
      ? undefined
      : `"${show(value)}" is no level of a ${object.type}; use one of: ${object.levels.join(", ")}`,
  )(inputs);
}

/** A job has one owner, and a group cannot be it: https://docs.databricks.com/aws/en/jobs/privileges */
function owners(inputs: Props): Fault[] {
  const all = at(inputs, "accessControls.*").filter(
    ({ value }) => text(value, "permissionLevel") === "IS_OWNER",
  );
  return all.flatMap(({ path, value }, i) => {
    if (given(value, "groupName"))
      return [{ property: path, reason: "a group cannot be the owner; name a user or a service principal" }];
    return i > 0 ? [{ property: path, reason: "there is an owner already; an object has exactly one" }] : [];
  });
}
