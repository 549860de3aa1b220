import { textOf, type StackConfig } from "./stackConfig";

/** The stacks that say by a key that they declare something which exists once, by what they declare. */
export function claimants(
  configs: readonly StackConfig[],
  key: string,
  declared: (config: StackConfig) => string | undefined,
): Map<string, string[]> {
  const claims = new Map<string, string[]>();
  for (const config of configs) {
    const claimed = config.values.get(key);
    if (claimed !== true && claimed !== "true") continue;
    const thing = declared(config) ?? "";
    claims.set(thing, [...(claims.get(thing) ?? []), config.stack]);
  }
  return claims;
}

/**
 * Says in one sentence which stacks both declare what exists once for a GitHub organisation. GitHub would take either's
 * word, whichever comes last, and so undo the other's in silence.
 */
export function organizationRivals(configs: readonly StackConfig[]): string | undefined {
  const byOrganization = claimants(configs, "managesOrganization", (config) =>
    textOf(config, "githubOrganization")?.toLowerCase(),
  );
  const found = [...byOrganization].find(([, stacks]) => stacks.length > 1);
  if (found === undefined) return undefined;
  const [organization, stacks] = found;
  return `The stacks ${stacks.join(" and ")} all have marvin:managesOrganization for ${organization || "the organisation"}, and exactly one may: leave it in one of them, with what it declares, and remove it from the others.`;
}
