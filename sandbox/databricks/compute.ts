import type { Kind, Need, Rule, Settings, Subject } from "../kind";
import { atMost, atMostOne, between, each, length, oneOf } from "../rules";
import { policyNeeds } from "./policy";
import { at, fromJson, given, isProps, text, type Json, show, type Props } from "../value";

/** https://docs.databricks.com/api/workspace/clusters/create, for a cluster wherever it is described. */
export function clusterRules(prefix: string): readonly Rule[] {
  const path = (key: string) => (prefix === "" ? key : `${prefix}.${key}`);
  return [
    // prettier-ignore
    oneOf(path("dataSecurityMode"), [
      "DATA_SECURITY_MODE_AUTO", "DATA_SECURITY_MODE_DEDICATED", "DATA_SECURITY_MODE_STANDARD", "SINGLE_USER",
      "USER_ISOLATION", "NONE", "NO_ISOLATION", "LEGACY_PASSTHROUGH", "LEGACY_SINGLE_USER",
      "LEGACY_SINGLE_USER_STANDARD", "LEGACY_TABLE_ACL",
    ]),
    oneOf(path("runtimeEngine"), ["PHOTON", "STANDARD", "NULL"]),
    oneOf(path("awsAttributes.availability"), ["SPOT", "ON_DEMAND", "SPOT_WITH_FALLBACK"]),
    between(path("numWorkers"), 0, 100_000),
    atMost(path("customTags"), 45),
    atMostOne(prefix, ["autoscale", "numWorkers"]),
    each(path("autoscale"), ({ value }) => {
      const [least, most] = isProps(value) ? [value["minWorkers"], value["maxWorkers"]] : [];
      return (
        typeof least === "number" &&
        typeof most === "number" &&
        least > most &&
        "minWorkers is above maxWorkers"
      );
    }),
    each(
      prefix,
      ({ value }) =>
        noNodeType(value) && "has neither nodeTypeId nor instancePoolId, and no policy to give one",
    ),
    each(
      prefix,
      ({ value }) => noWorkers(value) && "has no workers; give numWorkers or autoscale, or set isSingleNode",
    ),
  ];
}

/** The policies and machine types that the clusters reached by a pattern refer to. */
export function clusterNeeds(
  { inputs, settings }: Pick<Subject, "inputs" | "settings">,
  pattern: string,
): Need[] {
  const under = (key: string) =>
    at(inputs, pattern === "" ? key : `${pattern}.${key}`).map(({ value }) => show(value));
  return [
    ...under("policyId").map((policy) => ({
      thing: `cluster policy ${policy}`,
      refusal: `400 INVALID_PARAMETER_VALUE: Cluster policy ${policy} does not exist`,
    })),
    ...["instancePoolId", "driverInstancePoolId"].flatMap(under).map((pool) => ({
      thing: `instance pool ${pool}`,
      refusal: `400 INVALID_PARAMETER_VALUE: Instance pool with id ${pool} does not exist`,
      assumed: true,
    })),
    ...["nodeTypeId", "driverNodeTypeId"].flatMap(under).map((type) => ({
      thing: `node type ${type} in ${workspace(inputs, settings)}`,
      refusal: `400 INVALID_PARAMETER_VALUE: Node type ${type} is not supported.`,
      assumed: true,
    })),
  ];
}

/** Which workspace an object belongs to: the names of one are free in another. */
export function workspace(inputs: Props, { host }: Settings): string {
  return text(inputs["providerConfig"], "workspaceId") ?? host ?? "workspace";
}

/** Counts an object among those of its workspace. */
export function inWorkspace(inputs: Props, settings: Settings): Need {
  return { thing: workspace(inputs, settings), refusal: "", inside: true, assumed: true };
}

/** What runs things, in one workspace. */
export const computeKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/clusterPolicy:ClusterPolicy": {
    docs: "https://docs.databricks.com/api/workspace/clusterpolicies/create",
    level: "workspace",
    required: ["name"],
    replacedBy: [],
    rules: [
      length("name", 1, 100),
      between("maxClustersPerUser", 1, Number.MAX_SAFE_INTEGER),
      atMostOne("", ["definition", "policyFamilyId"]),
      atMostOne("", ["definition", "policyFamilyDefinitionOverrides"]),
      each("", ({ value }) => {
        const overrides = isProps(value) && given(value, "policyFamilyDefinitionOverrides");
        const based = isProps(value) && (given(value, "policyFamilyId") || given(value, "definition"));
        return overrides && !based && "overrides no family: give policyFamilyId";
      }),
      each("definition", ({ value }) => badDefinition(value)),
      each("policyFamilyDefinitionOverrides", ({ value }) => badDefinition(value)),
    ],
    computed: { policyId: ({ stamp }) => stamp.hex.toUpperCase(), definition: () => "{}" },
    id: ({ stamp }) => stamp.hex.toUpperCase(),
    claims: ({ inputs, stamp, settings }) => [
      {
        thing: `cluster policy named "${show(inputs["name"])}" in ${workspace(inputs, settings)}`,
        refusal: `POST /api/2.0/policies/clusters/create: 400 INVALID_PARAMETER_VALUE: Policy name '${show(inputs["name"])}' is already in use`,
      },
      { thing: `cluster policy ${stamp.hex.toUpperCase()}` },
    ],
  },

  "databricks:index/cluster:Cluster": {
    docs: "https://docs.databricks.com/api/workspace/clusters/create",
    level: "workspace",
    required: ["clusterName"],
    replacedBy: ["idempotencyToken"],
    rules: [
      ...clusterRules(""),
      each("autoterminationMinutes", ({ value }) =>
        value !== 0 && (Number(value) < 10 || Number(value) > 10_000)
          ? `is ${show(value)}; use 10 to 10000 minutes, or 0 to never end`
          : undefined,
      ),
      length("idempotencyToken", 1, 64),
      atMost("sshPublicKeys", 10),
    ],
    computed: {
      clusterId: ({ stamp }) => clusterId(stamp.hex),
      state: () => "RUNNING",
      url: ({ stamp, settings }) =>
        `${settings["host"] ?? ""}/#setting/clusters/${clusterId(stamp.hex)}/configuration`,
      nodeTypeId: () => "",
      driverNodeTypeId: ({ inputs }) => inputs["nodeTypeId"] ?? "",
      driverInstancePoolId: ({ inputs }) => inputs["instancePoolId"] ?? "",
      enableElasticDisk: () => true,
      enableLocalDiskEncryption: () => false,
      defaultTags: ({ inputs, stamp }) => ({
        Vendor: "Databricks",
        ClusterId: clusterId(stamp.hex),
        ClusterName: inputs["clusterName"] ?? "",
      }),
    },
    id: ({ stamp }) => clusterId(stamp.hex),
    claims: ({ stamp }) => [{ thing: `cluster ${clusterId(stamp.hex)}` }],
    needs: (it, world) => [...clusterNeeds(it, ""), ...policyNeeds(it.inputs, "", world)],
  },
};

function clusterId(hex: string): string {
  return `0101-000000-${hex.slice(0, 8)}`;
}

/** A policy may give what the cluster leaves out, so a cluster under one is not judged for what it lacks. */
function noNodeType(value: Json): boolean {
  const sources = ["nodeTypeId", "instancePoolId", "policyId", "nodeTypeFlexibility"];
  return isProps(value) && !sources.some((key) => given(value, key));
}

function noWorkers(value: Json): boolean {
  const sources = ["autoscale", "policyId", "isSingleNode", "kind"];
  if (!isProps(value) || sources.some((key) => given(value, key))) return false;
  const profile = isProps(value["sparkConf"])
    ? value["sparkConf"]["spark.databricks.cluster.profile"]
    : undefined;
  return (value["numWorkers"] ?? 0) === 0 && profile !== "singleNode" && profile !== "serverless";
}

/** https://docs.databricks.com/aws/en/admin/clusters/policy-definition */
function badDefinition(value: Json): string | undefined {
  const types = ["fixed", "forbidden", "allowlist", "blocklist", "regex", "range", "unlimited"];
  const definition = parsed(show(value));
  if (definition === undefined) return "is no JSON; write the policy as one JSON object";
  if (!isProps(definition)) return "must be one JSON object of paths and rules";
  const [path] =
    Object.entries(definition).find(([, rule]) => !types.includes(text(rule, "type") ?? "")) ?? [];
  return path === undefined ? undefined : `has no known type for ${path}; use one of: ${types.join(", ")}`;
}

function parsed(source: string): Json | undefined {
  try {
    return fromJson(source);
  } catch {
    return undefined;
  }
}
