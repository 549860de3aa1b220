import type { ClusterPolicyArgs } from "@pulumi/databricks";
import { ANY } from "../config/keys/compute";
import { expressionOf } from "../config/patterns";
import { classesOf, nodeTypesOf, runtimesOf } from "../config/sizes";
import type { Settings } from "../config/settings";
import type { Tags } from "./tags";

/** What the rules of a project's cluster policies are made from. */
export interface PolicyArgs {
  /** Name of the project. */
  readonly project: string;
  readonly tags: Tags;
  readonly settings: Settings;
}

/** https://docs.databricks.com/aws/en/admin/clusters/policy-definition */
type PolicyDefinition = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Rules of the policy that job clusters follow. */
export function jobPolicy(args: PolicyArgs): Partial<ClusterPolicyArgs> {
  const definition = { cluster_type: { type: "fixed", value: "job" }, ...commonRules(args) };
  return inputs(definition, args.settings.policyFamilies.jobs);
}

/** Rules of the policy that the interactive cluster follows, and those that people start under it. */
export function interactivePolicy(args: PolicyArgs, autotermination: number): Partial<ClusterPolicyArgs> {
  const { policyFamilies, maxClustersPerUser } = args.settings;
  const definition = {
    cluster_type: { type: "fixed", value: "all-purpose" },
    autotermination_minutes: {
      type: "range",
      minValue: 10,
      maxValue: autotermination,
      defaultValue: autotermination,
    },
    ...commonRules(args),
  };
  return {
    ...inputs(definition, policyFamilies.interactive),
    ...(maxClustersPerUser !== undefined && { maxClustersPerUser }),
  };
}

/** A policy has a definition of its own, or overrides of its family's. */
function inputs(
  definition: PolicyDefinition,
  policyFamilyId: string | undefined,
): Partial<ClusterPolicyArgs> {
  const text = JSON.stringify(definition);
  return policyFamilyId === undefined
    ? { definition: text }
    : { policyFamilyId, policyFamilyDefinitionOverrides: text };
}

/** What both policies say: the stack's limits, no ways around Unity Catalog, and the project's tags. */
function commonRules({ project, tags, settings }: PolicyArgs): PolicyDefinition {
  const { commit: _changesWithEveryCommit, ...fixed } = tags;
  const { maxWorkers, maxDbusPerHour, allowedNodeTypes, allowedRuntimes } = settings;
  const workers = { type: "range", maxValue: maxWorkers, isOptional: true };
  const classes = classesOf(project, settings);
  const machines = oneOf(allowedNodeTypes, classes.flatMap(nodeTypesOf));
  const runtimes = oneOf(allowedRuntimes, classes.flatMap(runtimesOf));
  return {
    num_workers: workers,
    "autoscale.max_workers": workers,
    ...(machines && {
      node_type_id: { ...machines, isOptional: true },
      driver_node_type_id: { ...machines, isOptional: true },
    }),
    ...(runtimes && { spark_version: runtimes }),
    ...(maxDbusPerHour !== undefined && { dbus_per_hour: { type: "range", maxValue: maxDbusPerHour } }),
    "aws_attributes.instance_profile_arn": { type: "forbidden" },
    "docker_image.url": { type: "forbidden" },
    ...Object.fromEntries(
      Object.entries(fixed).map(([key, value]) => [`custom_tags.${key}`, { type: "fixed", value }]),
    ),
  };
}

/** A rule that takes what fits a pattern, and the values given beside; nothing where anything fits. */
function oneOf(patterns: readonly string[], values: readonly string[]) {
  if (patterns.includes(ANY)) return undefined;
  const all = [...new Set([...patterns, ...values])].sort();
  return { type: "regex", pattern: all.map(expressionOf).join("|") };
}
