import { TryLater } from "../failure";
import type { GitHub } from "../github/client";
import { statusOf } from "../github/found";
import { addLabels } from "../github/labels";
import { placeOf } from "../github/place";
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
  const place = placeOf(repository);
  const wanted = { title: titleOf(content), body: bodyOf(content), base: defaultBranch };
  const open = pull ?? (await create());
  if (open.title !== wanted.title || open.body !== wanted.body || open.base !== wanted.base) {
    await github.rest.pulls.update({ ...place, pull_number: open.number, ...wanted });
  }
  await label(github, repository, open, content.conflicts.length > 0);
  return open.url;

  async function create(): Promise<Pull> {
    try {
      const { data } = await github.rest.pulls.create({ ...place, head: BRANCH, ...wanted });
      return { number: data.number, url: data.html_url, labels: [], ...wanted };
    } catch (error) {
      // One that was opened meanwhile, or a branch that was merged or deleted meanwhile: look again.
      if (statusOf(error) === 422) {
        throw new TryLater(`the pull request of ${repository} cannot be opened as things are`);
      }
      throw error;
    }
  }
}

async function label(github: GitHub, repository: string, open: Pull, hasConflicts: boolean): Promise<void> {
  const { template, conflict } = LABELS;
  const wanted = hasConflicts ? [template, conflict] : [template];
  const missing = wanted.filter(({ name }) => !open.labels.includes(name));
  if (missing.length > 0) await addLabels(github, repository, open.number, missing);
  if (!hasConflicts && open.labels.includes(conflict.name)) {
    const at = { ...placeOf(repository), issue_number: open.number };
    await github.rest.issues.removeLabel({ ...at, name: conflict.name });
  }
}

/** Closes the pull request, and says that this was the bot. */
export async function withdraw(github: GitHub, repository: string, pull: Pull, why: string): Promise<void> {
  const place = placeOf(repository);
  // Marked at once: closed without the mark it would count as somebody's "no".
  const closed = { body: withdrawnText(pull.body), state: "closed" } as const;
  await github.rest.pulls.update({ ...place, pull_number: pull.number, ...closed });
  const body = `Closed by the bot: ${why}.`;
  await github.rest.issues.createComment({ ...place, issue_number: pull.number, body });
}
