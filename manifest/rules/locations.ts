import type { CheckedProject } from "../check";
import { ENVIRONMENTS, type Environment } from "../schema/project";
import type { FleetFault } from "./fleet";
import { isWithin, withoutSlash } from "./storage";

interface Place {
  readonly project: CheckedProject;
  readonly environment: Environment;
  readonly key: string;
  readonly url: string;
}

/**
 * External locations on storage of the platform that lie in each other: a metastore takes one location a path, and
 * the environments usually share a metastore.
 */
export function checkLocations(projects: readonly CheckedProject[]): FleetFault[] {
  const places = ENVIRONMENTS.flatMap((environment) =>
    projects.flatMap((project) => placesOf(project, environment)),
  );
  return places.flatMap(({ project, environment, key, url }, index) => {
    const before = places
      .slice(0, index)
      .find((other) => isWithin(url, other.url) || isWithin(other.url, url));
    if (before === undefined) return [];
    const whose =
      before.project === project
        ? `\`data.external_locations.${before.key}\`${before.environment === environment ? "" : ` in ${before.environment}`}`
        : `${before.project.file}`;
    const message = `overlaps with ${before.url} of ${whose}, and Unity Catalog takes one location a path: name a folder outside it, or declare it once and read it through \`data.reads.external_locations\``;
    return [{ project, environment, path: ["data", "external_locations", key, "url"], message }];
  });
}

function placesOf(project: CheckedProject, environment: Environment): Place[] {
  return Object.entries(project.environments[environment].data.external_locations).flatMap(
    ([key, { url }]) => (url === undefined ? [] : [{ project, environment, key, url: withoutSlash(url) }]),
  );
}
