export interface Progress {
  /** The time since the start, to be read by a person: `4 min 10 s`. */
  elapsed(): string;
  /** Ends the display; on a terminal the time is wiped. */
  stop(): void;
}

/** The part of a stream that progress is written to; `process.stderr` is one. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/**
 * Says what takes long while it does.
 *
 * @param text what is being done, without an end mark
 * @param stream where to say it; @default process.stderr
 */
export function start(text: string, stream?: ProgressStream): Progress;
