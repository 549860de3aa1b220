import type { FleetProject } from "../fleet/fleet";
import type { Evidence } from "./evidence";
import type { ManifestFile } from "./line";

/** All that decides what becomes of one tag of one project, as it is now. */
export interface State {
  readonly project: Pick<FleetProject, "project" | "repository" | "lifecycle">;
  readonly tag: string;
  /** GitHub takes no statuses for an archived repository. */
  readonly archived: boolean;
  /** Undefined where the tag has no release that is published: never had, deleted, or a draft. */
  readonly release: Release | undefined;
  /** The commit that the tag names; undefined where there is no such tag. */
  readonly commit: string | undefined;
  readonly evidence: Evidence | undefined;
  /** Deployments that ask for this tag in prod, the newest first. */
  readonly requests: readonly Request[];
  /** On the manager's default branch; undefined where there is no such file. */
  readonly manifest: ManifestFile | undefined;
  /** Pull requests from this tag's branch, whoever opened them, the newest first. */
  readonly pulls: readonly Pull[];
  /** The bot's open pull requests for other tags of the project. */
  readonly others: readonly Pull[];
  readonly branch: Branch | undefined;
}

export interface Release {
  /** Page of it. */
  readonly url: string;
  readonly prerelease: boolean;
  /** Login. */
  readonly author: string;
  /** ISO 8601 */
  readonly published: string;
}

/** A deployment on GitHub by which a promotion is asked for, and answered. */
export interface Request {
  readonly id: number;
  readonly sha: string;
  /** Login. */
  readonly creator: string;
  /** Not a workflow, nor an App. */
  readonly byPerson: boolean;
  /** ISO 8601 */
  readonly created: string;
  /** The last answer; undefined where there is none, or it was not looked at. */
  readonly status: Given | undefined;
}

/** How far a promotion is, in GitHub's words for deployments. */
export interface Status {
  /**
   * `pending`: to be decided by people. `in_progress`: decided, being deployed. `success` and `failure`: how the
   * deployment ended. `error`: refused. `inactive`: withdrawn, or another is in its place.
   */
  readonly state: string;
  readonly description: string;
  /** Page of it; empty where there is none. */
  readonly url: string;
}

/** One that was given. */
export interface Given extends Status {
  /** ISO 8601 */
  readonly at: string;
}

/** A pull request in the manager that asks for a tag. */
export interface Pull {
  readonly number: number;
  readonly url: string;
  readonly tag: string;
  readonly state: "open" | "merged" | "closed";
  readonly body: string;
  readonly labels: readonly string[];
  /** ISO 8601 */
  readonly created: string;
  /** ISO 8601; undefined while it is open. */
  readonly closed: string | undefined;
  /** The commit that its `releases.prod` pins for the tag; undefined where it does not, or it was not looked at. */
  readonly pin: string | undefined;
}

/** The branch of a tag's pull request. */
export interface Branch {
  readonly head: string;
  /** What the manifest is there; undefined where there is no such file. */
  readonly text: string | undefined;
  /** Somebody else has committed there what the default branch has not. */
  readonly foreign: boolean;
  /** All of it is on the default branch. */
  readonly merged: boolean;
}
