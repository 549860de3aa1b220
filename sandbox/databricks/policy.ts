import type { Need, Surroundings } from "../kind";
import { at, fromJson, hasUnknown, isProps, show, type Json, type Props } from "../value";

const PAGE = "https://docs.databricks.com/aws/en/admin/clusters/policy-definition";

/** What the policies that the clusters reached by a pattern name would refuse of them, where the policies are known. */
export function policyNeeds(inputs: Props, pattern: string, world: Surroundings): Need[] {
  return at(inputs, pattern).flatMap(({ value }) => {
    if (!isProps(value) || typeof value["policyId"] !== "string") return [];
    const policy = world.holder(`cluster policy ${value["policyId"]}`);
    return violations(value, definitionOf(policy)).map((reason) => ({
      thing: `a cluster that fits policy ${show(value["policyId"])}`,
      refusal: `400 INVALID_PARAMETER_VALUE: Cluster validation error: ${reason} (${PAGE})`,
    }));
  });
}

function definitionOf(policy: Props | undefined): Props {
  const text = policy?.["policyFamilyDefinitionOverrides"] ?? policy?.["definition"];
  if (typeof text !== "string") return {};
  const parsed = fromJson(text);
  return isProps(parsed) ? parsed : {};
}

function violations(cluster: Props, definition: Props): string[] {
  return Object.entries(definition).flatMap(([attribute, rule]) => {
    // What a cluster is for is no attribute of it, and what it costs is known once it runs.
    if (!isProps(rule) || attribute === "cluster_type" || attribute === "dbus_per_hour") return [];
    const value = attributeOf(cluster, attribute);
    const reason = violation(value, rule);
    return reason === undefined ? [] : [`Validation failed for ${attribute}, ${reason}`];
  });
}

/** `aws_attributes.instance_profile_arn` is `awsAttributes.instanceProfileArn`; the keys of tags and settings stay. */
function attributeOf(cluster: Props, attribute: string): Json | undefined {
  const [head = "", ...rest] = attribute.split(".");
  const inner = cluster[camel(head)];
  if (rest.length === 0) return inner ?? undefined;
  if (!isProps(inner)) return undefined;
  const map = ["custom_tags", "spark_conf", "spark_env_vars"].includes(head);
  return inner[map ? rest.join(".") : camel(rest.join("."))] ?? undefined;
}

const camel = (name: string) => name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());

function violation(value: Json | undefined, rule: Props): string | undefined {
  const optional = rule["isOptional"] === true || "defaultValue" in rule;
  if (value === undefined) {
    const free = optional || ["forbidden", "unlimited", "blocklist"].includes(show(rule["type"]));
    return free
      ? undefined
      : `the value must be present${"value" in rule ? `, and be ${show(rule["value"])}` : ""}`;
  }
  // Not known before the run.
  if (hasUnknown(value)) return undefined;
  switch (rule["type"]) {
    case "fixed":
      return show(value) === show(rule["value"])
        ? undefined
        : `the value must be ${show(rule["value"])} (is ${show(value)})`;
    case "forbidden":
      return "the value must not be present";
    case "allowlist":
    case "blocklist": {
      const listed = Array.isArray(rule["values"]) && rule["values"].map(show).includes(show(value));
      return listed === (rule["type"] === "allowlist")
        ? undefined
        : `the value ${show(value)} is not allowed`;
    }
    case "regex":
      return new RegExp(`^(?:${show(rule["pattern"])})$`).test(show(value))
        ? undefined
        : `the value must match the regex ${show(rule["pattern"])} (is ${show(value)})`;
    case "range": {
      const number = Number(value);
      const [least, most] = [rule["minValue"], rule["maxValue"]];
      if (typeof most === "number" && number > most)
        return `the value must be at most ${most} (is ${number})`;
      if (typeof least === "number" && number < least)
        return `the value must be at least ${least} (is ${number})`;
      return undefined;
    }
    default:
      return undefined;
  }
}
