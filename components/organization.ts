import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import type { OrganizationRuleset } from "../config/keys/organization";
import type { Settings } from "../config/settings";
import { DEFINITIONS, PROPERTIES } from "./repositoryProperties";
import { branchRules, pushRules, refs, tagRules } from "./rulesetRules";

/** What the organisation's part is made from. */
export interface OrganizationArgs {
  readonly settings: Settings;
}

/**
 * What exists once for the GitHub organisation, in the one stack that manages it: the definitions of the custom
 * properties that repositories carry, rulesets that find repositories by them, and the duty to pin actions. Which
 * actions are allowed stays with each repository: GitHub lets no repository choose where its organisation has chosen.
 */
export class Organization extends pulumi.ComponentResource {
  constructor(name: string, { settings }: OrganizationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:Organization", name, {}, opts);
    const properties = settings.customProperties ? this.defineProperties(name) : [];
    for (const [key, ruleset] of Object.entries(settings.organizationRulesets)) {
      new github.OrganizationRuleset(
        `${name}/rulesets/${key}`,
        { name: key, enforcement: ruleset.enforcement, ...targetAndRules(ruleset) },
        { parent: this, dependsOn: properties },
      );
    }
    if (settings.organizationShaPinning) {
      new github.ActionsOrganizationPermissions(
        `${name}/actions`,
        { enabledRepositories: "all", allowedActions: "all", shaPinningRequired: true },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }

  private defineProperties(name: string): pulumi.Resource[] {
    return Object.values(DEFINITIONS).map(
      ({ propertyName, valueType, description }) =>
        new github.OrganizationCustomProperties(
          `${name}/properties/${propertyName}`,
          // Owners of a repository could otherwise take it out of the rulesets that find it by a property.
          { propertyName, valueType, description, required: false, valuesEditableBy: "org_actors" },
          { parent: this },
        ),
    );
  }
}

type Target = Pick<github.OrganizationRulesetArgs, "target" | "conditions" | "rules">;

function targetAndRules(ruleset: OrganizationRuleset): Target {
  const { branches, tags, pushes } = ruleset;
  const repositoryProperty = repositories(ruleset);
  if (branches !== undefined) {
    const named = branches.include.length > 0;
    const { refName } = refs("refs/heads/", branches);
    return {
      target: "branch",
      conditions: {
        refName: { ...refName, ...(!named && { includes: ["~DEFAULT_BRANCH"] }) },
        repositoryProperty,
      },
      rules: branchRules({ ...branches, required_deployments: [] }),
    };
  }
  if (tags !== undefined) {
    const conditions = { ...refs("refs/tags/", tags), repositoryProperty };
    return { target: "tag", conditions, rules: tagRules(tags) };
  }
  return { target: "push", conditions: { repositoryProperty }, rules: pushRules(pushes!) };
}

/** Marvin's repositories alone: others in the organisation are none of its business. */
function repositories({ properties, except }: OrganizationRuleset) {
  const conditions = (values: OrganizationRuleset["properties"]) =>
    Object.entries(values).map(([property, propertyValues]) => ({
      name: NAMES[property as keyof typeof NAMES],
      propertyValues,
      source: "custom",
    }));
  return {
    includes: [
      { name: PROPERTIES.managed, propertyValues: ["true"], source: "custom" },
      ...conditions(properties),
    ],
    excludes: conditions(except),
  };
}

const NAMES = {
  project: PROPERTIES.project,
  owner: PROPERTIES.owner,
  template_version: PROPERTIES.templateVersion,
} as const;
