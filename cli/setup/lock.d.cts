import type { ProgressStream } from "./progress.cjs";

export interface LockOptions {
  /** What the lock's owner is doing, for whoever waits: `installing the npm packages`. */
  readonly what: string;
  /** Ends the waiting with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Where to say that the lock is waited for. @default process.stderr */
  readonly stream?: ProgressStream;
}

export interface HeldLock {
  /** Keeps the lock held for as long as that process lives too, should this one be killed while its child works on. */
  share(pid: number): void;
}

/**
 * Does the work while no other process does what is under the same lock, and answers the work's result. A lock whose
 * owner died is taken over at once; one whose number went to another process since, after half a minute.
 *
 * @param path a file name in a folder that exists or can be made; the lock is `<path>.lock` beside it
 */
export function withLock<T>(
  path: string,
  options: LockOptions,
  work: (held: HeldLock) => Promise<T>,
): Promise<T>;
