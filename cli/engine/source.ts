import type { ProgressStream } from "../setup/progress.cjs";

/** What each source of an engine works with. */
export interface Context {
  /** Where PATH, the cache folder and what `go` reads come from. */
  readonly env: NodeJS.ProcessEnv;
  /** Where to say what takes long. */
  readonly stream: ProgressStream;
  readonly signal?: AbortSignal;
  /** The address of the folder with the official releases. */
  readonly releases: string;
  /** Milliseconds within which the host of the releases must answer. */
  readonly patience: number;
}

/** Why a source has no engine: one of several lines of a message, so it says what is missing and nothing of the others. */
export class SourceFailed extends Error {}
