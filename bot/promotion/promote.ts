import { Refused, type Log } from "../failure";
import type { Fleet, FleetProject } from "../fleet/fleet";
import type { GitHub } from "../github/client";
import type { Purpose } from "../github/mint";
import { sameName } from "../github/place";
import type { PromotionMessage } from "../messages";
import { act, reply } from "./act";
import { observe, type Clients } from "./observe";
import { plan, type Decision } from "./plan";
import { requestsFor } from "./requests";

/** All that promotions work with, the same for many messages. */
export interface Tools {
  readonly fleet: () => Promise<Fleet>;
  /** A client whose token is for that one purpose in that one repository. */
  readonly github: (purpose: Purpose, repository: string) => Promise<GitHub>;
  /** Address of GitHub's pages, e.g. `https://github.com`. */
  readonly web: string;
  /** The bot's own login, `SLUG[bot]`. */
  readonly login: string;
  readonly log: Log;
}

/** What became of a tag, for the log. */
export interface Outcome {
  readonly kind: Decision["kind"];
  readonly because: string;
  /** Page where it is decided, or was. */
  readonly url?: string;
}

/**
 * Sees what has to become of a tag of a repository, and does it: opens, renews or closes its pull request in the manager
 * and answers whoever asked. Called again it changes nothing.
 * @throws Refused where it cannot be looked at, such as where the App is not installed
 * @throws TryLater where GitHub does not answer, or somebody was quicker
 */
export async function promote(
  { repository, tag }: Pick<PromotionMessage, "repository" | "tag">,
  tools: Tools,
): Promise<Outcome> {
  const { manager, projects } = await tools.fleet();
  const project = projects.find((one) => sameName(one.repository, repository));
  if (project === undefined) return { kind: "nothing", because: `${repository} is no project's repository` };
  const clients = {
    project: await tools.github("release", project.repository),
    manager: await tools.github("promotion", manager),
  };
  const outcome = await decided(clients, { project, manager, tag }, tools);
  const level = outcome.kind === "refuse" ? "warn" : "info";
  tools.log[level](`promotion: ${outcome.kind}`, { repository: project.repository, tag, ...outcome });
  return outcome;
}

interface About {
  readonly project: FleetProject;
  readonly manager: string;
  readonly tag: string;
}

async function decided(clients: Clients, about: About, { login, web }: Tools): Promise<Outcome> {
  try {
    const observed = await observe(clients, { ...about, login });
    const decision = plan(observed.state);
    const url = await act(decision, observed, clients, { manager: about.manager, web });
    return { kind: decision.kind, because: decision.because, ...(url !== undefined && { url }) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    // What cannot be looked at, such as a manifest that is no text, is told to whoever asked as well.
    const { project, tag } = about;
    const requests = await requestsFor(clients.project, project.repository, tag);
    await reply(clients, { project, requests, archived: false }, "error", error.message, "");
    return { kind: "refuse", because: error.message };
  }
}
