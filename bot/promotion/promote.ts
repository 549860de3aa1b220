import type { Log } from "../failure";
import type { Fleet } from "../fleet/fleet";
import type { GitHub } from "../github/client";
import type { Purpose } from "../github/mint";
import type { PromotionMessage } from "../messages";
import { act } from "./act";
import { observe } from "./observe";
import { plan, type Decision } from "./plan";

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
  const wanted = repository.toLowerCase();
  const project = projects.find((one) => one.repository.toLowerCase() === wanted);
  if (project === undefined) return { kind: "nothing", because: `${repository} is no project's repository` };
  const clients = {
    project: await tools.github("release", project.repository),
    manager: await tools.github("promotion", manager),
  };
  const observed = await observe(clients, { project, manager, tag, login: tools.login });
  const decision = plan(observed.state);
  const url = await act(decision, observed, clients, { manager, web: tools.web });
  const outcome: Outcome = {
    kind: decision.kind,
    because: decision.because,
    ...(url !== undefined && { url }),
  };
  const level = decision.kind === "refuse" ? "warn" : "info";
  tools.log[level](`promotion: ${outcome.kind}`, { repository: project.repository, tag, ...outcome });
  return outcome;
}
