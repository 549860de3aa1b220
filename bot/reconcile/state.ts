import type { Recorded } from "./answersFile";
import type { Marker } from "./marker";

/** Branch that the bot keeps in every project's repository. */
export const BRANCH = "marvin/template";

/** A pull request from that branch. */
export interface Pull {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly labels: readonly string[];
  readonly base: string;
  /** Absent where a person opened it, or took the marker out of its text. */
  readonly marker?: Marker;
}

/** The bot's branch, as it is now. */
export interface Branch {
  readonly tip: string;
  /** Commits in it that are not in the default branch, and the other way round. */
  readonly ahead: number;
  readonly behind: number;
  /** Whether any of its own commits is somebody else's than the bot's. */
  readonly hasPeople: boolean;
  readonly recorded?: Recorded | "unreadable";
  /** Files that the bot's commits left conflicts in, and that still have their markers. */
  readonly conflicts: readonly string[];
}

/** All that decides what has to happen to a project's repository. */
export interface State {
  /** `owner/name` as it is now. */
  readonly repository: string;
  readonly archived: boolean;
  readonly defaultBranch: string;
  /** Commit of the default branch; absent where the repository is empty. */
  readonly head?: string;
  /** Nothing is there but what GitHub itself puts into a new repository. */
  readonly isPristine: boolean;
  /** The answers file of the default branch. */
  readonly recorded?: Recorded | "unreadable";
  readonly branch?: Branch;
  /** The open pull request from the branch. */
  readonly pull?: Pull;
  /** What pull requests were for that people closed without merging. */
  readonly declined: readonly Marker[];
}

/** What a project is to be rendered from. */
export interface Wanted {
  /** Tag of the template. */
  readonly version: string;
  readonly answers: Readonly<Record<string, unknown>>;
}
