import type { Need, Settings, Subject, Surroundings } from "../kind";
import { show } from "../value";

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

export function inRepository(it: Subject): Need {
  return { thing: repositoryThing(it), refusal: `GET ${api(it)}: 404 Not Found`, inside: true };
}

export function repositoryId(it: Subject, world: Surroundings): number {
  return Number(world.holder(repositoryThing(it))?.["repoId"] ?? 0);
}
