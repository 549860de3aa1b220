/**
 * What a token is for, each with the least permissions of the App that it needs, and all for one repository.
 * https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps
 */
export const PURPOSES = {
  /** Read what a project's repository is, push the template's branch, and keep its pull request. */
  reconcile: {
    checks: "read",
    contents: "write",
    issues: "write", // labels
    metadata: "read",
    pull_requests: "write",
    statuses: "read",
    workflows: "write", // the template brings workflows
  },
  /** Clone the template, or let a job clone its project. */
  clone: { contents: "read", metadata: "read" },
  /** Read a release, its tag and its stage evidence, and answer by deployment statuses. */
  release: {
    checks: "read",
    contents: "read",
    deployments: "write",
    metadata: "read",
    pull_requests: "read",
  },
  /** Ask for a promotion in the projects manager, and see what its workflow deployed. */
  promotion: {
    contents: "write",
    deployments: "read",
    issues: "write", // labels
    metadata: "read",
    pull_requests: "write",
  },
} as const satisfies Record<string, Readonly<Record<string, "read" | "write">>>;

export type Purpose = keyof typeof PURPOSES;

export interface Token {
  readonly token: string;
  /** Epoch milliseconds; an hour after it was made. */
  readonly expires: number;
}

/** Gives short-lived tokens, each for one purpose in one repository. */
export interface Mint {
  /**
   * @param repository `owner/name`
   * @throws Refused where the App is not installed there, or lacks a permission
   * @throws TryLater where GitHub does not answer
   */
  token(purpose: Purpose, repository: string): Promise<Token>;
}
