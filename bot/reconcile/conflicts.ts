/** Trailers of the bot's commits that name the files in which it left conflicts. */
const TRAILER = /^Conflict: (".*")$/gm;

export function conflictTrailers(paths: readonly string[]): string {
  return paths.map((path) => `Conflict: ${JSON.stringify(path)}`).join("\n");
}

export function conflictsIn(message: string): string[] {
  return [...message.matchAll(TRAILER)].map(([, quoted]) => JSON.parse(quoted ?? '""') as string);
}

/** Whether a file's text still has a conflict of Copier's in it. */
export function isMarked(text: string): boolean {
  return /^<{7} /m.test(text) && /^={7}\r?$/m.test(text) && /^>{7} /m.test(text);
}
