import type { GitHub } from "../github/client";
import { found } from "../github/found";
import { placeOf } from "../github/place";
import { Refused } from "../failure";
import { ANSWERS_FILE, recordedIn, type Recorded } from "./answersFile";
import { conflictsIn, isMarked } from "./conflicts";
import { markerIn } from "./marker";
import { BRANCH, type Branch, type Pull, type State } from "./state";

/** What GitHub itself may put into a new repository. */
const BY_GITHUB: readonly string[] = ["README.md", "LICENSE", ".gitignore"];

type PullsOf = Awaited<ReturnType<GitHub["rest"]["pulls"]["list"]>>["data"];
type Named = ReturnType<typeof placeOf>;

/** Status that GitHub answers with where a repository has no commit yet. */
const EMPTY = 409;

/**
 * Looks at a repository through GitHub's API alone: nothing is cloned for one that is as it should be.
 * @param repository `owner/name`, perhaps a former one
 * @param bot login whose commits are the bot's
 * @throws Refused where it is not there
 */
export async function observe(github: GitHub, repository: string, bot: string): Promise<State> {
  const known = await found(github.rest.repos.get(placeOf(repository)));
  if (known === undefined) {
    throw new Refused(
      `${repository} is not there, or the App is not installed for it: install the App there`,
    );
  }
  const { full_name: fullName, default_branch: defaultBranch, archived } = known;
  const named = placeOf(fullName);
  const nothing = { repository: fullName, archived, defaultBranch, isPristine: false, declined: [] };
  if (archived) return nothing;
  const head = await tipOf(github, named, defaultBranch);
  if (head === undefined) return nothing;
  const [recorded, tip, { data: pulls }] = await Promise.all([
    recordedAt(github, named, head),
    tipOf(github, named, BRANCH),
    github.rest.pulls.list({ ...named, head: `${named.owner}:${BRANCH}`, state: "all", per_page: 100 }),
  ]);
  const open = pulls.find(({ state }) => state === "open");
  const pull = open === undefined ? undefined : pullOf(open);
  const branch = tip === undefined ? undefined : await branchOf(github, named, { head, tip, pulls, bot });
  return {
    ...nothing,
    head,
    isPristine: recorded === undefined && (await isPristine(github, named, head)),
    declined: declinedOf(pulls),
    ...(recorded !== undefined && { recorded }),
    ...(branch !== undefined && { branch }),
    ...(pull !== undefined && { pull }),
  };
}

/** Commit at the tip of a branch; undefined where there is no such branch, or nothing at all yet. */
async function tipOf(github: GitHub, named: Named, branch: string): Promise<string | undefined> {
  const request = github.rest.git.getRef({ ...named, ref: `heads/${branch}` });
  const ref = await found(request, [404, EMPTY]);
  return ref?.object.sha;
}

async function recordedAt(
  github: GitHub,
  named: Named,
  ref: string,
): Promise<Recorded | "unreadable" | undefined> {
  const text = await textAt(github, named, ANSWERS_FILE, ref);
  return text === undefined ? undefined : recordedIn(text);
}

async function textAt(github: GitHub, named: Named, path: string, ref: string): Promise<string | undefined> {
  const content = await found(github.rest.repos.getContent({ ...named, path, ref }));
  if (content === undefined || Array.isArray(content) || content.type !== "file") return undefined;
  return Buffer.from(content.content, "base64").toString("utf8");
}

async function isPristine(github: GitHub, named: Named, head: string): Promise<boolean> {
  const [{ data: commits }, root] = await Promise.all([
    github.rest.repos.listCommits({ ...named, sha: head, per_page: 2 }),
    found(github.rest.git.getTree({ ...named, tree_sha: head })),
  ]);
  return commits.length === 1 && root?.tree.every(({ path }) => BY_GITHUB.includes(path)) === true;
}

async function branchOf(
  github: GitHub,
  named: Named,
  at: { readonly head: string; readonly tip: string; readonly pulls: PullsOf; readonly bot: string },
): Promise<Branch> {
  const { head, tip, pulls, bot } = at;
  const [recorded, compared] = await Promise.all([
    recordedAt(github, named, tip),
    found(github.rest.repos.compareCommitsWithBasehead({ ...named, basehead: `${head}...${tip}` })),
  ]);
  // Without a common commit, nobody knows whose they are.
  const {
    ahead_by: ahead,
    behind_by: behind,
    total_commits: total,
    commits,
  } = compared ?? {
    ahead_by: 1,
    behind_by: 1,
    total_commits: 1,
    commits: [],
  };
  // What was merged is in the default branch, whoever made it: its branch was only not deleted.
  const isSpent = pulls.some((pull) => pull.merged_at !== null && pull.head.sha === tip);
  const isBots = (commit: (typeof commits)[number]) =>
    commit.author?.login === bot &&
    (commit.committer?.login === bot || commit.committer?.login === "web-flow");
  const left = commits.filter(isBots).flatMap(({ commit }) => conflictsIn(commit.message));
  return {
    tip,
    ahead,
    behind,
    hasPeople: !isSpent && (total > commits.length || !commits.every(isBots)),
    conflicts: await stillMarked(github, named, { paths: [...new Set(left)], ref: tip }),
    ...(recorded !== undefined && { recorded }),
  };
}

async function stillMarked(
  github: GitHub,
  named: Named,
  { paths, ref }: { readonly paths: readonly string[]; readonly ref: string },
): Promise<string[]> {
  const marked: string[] = [];
  for (const path of paths) if (isMarked((await textAt(github, named, path, ref)) ?? "")) marked.push(path);
  return marked;
}

function pullOf(pull: PullsOf[number]): Pull {
  const marker = markerIn(pull.body);
  return {
    number: pull.number,
    url: pull.html_url,
    title: pull.title,
    body: pull.body ?? "",
    labels: pull.labels.map(({ name }) => name),
    base: pull.base.ref,
    ...(marker !== undefined && { marker }),
  };
}

function declinedOf(pulls: PullsOf): State["declined"] {
  return pulls
    .filter((pull) => pull.state === "closed" && pull.merged_at === null)
    .map((pull) => markerIn(pull.body))
    .filter((marker) => marker !== undefined)
    .filter(({ withdrawn }) => !withdrawn);
}
