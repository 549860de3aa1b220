/** Ctrl-C twice within this time is one: the terminal signals the whole process group, and npm may pass it on again. */
const SAME_KEY_PRESS_MS = 1000;

/**
 * Ctrl-C and its kin. The first asks for an orderly end: the engine finishes what it has begun, saves what it made and
 * takes its lock away. A second one, later, asks the engine to stop at once.
 */
export class Interruption {
  private readonly orderly = new AbortController();
  private readonly immediate = new AbortController();
  private first = 0;

  constructor(private readonly say: (text: string) => void) {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => this.receive());
  }

  /** Aborted by the first. */
  get signal(): AbortSignal {
    return this.orderly.signal;
  }

  /** Aborted by the second. */
  get urgent(): AbortSignal {
    return this.immediate.signal;
  }

  get happened(): boolean {
    return this.orderly.signal.aborted;
  }

  private receive(): void {
    if (!this.happened) {
      this.first = Date.now();
      this.say(
        "Interrupted: finishing what has begun. Once more to stop at once, which may lose track of it.",
      );
      this.orderly.abort();
    } else if (Date.now() - this.first > SAME_KEY_PRESS_MS && !this.immediate.signal.aborted) {
      this.say("Stopping at once.");
      this.immediate.abort();
    }
  }
}
