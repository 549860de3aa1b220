import { TryLater } from "../failure";
import type { GitHub } from "../github/client";
import { withdrawnText } from "./marker";
import { bodyOf, LABELS, titleOf, type PullContent } from "./pullText";
import { BRANCH, type Pull, type State } from "./state";

/**
 * Sees that the one pull request from the bot's branch is open and says what it should. Writes only what differs.
 * @returns its page
 */
export async function ask(
  github: GitHub,
  { repository, defaultBranch, pull }: Pick<State, "repository" | "defaultBranch" | "pull">,
  content: PullContent,
): Promise<string> {
  const [owner = "", repo = ""] = repository.split("/");
  const wanted = { title: titleOf(content), body: bodyOf(content), base: defaultBranch };
  const open = pull ?? (await create());
  if (open.title !== wanted.title || open.body !== wanted.body || open.base !== wanted.base) {
    await github.rest.pulls.update({ owner, repo, pull_number: open.number, ...wanted });
  }
  await label(github, { owner, repo, open, hasConflicts: content.conflicts.length > 0 });
  return open.url;

  async function create(): Promise<Pull> {
    try {
      const { data } = await github.rest.pulls.create({ owner, repo, head: BRANCH, ...wanted });
      return { number: data.number, url: data.html_url, labels: [], ...wanted };
    } catch (error) {
      // One that was opened meanwhile, or a branch that was merged or deleted meanwhile: look again.
      if ((error as { readonly status?: number }).status === 422) {
        throw new TryLater(`the pull request of ${repository} cannot be opened as things are`);
      }
      throw error;
    }
  }
}

interface Labelled {
  readonly owner: string;
  readonly repo: string;
  readonly open: Pull;
  readonly hasConflicts: boolean;
}

async function label(github: GitHub, { owner, repo, open, hasConflicts }: Labelled): Promise<void> {
  const { template, conflict } = LABELS;
  const at = { owner, repo, issue_number: open.number };
  const missing = [template, ...(hasConflicts ? [conflict] : [])].filter(
    ({ name }) => !open.labels.includes(name),
  );
  if (missing.length > 0) {
    for (const one of missing) await define(github, { owner, repo }, one);
    await github.rest.issues.addLabels({ ...at, labels: missing.map(({ name }) => name) });
  }
  if (!hasConflicts && open.labels.includes(conflict.name)) {
    await github.rest.issues.removeLabel({ ...at, name: conflict.name });
  }
}

/** Makes a label unless it is there: one that is given without being made gets a colour of chance and no description. */
async function define(
  github: GitHub,
  named: { readonly owner: string; readonly repo: string },
  label: (typeof LABELS)[keyof typeof LABELS],
): Promise<void> {
  try {
    await github.rest.issues.createLabel({ ...named, ...label });
  } catch (error) {
    if ((error as { readonly status?: number }).status !== 422) throw error;
  }
}

/** Closes the pull request, and says that this was the bot. */
export async function withdraw(github: GitHub, repository: string, pull: Pull, why: string): Promise<void> {
  const [owner = "", repo = ""] = repository.split("/");
  const at = { owner, repo };
  // Marked first: closed without the mark it would count as somebody's "no".
  await github.rest.pulls.update({ ...at, pull_number: pull.number, body: withdrawnText(pull.body) });
  await github.rest.pulls.update({ ...at, pull_number: pull.number, state: "closed" });
  await github.rest.issues.createComment({
    ...at,
    issue_number: pull.number,
    body: `Closed by the bot: ${why}.`,
  });
}
