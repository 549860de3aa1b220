import type { Fault, Kind, Need, Rule, Subject, Surroundings } from "../kind";
import { atMost, between, each, length, matching, oneOf } from "../rules";
import { at, given, isProps, text, show, type Props } from "../value";
import { api, inRepository, readOnly, repositoryThing } from "./names";
import { known } from "./outside";

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
    "EnterpriseOwner",
    "User",
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
  rulesOfPushes,
  between("rules.maxFileSize.maxFileSize", 1, 100),
  between("rules.maxFilePathLength.maxFilePathLength", 1, 32_767),
  atMost("rules.filePathRestriction.restrictedFilePaths", 200),
  length("rules.filePathRestriction.restrictedFilePaths.*", 1, 200),
  atMost("rules.fileExtensionRestriction.restrictedFileExtensions", 200),
  matching("rules.fileExtensionRestriction.restrictedFileExtensions.*", /^\*?\./, "write it as *.zip"),
  each("rules.requiredDeployments.requiredDeploymentEnvironments", nothing),
  each("rules.requiredStatusChecks.requiredChecks", nothing),
  each("rules.pullRequest.allowedMergeMethods", nothing),
  oneOf("rules.pullRequest.allowedMergeMethods.*", ["merge", "squash", "rebase"]),
];

function nothing({ value }: { readonly value: unknown }): string | false {
  return Array.isArray(value) && value.length === 0 && "is empty; leave it out";
}

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

const PUSH_RULES = ["filePathRestriction", "maxFilePathLength", "fileExtensionRestriction", "maxFileSize"];

/** https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets#push-rulesets */
function rulesOfPushes({ target, rules, conditions }: Props): Fault[] {
  if (!isProps(rules)) return [];
  const push = target === "push";
  const strangers = Object.keys(rules).filter(
    (rule) => given(rules, rule) && PUSH_RULES.includes(rule) !== push,
  );
  const reason = push
    ? `is no rule for pushes; those are ${PUSH_RULES.join(", ")}`
    : "is a rule for pushes; give it a ruleset of target push";
  const refs = push && given(conditions, "refName");
  return [
    ...strangers
      .filter((rule) => target !== "tag" || PUSH_RULES.includes(rule))
      .map((rule) => ({ property: `rules.${rule}`, reason })),
    ...(refs
      ? [{ property: "conditions.refName", reason: "a push ruleset holds for every ref; remove it" }]
      : []),
  ];
}

/** What a ruleset of a repository has in common with one of an organisation. */
export function rulesetIn(
  thing: (it: Subject) => string,
  path: (it: Subject) => string,
): Pick<Kind, "computed" | "id" | "claims" | "quotas"> {
  return {
    computed: {
      rulesetId: ({ stamp }) => stamp.number,
      nodeId: ({ stamp }) => `RRS_${stamp.hex}`,
      etag: ({ stamp }) => `W/"${stamp.hex}"`,
    },
    id: ({ stamp }) => String(stamp.number),
    claims: (it) => [
      {
        thing: `ruleset "${show(it.inputs["name"])}" of ${thing(it)}`,
        refusal: `POST ${path(it)}/rulesets: 422 Validation Failed: name must be unique`,
      },
    ],
    quotas: (it) => [
      {
        within: thing(it),
        most: 75,
        refusal: `422 ${thing(it)} has 75 rulesets, and may have no more`,
      },
    ],
  };
}

export const repositoryRuleset: Kind = {
  docs: "https://docs.github.com/en/rest/repos/rules",
  required: ["name"],
  replacedBy: [],
  frozen: readOnly,
  rules: rulesetRules,
  ...rulesetIn(repositoryThing, api),
  needs: (it, world) => [inRepository(it), ...pushNeeds(it, world), ...bypassers(it)],
};

/** Who may bypass rules; not a secret team. */
export function bypassers(it: Subject): Need[] {
  return at(it.inputs, "bypassActors.*").flatMap(({ value }) => {
    const [type, id] = [text(value, "actorType"), isProps(value) ? value["actorId"] : undefined];
    if ((type !== "Team" && type !== "User") || id === undefined) return [];
    const refusal = `422 Validation Failed: Actor ${show(id)} ${type.toLowerCase()} must be part of the ruleset source or owner organization`;
    return [known(it, type === "Team" ? "open team number" : "user number", show(id), refusal)];
  });
}

/** Push rulesets exist in private and internal repositories alone. */
function pushNeeds(it: Subject, world: Surroundings): Need[] {
  const open = world.holder(repositoryThing(it))?.["visibility"] === "public";
  if (it.inputs["target"] !== "push" || !open) return [];
  const refusal = `POST ${api(it)}/rulesets: 422 Push rules are not available for public repositories`;
  return [{ thing: `private ${repositoryThing(it)}`, refusal }];
}
