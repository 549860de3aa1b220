import type { FleetProject } from "../../bot/fleet/fleet";
import { answersFor } from "../../manifest/answers";
import type { CheckedProject } from "../../manifest/check";
import { ENVIRONMENTS } from "../../manifest/schema/project";
import type { StackView } from "../explain/stackView";
import { placesOf } from "../template/places";

/** The projects as the bot knows them, from the manifests and the stacks that own their repositories. */
export function fleetProjects(
  projects: readonly CheckedProject[],
  stacks: readonly StackView[],
): readonly FleetProject[] {
  const owners = stacks.filter((stack) => stack.setting("ownsRepositories")?.value === true);
  return projects.flatMap(({ name, environments }): FleetProject[] => {
    const environment = ENVIRONMENTS.find((one) => owners.some((stack) => stack.makes(name, one)));
    const owner = owners.find((stack) => environment !== undefined && stack.makes(name, environment));
    const organization = owner?.setting("githubOrganization")?.value;
    if (environment === undefined || typeof organization !== "string") return [];
    const { lifecycle, repository } = environments[environment];
    return [
      {
        project: name,
        repository: `${organization}/${name}`,
        lifecycle,
        answers: answersFor(environments, placesOf(name, stacks)),
        principals: {},
        ...(repository.template_version !== undefined && { template: repository.template_version }),
      },
    ];
  });
}

/** What the stacks that own repositories say alike under a key; undefined where they say nothing. */
export function settingOfOwners(stacks: readonly StackView[], key: string): string | undefined {
  const values = stacks
    .filter((stack) => stack.setting("ownsRepositories")?.value === true)
    .map((stack) => stack.setting(key)?.value);
  return values.find((value) => typeof value === "string");
}
