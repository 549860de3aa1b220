/** The part of a stream that progress needs. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** On a terminal a line is rewritten this often; elsewhere a new line comes this often. */
const REWRITE_MS = 200;
const NEW_LINE_MS = 15_000;

/**
 * Says on standard error that something is going on: one line that is rewritten on a terminal, a plain line now and then
 * elsewhere, such as in the log of a workflow.
 */
export class Progress {
  private timer?: NodeJS.Timeout;
  private shown = false;

  constructor(private readonly output: ProgressOutput) {}

  /** Resolves or rejects as the work does, and meanwhile tells of it. */
  async during<Result>(label: string, seen: () => number, work: () => Promise<Result>): Promise<Result> {
    const start = Date.now();
    const line = () => {
      const number = seen();
      const resources = number === 0 ? "" : `${number} resource${number === 1 ? "" : "s"}, `;
      return `${label}: ${resources}${Math.round((Date.now() - start) / 1000)} s`;
    };
    const show = this.output.isTTY
      ? () => {
          this.output.write(`\r\u001b[2K${line()}`);
          this.shown = true;
        }
      : () => this.output.write(`${line()}\n`);
    if (this.output.isTTY) show();
    else this.output.write(`${label} ...\n`);
    this.timer = setInterval(show, this.output.isTTY ? REWRITE_MS : NEW_LINE_MS);
    try {
      return await work();
    } finally {
      clearInterval(this.timer);
      this.clear();
    }
  }

  /** Says something else on a line of its own. */
  say(text: string): void {
    this.clear();
    this.output.write(`${text}\n`);
  }

  private clear(): void {
    if (this.shown) this.output.write("\r\u001b[2K");
    this.shown = false;
  }
}
