import type { Fault, Kind, Need, Subject } from "../kind";
import { atMost, each, exactlyOne, length, matching, oneOf } from "../rules";
import { at, given, show, text, type Props } from "../value";
import { organizationThing, owner } from "./names";
import { bypassers, rulesetIn, rulesetRules } from "./ruleset";

const PROPERTIES =
  "https://docs.github.com/en/organizations/managing-organization-settings/managing-custom-properties-for-repositories-in-your-organization";

export const organizationCustomProperties: Kind = {
  docs: "https://docs.github.com/en/rest/orgs/custom-properties",
  required: ["propertyName"],
  replacedBy: [],
  rules: [
    matching("propertyName", /^[\w$#-]{1,75}$/, "use 1 to 75 letters, digits, _, -, $ and #"),
    oneOf("valueType", ["string", "single_select", "multi_select", "true_false", "url"]),
    oneOf("valuesEditableBy", ["org_actors", "org_and_repo_actors"]),
    atMost("allowedValues", 200),
    ({ required, defaultValue }) =>
      required === true && defaultValue === undefined
        ? [{ property: "defaultValue", reason: "a required property needs a default value" }]
        : [],
    ({ valueType, allowedValues }) =>
      allowedValues !== undefined && valueType !== "single_select" && valueType !== "multi_select"
        ? [{ property: "allowedValues", reason: "counts only for single_select and multi_select; remove it" }]
        : [],
  ],
  id: ({ inputs }) => show(inputs["propertyName"]),
  claims: (it) => [
    {
      thing: propertyThing(it, show(it.inputs["propertyName"])),
      refusal: `PUT orgs/${owner(it.settings)}/properties/schema/${show(it.inputs["propertyName"])}: it is defined already, and the real service would overwrite it; define it in one place`,
    },
  ],
  needs: (it) => [inOrganization(it)],
  quotas: (it) => [
    {
      within: organizationThing(it),
      most: 100,
      refusal: `422 ${organizationThing(it)} has 100 custom properties, and may have no more (${PROPERTIES})`,
    },
  ],
};

export const organizationRuleset: Kind = {
  docs: "https://docs.github.com/en/rest/orgs/rules",
  required: ["name"],
  replacedBy: [],
  rules: [
    ...rulesetRules,
    conditions,
    each("conditions.repositoryProperty.includes.*.propertyValues", nothing),
    each("conditions.repositoryProperty.excludes.*.propertyValues", nothing),
    oneOf("conditions.repositoryProperty.includes.*.source", ["custom", "system"]),
    oneOf("conditions.repositoryProperty.excludes.*.source", ["custom", "system"]),
    length("conditions.repositoryProperty.includes.*.name", 1, 75),
  ],
  ...rulesetIn(organizationThing, ({ settings }) => `orgs/${owner(settings)}`),
  needs: (it) => [inOrganization(it), ...targetedProperties(it), ...bypassers(it)],
};

export const actionsOrganizationPermissions: Kind = {
  docs: "https://docs.github.com/en/rest/actions/permissions#set-github-actions-permissions-for-an-organization",
  replacedBy: [],
  unordered: ["allowedActionsConfig.patternsAlloweds", "enabledRepositoriesConfig.repositoryIds"],
  rules: [
    oneOf("enabledRepositories", ["all", "none", "selected"]),
    oneOf("allowedActions", ["all", "local_only", "selected"]),
    together("allowedActionsConfig", "allowedActions"),
    together("enabledRepositoriesConfig", "enabledRepositories"),
    ({ enabledRepositories, enabledRepositoriesConfig }) =>
      enabledRepositories === "selected" && enabledRepositoriesConfig === undefined
        ? [{ property: "enabledRepositoriesConfig", reason: "must name the repositories that are selected" }]
        : [],
  ],
  computed: { shaPinningRequired: () => false },
  id: ({ settings }) => owner(settings),
  claims: (it) => [{ thing: `Actions permissions of ${organizationThing(it)}` }],
};

/** The provider, and then the service, want to know which repositories a ruleset is for. */
function conditions({ conditions: given }: Props): Fault[] {
  if (given === undefined || given === null) return [];
  const ways = ["repositoryProperty", "repositoryName", "repositoryIds"];
  return exactlyOne("conditions", ways)({ conditions: given });
}

function nothing({ value }: { readonly value: unknown }): string | false {
  return Array.isArray(value) && value.length === 0 && "names no value; leave the property out";
}

function together(config: string, key: string) {
  return (inputs: Props): Fault[] =>
    given(inputs, config) && inputs[key] !== "selected"
      ? [{ property: config, reason: `counts only when ${key} is "selected"; set that or remove it` }]
      : [];
}

/** A ruleset that names a property which nobody defined would hold for no repository. */
function targetedProperties(it: Subject): Need[] {
  return ["includes", "excludes"]
    .flatMap((list) => at(it.inputs, `conditions.repositoryProperty.${list}.*`))
    .filter(({ value }) => text(value, "source") !== "system")
    .map(({ value }) => {
      const name = text(value, "name") ?? "";
      const refusal = `POST orgs/${owner(it.settings)}/rulesets: 422 the custom property ${name} is not defined in the organization; define it before the ruleset`;
      return { thing: propertyThing(it, name), refusal };
    });
}

/** GitHub's names of properties do not tell upper from lower case. */
export function propertyThing({ settings }: Pick<Subject, "settings">, name: string): string {
  return `custom property ${name} of ${owner(settings)}`.toLowerCase();
}

function inOrganization(it: Subject): Need {
  const refusal = `GET orgs/${owner(it.settings)}: 404 Not Found`;
  return { thing: organizationThing(it), refusal, inside: true, assumed: true };
}
