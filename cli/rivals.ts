import { textOf, type StackConfig } from "./stackConfig";

/**
 * Says in one sentence which stacks both declare what exists once for a GitHub organisation. GitHub would take either's
 * word, whichever comes last, and so undo the other's in silence.
 */
export function organizationRivals(configs: readonly StackConfig[]): string | undefined {
  const byOrganization = new Map<string, string[]>();
  for (const config of configs) {
    const manages = config.values.get("managesOrganization");
    if (manages !== true && manages !== "true") continue;
    const organization = (textOf(config, "githubOrganization") ?? "").toLowerCase();
    byOrganization.set(organization, [...(byOrganization.get(organization) ?? []), config.stack]);
  }
  const found = [...byOrganization].find(([, stacks]) => stacks.length > 1);
  if (found === undefined) return undefined;
  const [organization, stacks] = found;
  return `The stacks ${stacks.join(" and ")} all have marvin:managesOrganization for ${organization || "the organisation"}, and exactly one may: leave it in one of them, with what it declares, and remove it from the others.`;
}
