import type { Clients, Observed } from "./observe";
import type { Decision } from "./plan";
import { close, commitTo, seeOpen } from "./pullRequest";
import { answer, isWaiting, requestsFor, type Answer } from "./requests";
import type { Pull, State } from "./state";

interface Where {
  /** `owner/name` */
  readonly manager: string;
  /** Address of GitHub's pages. */
  readonly web: string;
}

/**
 * Does what was decided. Each step is done where it was not done yet, so that a call that ended half-way is completed
 * by the next, and one that is repeated changes nothing.
 * @returns the page where it is decided, or was
 */
export async function act(
  decision: Decision,
  { state, base }: Observed,
  clients: Clients,
  { manager, web }: Where,
): Promise<string | undefined> {
  switch (decision.kind) {
    case "nothing":
      return undefined;
    case "report":
      await reply(clients, state, decision.state, decision.because, decision.url);
      return decision.url;
    case "withdraw":
      await reply(clients, state, "inactive", decision.because, urlOf(state));
      await closeAll(clients, manager, state, decision.pulls, {
        because: decision.because,
        mayComeBack: decision.back,
      });
      return undefined;
    case "refuse":
      await reply(clients, state, "error", decision.because, urlOf(state));
      await closeAll(clients, manager, state, decision.pulls, {
        because: decision.because,
        mayComeBack: true,
      });
      return undefined;
    case "propose": {
      if (decision.write) await commitTo(clients.manager, manager, { state, base, text: decision.text });
      const url = await seeOpen(clients.manager, manager, { state, base, web });
      await closeAll(clients, manager, state, decision.superseded, {
        because: `${state.tag} is asked for in its place (${url})`,
        mayComeBack: false,
      });
      await announce(clients, state, url);
      return url;
    }
  }
}

/** Tells whoever asked and has not heard the end of it. */
export async function reply(
  clients: Pick<Clients, "project">,
  { project, requests, archived }: Pick<State, "project" | "requests" | "archived">,
  state: Answer,
  description: string,
  url: string,
): Promise<void> {
  const [request] = requests;
  if (request === undefined || !isWaiting(request) || archived) return;
  await answer(clients.project, project.repository, request, { state, description, url });
}

/** Tells whoever asked where people decide, also after it was refused once; not after it was done. */
async function announce(clients: Clients, { project, requests }: State, url: string): Promise<void> {
  const [request] = requests;
  if (request === undefined || request.status?.state === "success") return;
  const description = "Waits for the platform team to review and merge its pull request";
  await answer(clients.project, project.repository, request, { state: "pending", description, url });
}

/** Those of other tags tell their own requests first: once they are closed nobody would come back to it. */
async function closeAll(
  clients: Clients,
  manager: string,
  { project, tag, archived }: State,
  pulls: readonly Pull[],
  why: { readonly because: string; readonly mayComeBack: boolean },
): Promise<void> {
  for (const pull of pulls) {
    if (pull.tag !== tag && !archived) {
      const [request] = await requestsFor(clients.project, project.repository, pull.tag);
      if (request !== undefined && isWaiting(request)) {
        await answer(clients.project, project.repository, request, {
          state: "inactive",
          description: why.because,
          url: pull.url,
        });
      }
    }
    await close(clients.manager, manager, pull, why);
  }
}

/** Where the last word on a tag is, if anywhere. */
function urlOf({ pulls, release }: State): string {
  return pulls[0]?.url ?? release?.url ?? "";
}
