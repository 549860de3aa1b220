import { formatPath } from "../../manifest/fault";

/** What became of a value: written in another way, left out, or still to be decided by a person. */
export type Outcome = "changed" | "dropped" | "decide";

export interface Note {
  readonly outcome: Outcome;
  /** Place in the pasted job, e.g. `tasks[0].notebook_task.source`. */
  readonly path: string;
  readonly message: string;
}

/** Gathers what an import did, so that nothing goes in silence. */
export class Notes {
  readonly all: Note[] = [];

  add(outcome: Outcome, path: readonly PropertyKey[], message: string): void {
    const note = { outcome, path: formatPath(path), message };
    if (!this.all.some((one) => one.path === note.path && one.message === message)) this.all.push(note);
  }
}
