import type { Fault, Rule } from "../kind";
import { between, each, length, oneOf } from "../rules";
import { at, given, isProps, text, show, type Props } from "../value";

/** https://docs.github.com/en/rest/repos/rules#create-a-repository-ruleset */
export const rulesetRules: readonly Rule[] = [
  length("name", 1, 100),
  oneOf("target", ["branch", "tag", "push"]),
  oneOf("enforcement", ["disabled", "active", "evaluate"]),
  oneOf("bypassActors.*.actorType", [
    "RepositoryRole",
    "Team",
    "Integration",
    "OrganizationAdmin",
    "DeployKey",
  ]),
  oneOf("bypassActors.*.bypassMode", ["always", "pull_request", "exempt"]),
  each("bypassActors.*", ({ value }) => {
    const type = text(value, "actorType");
    const needsId = type === "Team" || type === "Integration" || type === "RepositoryRole";
    return needsId && !given(value, "actorId") && `is a ${type} without an actorId; give its numeric id`;
  }),
  between("rules.pullRequest.requiredApprovingReviewCount", 0, 10),
  conditions,
  refs,
  rulesOfTags,
];

/** A ruleset of branches or tags that names no refs protects nothing. */
function conditions(inputs: Props): Fault[] {
  const target = text(inputs, "target");
  if (target === "push" || target === undefined || given(inputs["conditions"], "refName")) return [];
  return [
    {
      property: "conditions",
      reason: `a ruleset of target ${target} needs refName; name the refs it protects`,
    },
  ];
}

function refs(inputs: Props): Fault[] {
  const target = text(inputs, "target");
  if (target !== "branch" && target !== "tag") return [];
  const prefix = target === "branch" ? "refs/heads/" : "refs/tags/";
  const words = target === "branch" ? ["~ALL", "~DEFAULT_BRANCH"] : ["~ALL"];
  const refs = [
    ...at(inputs, "conditions.refName.includes.*"),
    ...at(inputs, "conditions.refName.excludes.*"),
  ];
  return refs
    .filter(({ value }) => typeof value === "string" && !value.startsWith(prefix) && !words.includes(value))
    .map(({ path, value }) => ({
      property: path,
      reason: `"${show(value)}" matches nothing; start it with ${prefix}, or use ${words.join(" or ")}`,
    }));
}

function rulesOfTags({ target, rules }: Props): Fault[] {
  if (target !== "tag" || !isProps(rules)) return [];
  return ["pullRequest", "mergeQueue", "branchNamePattern"]
    .filter((rule) => given(rules, rule))
    .map((rule) => ({
      property: `rules.${rule}`,
      reason: "is a rule for branches; a tag is not merged, remove it",
    }));
}
