import type { FleetProject } from "../fleet/fleet";
import type { GitHub } from "../github/client";
import { observeManager, type Base } from "./observeManager";
import { observeProject } from "./observeProject";
import type { State } from "./state";

/** Clients of the two repositories that a promotion is about, each with a token of its own. */
export interface Clients {
  readonly project: GitHub;
  readonly manager: GitHub;
}

export interface Observed {
  readonly state: State;
  readonly base: Base;
}

/**
 * Looks at everything that decides about a tag.
 * @param login the bot's own
 */
export async function observe(
  clients: Clients,
  {
    project,
    manager,
    tag,
    login,
  }: {
    readonly project: FleetProject;
    /** `owner/name` */
    readonly manager: string;
    readonly tag: string;
    readonly login: string;
  },
): Promise<Observed> {
  const [there, here] = await Promise.all([
    observeProject(clients.project, project.repository, tag),
    observeManager(clients.manager, manager, { project: project.project, tag, login }),
  ]);
  const { base, ...side } = here;
  return { state: { project, tag, ...there, ...side }, base };
}
