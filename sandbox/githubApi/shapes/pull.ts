import { apart, changedFiles } from "../commits";
import type { Repository } from "../repository";
import type { Comment, Issue, Label, Pull } from "../state";
import type { World } from "../world";
import { sum } from "./commit";
import { pageUrl, repositoryShape, repositoryUrl } from "./repository";
import { nodeId, userShape } from "./user";

/** `label` */
export function labelShape(world: World, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId("LA", label.id),
    url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    description: label.description,
    color: label.color,
    default: false,
  };
}

function labelsOf(world: World, repository: Repository, issue: Issue) {
  return issue.labels.flatMap((name) => {
    const label = repository.state.labels.find((candidate) => candidate.name === name);
    return label ? [labelShape(world, repository, label)] : [];
  });
}

/** `pull-request-simple` */
export function pullShape(world: World, repository: Repository, pull: Pull) {
  const api = repositoryUrl(world, repository);
  const page = `${pageUrl(world, repository)}/pull/${pull.number}`;
  const url = `${api}/pulls/${pull.number}`;
  const issue = `${api}/issues/${pull.number}`;
  const links = {
    self: url,
    html: page,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${api}/statuses/${pull.headSha}`,
  };
  const side = (ref: string, sha: string) => ({
    label: `${repository.state.owner}:${ref}`,
    ref,
    sha,
    user: userShape(world, repository.state.owner),
    repo: repositoryShape(world, repository),
  });
  return {
    id: pull.id,
    node_id: nodeId("PR", pull.id),
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    body: pull.body,
    draft: pull.draft,
    user: userShape(world, pull.user),
    labels: labelsOf(world, repository, pull),
    milestone: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeSha,
    head: side(pull.head, pull.headSha),
    base: side(pull.base, pull.baseSha),
    author_association: "NONE",
    auto_merge: null,
    url,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issue,
    commits_url: links.commits,
    comments_url: links.comments,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    statuses_url: links.statuses,
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
  };
}

/** `pull-request`: with what is only known by looking at the branches. */
export async function wholePullShape(world: World, repository: Repository, pull: Pull) {
  const { git } = repository;
  const fork = (await git.try(["merge-base", pull.baseSha, pull.headSha])).stdout.toString().trim();
  const files = await changedFiles(git, fork === "" ? pull.baseSha : fork, pull.headSha);
  const { ahead } = await apart(git, pull.baseSha, pull.headSha);
  const open = pull.state === "open";
  const mergeable = open ? (await git.mergedTree(pull.baseSha, pull.headSha)) !== undefined : null;
  return {
    ...pullShape(world, repository, pull),
    merged: pull.mergedAt !== null,
    merged_by: pull.mergedBy === null ? null : userShape(world, pull.mergedBy),
    mergeable,
    rebaseable: false,
    mergeable_state: !open ? "unknown" : mergeable === false ? "dirty" : stateOf(repository, pull),
    comments: repository.state.comments.filter(({ issue }) => issue === pull.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: ahead,
    additions: sum(files, "additions"),
    deletions: sum(files, "deletions"),
    changed_files: files.length,
  };
}

function stateOf(repository: Repository, pull: Pull): string {
  if (pull.draft) return "draft";
  return missingChecks(repository, pull).length > 0 ? "blocked" : "clean";
}

/** Checks that the base branch asks for and that have not succeeded at the head. */
export function missingChecks({ state }: Repository, pull: Pull): string[] {
  const wanted = state.protectedBranches.find(({ branch }) => branch === pull.base)?.checks ?? [];
  return wanted.filter(
    (name) =>
      !state.checkRuns.some(
        (run) => run.sha === pull.headSha && run.name === name && run.conclusion === "success",
      ),
  );
}

/** `issue`, also as the other side of a pull request */
export function issueShape(world: World, repository: Repository, issue: Issue | Pull) {
  const api = repositoryUrl(world, repository);
  const url = `${api}/issues/${issue.number}`;
  const isPull = "head" in issue;
  const page = `${pageUrl(world, repository)}/${isPull ? "pull" : "issues"}/${issue.number}`;
  return {
    id: issue.id,
    node_id: nodeId(isPull ? "PR" : "I", issue.id),
    number: issue.number,
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    state_reason: null,
    locked: false,
    user: userShape(world, issue.user),
    labels: labelsOf(world, repository, issue),
    assignee: null,
    assignees: [],
    milestone: null,
    comments: repository.state.comments.filter((comment) => comment.issue === issue.number).length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: "NONE",
    ...(isPull && {
      draft: issue.draft,
      pull_request: {
        url: `${api}/pulls/${issue.number}`,
        html_url: page,
        diff_url: `${page}.diff`,
        patch_url: `${page}.patch`,
        merged_at: issue.mergedAt,
      },
    }),
  };
}

/** `issue-comment` */
export function commentShape(world: World, repository: Repository, comment: Comment) {
  const api = repositoryUrl(world, repository);
  return {
    id: comment.id,
    node_id: nodeId("IC", comment.id),
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${pageUrl(world, repository)}/issues/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.issue}`,
    body: comment.body,
    user: userShape(world, comment.user),
    author_association: "NONE",
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
  };
}
