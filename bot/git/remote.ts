import { Refused, TryLater } from "../failure";
import { GitFailed } from "./git";

/** What GitHub's words to Git mean, and what to do about them. Tried in this order. */
const MEANINGS: readonly (readonly [RegExp, (repository: string) => Error])[] = [
  [
    /without `workflows` permission/,
    (at) =>
      new Refused(`the App may not change workflows in ${at}: give it the permission "Workflows: write"`),
  ],
  [
    /GH013|GH006|protected branch/i,
    (at) =>
      new Refused(
        `a rule of ${at} refuses the bot's push: let the App bypass it for the branch "marvin/template", and for the default branch of an empty repository`,
      ),
  ],
  [/archived so it is read-only/, (at) => new Refused(`${at} was archived: retire its project`)],
  [
    /Repository not found|not found$/im,
    (at) => new Refused(`${at} is not there, or the App is not installed for it: install the App there`),
  ],
  [
    /Write access to repository not granted/,
    (at) => new Refused(`the App may not write to ${at}: give it the permission "Contents: write"`),
  ],
  [
    /Authentication failed|could not read Username|installation has been suspended/i,
    (at) =>
      new Refused(`GitHub does not take the App's token for ${at}: see whether the App is still installed`),
  ],
  [
    /stale info|fetch first|non-fast-forward|cannot lock ref|failed to update ref/i,
    (at) => new TryLater(`somebody else pushed to ${at}`),
  ],
];

/**
 * Why a clone, fetch or push failed, in words that hold nothing of what Git wrote.
 * @param repository as it is to be named, `owner/name`
 */
export function remoteFailure(error: unknown, repository: string): unknown {
  if (!(error instanceof GitFailed)) return error;
  const { stderr } = error.answer;
  const [, meaning] = MEANINGS.find(([words]) => words.test(stderr)) ?? [];
  return meaning?.(repository) ?? new TryLater(`Git could not reach ${repository}`);
}
