import type { Repository } from "../repository";
import type { World } from "../world";
import { nodeId, userShape } from "./user";

/** Address of a repository in the API. */
export function repositoryUrl({ api }: World, { fullName }: Repository): string {
  return `${api}/repos/${fullName}`;
}

/** Address of a repository for people. */
export function pageUrl({ web }: World, { fullName }: Repository): string {
  return `${web}/${fullName}`;
}

/** Addresses below a repository's, as templates. */
const TEMPLATES = {
  archive: "/{archive_format}{/ref}",
  assignees: "/assignees{/user}",
  blobs: "/git/blobs{/sha}",
  branches: "/branches{/branch}",
  collaborators: "/collaborators{/collaborator}",
  comments: "/comments{/number}",
  commits: "/commits{/sha}",
  compare: "/compare/{base}...{head}",
  contents: "/contents/{+path}",
  contributors: "/contributors",
  deployments: "/deployments",
  downloads: "/downloads",
  events: "/events",
  forks: "/forks",
  git_commits: "/git/commits{/sha}",
  git_refs: "/git/refs{/sha}",
  git_tags: "/git/tags{/sha}",
  hooks: "/hooks",
  issue_comment: "/issues/comments{/number}",
  issue_events: "/issues/events{/number}",
  issues: "/issues{/number}",
  keys: "/keys{/key_id}",
  labels: "/labels{/name}",
  languages: "/languages",
  merges: "/merges",
  milestones: "/milestones{/number}",
  notifications: "/notifications{?since,all,participating}",
  pulls: "/pulls{/number}",
  releases: "/releases{/id}",
  stargazers: "/stargazers",
  statuses: "/statuses/{sha}",
  subscribers: "/subscribers",
  subscription: "/subscription",
  tags: "/tags",
  teams: "/teams",
  trees: "/git/trees{/sha}",
} as const;

/** `minimal-repository` */
export function minimalRepositoryShape(world: World, repository: Repository) {
  const { state, fullName } = repository;
  const url = repositoryUrl(world, repository);
  return {
    id: state.id,
    node_id: nodeId("R", state.id),
    name: state.name,
    full_name: fullName,
    private: state.private,
    owner: userShape(world, state.owner),
    html_url: pageUrl(world, repository),
    description: state.description,
    fork: false,
    url,
    ...Object.fromEntries(Object.entries(TEMPLATES).map(([name, rest]) => [`${name}_url`, `${url}${rest}`])),
  };
}

/** `repository` */
export function repositoryShape(world: World, repository: Repository) {
  const { state, fullName } = repository;
  const page = pageUrl(world, repository);
  const host = new URL(world.web).host;
  const open = [...state.issues, ...state.pulls].filter((issue) => issue.state === "open").length;
  return {
    ...minimalRepositoryShape(world, repository),
    git_url: `git://${host}/${fullName}.git`,
    ssh_url: `git@${host}:${fullName}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    size: 0,
    default_branch: state.defaultBranch,
    open_issues: open,
    open_issues_count: open,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: state.archived,
    disabled: false,
    visibility: state.private ? "private" : "public",
    license: null,
    pushed_at: state.pushedAt,
    created_at: state.createdAt,
    updated_at: state.pushedAt,
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: false,
    delete_branch_on_merge: false,
  };
}

/** `full-repository` */
export function fullRepositoryShape(world: World, repository: Repository) {
  return { ...repositoryShape(world, repository), network_count: 0, subscribers_count: 0 };
}
