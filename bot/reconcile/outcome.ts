/** What became of one project, for its log line, the summary and the state table. */
export interface Outcome {
  readonly project: string;
  /** `owner/name` as it is now. */
  readonly repository: string;
  /**
   * - `nothing`: it is as it should be, or none of the bot's business
   * - `begun`: the first commit was pushed
   * - `asked`: a pull request was opened, or brought up to date
   * - `withdrawn`: a pull request was closed that nothing was left of
   * - `stopped`: a person has to put something right first
   * - `failed`: it will not work by being tried again
   * - `later`: it did not work now
   */
  readonly kind: "nothing" | "begun" | "asked" | "withdrawn" | "stopped" | "failed" | "later";
  readonly why: string;
  /** Version that the default branch has. */
  readonly from?: string;
  /** Version that it is to have. */
  readonly to?: string;
  /** Page of the pull request. */
  readonly pull?: string;
  /** Files with conflicts in them. */
  readonly conflicts?: readonly string[];
  /** Nothing was done: it was to be said only. */
  readonly dry?: boolean;
  /** Seconds to wait at least, of `later`. */
  readonly seconds?: number;
}
