import { Refused, TryLater } from "../failure";
import type { OutcomeMessage } from "../messages";
import { statusOf } from "../github/found";
import { broughtBy, type Brought } from "./deployed";
import { commitOfTag } from "./observeProject";
import type { Tools } from "./promote";
import { answer, ask, requestsFor } from "./requests";

/** What a release was told. */
export interface Told {
  readonly project: string;
  readonly tag: string;
  readonly state: "success" | "failure";
}

/** How a workflow run can end, other than with success, so that it deploys nothing more by itself. */
const FAILURES = ["failure", "timed_out", "startup_failure", "action_required"];

/**
 * Tells the releases that a run of the manager's deploy workflow was to take to prod how it ended, by a status of the
 * deployment that asked for each, or of a new one where nobody asked. What is in prod stays told so, whatever run comes
 * later. A run that was cancelled tells nothing: the one that took its place does.
 * @returns what was told now
 * @throws TryLater where GitHub does not answer about one of them; the others have been told
 */
export async function reportOutcome(
  { commit, conclusion, url }: Pick<OutcomeMessage, "commit" | "conclusion" | "url">,
  tools: Tools,
): Promise<readonly Told[]> {
  const state = conclusion === "success" ? "success" : FAILURES.includes(conclusion) ? "failure" : undefined;
  if (state === undefined) return [];
  const { manager, projects } = await tools.fleet();
  const brought = await broughtBy(await tools.github("promotion", manager), manager, commit);
  const told: Told[] = [];
  let later: TryLater | undefined;
  for (const release of brought) {
    const project = projects.find(({ project: name }) => name === release.project);
    if (project === undefined || project.lifecycle === "retired") continue;
    const { repository } = project;
    try {
      if (!(await tell(repository, release, { state, url }, tools))) continue;
      told.push({ project: project.project, tag: release.tag, state });
      tools.log.info(`promotion: ${state}`, { repository, tag: release.tag, url });
    } catch (error) {
      if (error instanceof TryLater) later = error;
      else if (error instanceof Refused || isRefusal(error)) {
        const because = error instanceof Refused ? error.message : `GitHub answered ${statusOf(error)}`;
        tools.log.warn("promotion: the outcome cannot be told", { repository, tag: release.tag, because });
      } else throw error;
    }
  }
  if (later !== undefined) throw later;
  return told;
}

async function tell(
  repository: string,
  { tag, commit }: Brought,
  { state, url }: { readonly state: Told["state"]; readonly url: string },
  tools: Tools,
): Promise<boolean> {
  const client = await tools.github("release", repository);
  const refs = commit === undefined ? [tag] : [tag, commit];
  let [request] = await requestsFor(client, repository, ...refs);
  if (request === undefined) {
    // A deployment is of what its ref is now: where that is no more what was pinned, the commit stands for itself.
    const named = await commitOfTag(client, repository, tag);
    request = await ask(client, repository, commit === undefined || named === commit ? tag : commit, tag);
  }
  if (request.status?.state === "success") return false;
  const description =
    state === "success"
      ? `${tag} is deployed to prod`
      : `The deployment of ${tag} to prod failed: see its log`;
  return answer(client, repository, request, { state, description, url });
}

/** A repository that is gone or archived, a ref that is no more: it will not be otherwise the next time. */
function isRefusal(error: unknown): boolean {
  const status = statusOf(error);
  return status !== undefined && [403, 404, 410, 422].includes(status);
}
