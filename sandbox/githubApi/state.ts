/**
 * What is kept of a repository beside Git's own data: one JSON file next to the bare repository. Refs, commits and
 * contents are never in here, but for where a closed pull request's branches were.
 */
export interface RepositoryState {
  readonly id: number;
  owner: string;
  name: string;
  /** `owner/name` that lead here since it was renamed. */
  formerNames: string[];
  private: boolean;
  archived: boolean;
  defaultBranch: string;
  description: string | null;
  readonly createdAt: string;
  pushedAt: string;
  protectedBranches: ProtectedBranch[];
  /** Issues and pull requests count together. */
  lastNumber: number;
  labels: Label[];
  issues: Issue[];
  pulls: Pull[];
  comments: Comment[];
  releases: Release[];
  deployments: Deployment[];
  statuses: CommitStatus[];
  checkRuns: CheckRun[];
}

/** A branch that changes by pull request only. */
export interface ProtectedBranch {
  readonly branch: string;
  /** Which of GitHub's two ways keeps it: they refuse in different words. */
  readonly by: "ruleset" | "protection";
  /** Check runs that must have succeeded before a merge. @default none */
  readonly checks?: readonly string[];
}

export interface Label {
  readonly id: number;
  name: string;
  color: string;
  description: string | null;
}

/** What an issue and a pull request share. */
export interface Issue {
  readonly id: number;
  readonly number: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  /** Login of whoever opened it. */
  readonly user: string;
  labels: string[];
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
}

export interface Pull extends Issue {
  /** Name of the branch. */
  readonly head: string;
  base: string;
  draft: boolean;
  /** Where the branches were last seen; after closing, where they stay. */
  headSha: string;
  baseSha: string;
  /** Where the head left the base, as long as it was open. */
  forkSha: string;
  mergedAt: string | null;
  mergedBy: string | null;
  mergeSha: string | null;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  body: string;
  readonly user: string;
  readonly createdAt: string;
  updatedAt: string;
}

export interface Release {
  readonly id: number;
  tag: string;
  target: string;
  name: string | null;
  body: string | null;
  draft: boolean;
  prerelease: boolean;
  readonly author: string;
  /** When the commit was made that it is of. */
  createdAt: string;
  publishedAt: string | null;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  readonly payload: unknown;
  readonly transient: boolean;
  readonly production: boolean;
  readonly creator: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly statuses: DeploymentStatus[];
}

export interface DeploymentStatus {
  readonly id: number;
  state: string;
  readonly description: string;
  readonly environment: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly creator: string;
  readonly createdAt: string;
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly state: "error" | "failure" | "pending" | "success";
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: string;
  readonly createdAt: string;
}

export interface CheckRun {
  readonly id: number;
  /** Runs of one App at one commit are one suite. */
  readonly suite: number;
  readonly sha: string;
  readonly branch: string | null;
  readonly name: string;
  status: "queued" | "in_progress" | "completed";
  conclusion: string | null;
  readonly detailsUrl: string | null;
  /** Slug of the App that made it. */
  readonly app: string;
  readonly startedAt: string;
  completedAt: string | null;
}

export type Access = "read" | "write";
export type Permissions = Readonly<Record<string, Access>>;

export interface Installation {
  readonly id: number;
  /** Names of repositories, or all. */
  repositories: string[] | "all";
  permissions: Record<string, Access>;
  suspendedAt: string | null;
  readonly createdAt: string;
}

export interface TokenState {
  readonly token: string;
  readonly installation: number;
  /** Ids of repositories; absent: all of the installation. */
  readonly repositories?: readonly number[];
  readonly permissions: Permissions;
  /** Epoch milliseconds. */
  readonly expires: number;
}

/** What there is once: one JSON file at the root. */
export interface OrganizationState {
  readonly organization: string;
  lastId: number;
  installations: Installation[];
  tokens: TokenState[];
  hook: { url: string; content_type: string; insecure_ssl: string; secret?: string };
}
