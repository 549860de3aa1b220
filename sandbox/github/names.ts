import type { Need, Settings, Subject, Surroundings } from "../kind";
import { show, type Props } from "../value";

export function owner(settings: Settings): string {
  return settings["owner"] ?? settings["organization"] ?? "organisation";
}

export function fullName({ inputs, settings }: Subject): string {
  return `${owner(settings)}/${show(inputs["name"])}`;
}

/** Where GitHub serves the repository that a resource is about. */
export function api({ inputs, settings }: Subject): string {
  return `https://api.github.com/repos/${owner(settings)}/${show(inputs["repository"])}`;
}

/** GitHub's names do not tell upper from lower case. */
export function repositoryThing({ inputs, settings }: Subject, name = inputs["repository"]): string {
  return `repository ${owner(settings)}/${show(name)}`.toLowerCase();
}

/** The organisation itself, which the local cloud takes to exist. */
export function organizationThing({ settings }: Pick<Subject, "settings">): string {
  return `organization ${owner(settings)}`.toLowerCase();
}

export function inRepository(it: Subject): Need {
  return { thing: repositoryThing(it), refusal: `GET ${api(it)}: 404 Not Found`, inside: true };
}

export function repositoryId(it: Subject, world: Surroundings): number {
  return Number(world.holder(repositoryThing(it))?.["repoId"] ?? 0);
}

/**
 * Whether a new name of the repository leads to another repository. The provider looks that up by the repository's
 * number: an object of a renamed repository follows it, and one of another repository is made anew.
 */
export function elsewhere(
  olds: Props,
  { inputs, settings }: Subject,
  outputs: Props,
  world: Surroundings,
): string[] {
  if (show(olds["repository"]) === show(inputs["repository"])) return [];
  const found = world.holder(`repository ${owner(settings)}/${show(inputs["repository"])}`.toLowerCase());
  return found !== undefined && found["repoId"] !== outputs["repositoryId"] ? ["repository"] : [];
}

/** https://docs.github.com/en/repositories/archiving-a-github-repository/archiving-repositories */
export function readOnly(it: Subject, world: Surroundings): string | undefined {
  const archived = world.holder(repositoryThing(it))?.["archived"] === true;
  return archived ? `${api(it)}: 403 Repository was archived so is read-only.` : undefined;
}
