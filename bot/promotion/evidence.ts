import type { GitHub } from "../github/client";
import { placeOf } from "../github/place";

/** The job of a project's workflow that tries its code in stage. */
export const STAGE_CHECK = "stage-e2e";
/** Who must have written it: whoever may write check runs may write some of any name. */
const STAGE_APP = "github-actions";

/** The better comes first. */
const VERDICTS = ["passed", "is still running", "did not pass", "never ran"] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Whether code was tried in stage. */
export interface Evidence {
  readonly verdict: Verdict;
  /** The commit that was tried: the release's own, or the head of a pull request with the same files. */
  readonly commit: string;
  /** Page of the check run; undefined where none ran. */
  readonly url: string | undefined;
  readonly pull: { readonly number: number; readonly url: string } | undefined;
}

interface CheckRun {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly html_url: string | null;
  readonly app: { readonly slug?: string } | null;
}

/** What the check runs of one commit say. One success is enough: a trial may be run again. */
export function verdictOf(runs: readonly CheckRun[]): Pick<Evidence, "verdict" | "url"> {
  const ours = runs.filter(({ name, app }) => name === STAGE_CHECK && app?.slug === STAGE_APP);
  const said = ours.map((run) => ({ verdict: one(run), url: run.html_url ?? undefined }));
  for (const verdict of VERDICTS) {
    const best = said.find((run) => run.verdict === verdict);
    if (best !== undefined) return best;
  }
  return { verdict: "never ran", url: undefined };
}

function one({ status, conclusion }: CheckRun): Verdict {
  if (status !== "completed") return "is still running";
  if (conclusion === "success") return "passed";
  // A job that is skipped tried nothing.
  return conclusion === "skipped" ? "never ran" : "did not pass";
}

/** Looks at a commit itself, then at the merged pull requests that it came from, where their files are the same. */
export async function evidenceOf(client: GitHub, repository: string, commit: string): Promise<Evidence> {
  const place = placeOf(repository);
  const look = async (ref: string) =>
    verdictOf(
      await client.paginate(client.rest.checks.listForRef, {
        ...place,
        ref,
        check_name: STAGE_CHECK,
        filter: "all",
        per_page: 100,
      }),
    );
  const treeOf = async (ref: string) =>
    (await client.rest.git.getCommit({ ...place, commit_sha: ref })).data.tree.sha;
  let best: Evidence = { ...(await look(commit)), commit, pull: undefined };
  if (best.verdict === "passed") return best;
  const pulls = await client.paginate(client.rest.repos.listPullRequestsAssociatedWithCommit, {
    ...place,
    commit_sha: commit,
    per_page: 100,
  });
  const merged = pulls.filter(({ head, merged_at: at }) => at !== null && head.sha !== commit);
  const tree = merged.length === 0 ? undefined : await treeOf(commit);
  for (const { number, html_url: url, head } of merged) {
    if ((await treeOf(head.sha)) !== tree) continue;
    const there = { ...(await look(head.sha)), commit: head.sha, pull: { number, url } };
    if (VERDICTS.indexOf(there.verdict) < VERDICTS.indexOf(best.verdict)) best = there;
  }
  return best;
}
