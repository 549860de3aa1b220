/** A warning or an error of the engine, a provider or the program. */
export interface Diagnostic {
  readonly severity: "warning" | "error";
  readonly message: string;
  /** The resource that it is about, where there is one. */
  readonly urn?: string;
}

/** Said after every failure or interruption, beside the reason for it. */
const EMPTY_WORDS = /^(?:(?:preview|update|refresh|destroy|resource [\w-]+) failed|cancell?ed)$/;

/** The engine's advice is to work around the program; this is how its owners want it. */
const PROTECTED = /^resource "urn:[^"]+" cannot be deleted\s+because it is protected\.[\s\S]*$/;
const UNPROTECT =
  "it is protected, and so nothing is deleted. If its project came to an end: put the project's file back with " +
  "`lifecycle: retired`, which stops all that runs and keeps this (docs/guides/rename-move-retire.md). To delete it " +
  "all the same: take its kind out of marvin:protect in the stack's configuration, run up while it is still " +
  "declared, and then try again.";

/** What a run of one project cannot make or delete, as other projects stand on it. */
const NOT_TARGETED =
  /^Resource '(?:[^']+)' (?:depends on|will be destroyed but)[\s\S]*not specified in --target list[\s\S]*$/;
const WHOLE_STACK =
  "it stands on what the stack declares once for all projects, which has changed: run this stack once without --project.";

/** A message for people: no colour codes, no stack trace, no prefix that the severity repeats. */
export function cleanMessage(message: string): string {
  const text = message
    // eslint-disable-next-line no-control-regex -- terminal colours are control characters
    .replace(/<\{%[^%]*%\}>|\u001b\[[\d;]*m/g, "")
    .split("\n")
    .filter((line) => !/^\s+at (?:.+\(.*\)|\S+:\d+:\d+|<anonymous>|async .+)\s*$/.test(line))
    .map((line) => line.trimEnd())
    .join("\n")
    .trim()
    .replace(/^(?:error|warning): /, "")
    .replace(/^(?:Preview|Update) failed: /, "")
    .replace(PROTECTED, UNPROTECT)
    .replace(NOT_TARGETED, WHOLE_STACK);
  return EMPTY_WORDS.test(text) ? "" : text;
}

/** What the engine complained of before or outside any resource, from its standard error and output. */
export function complaints(stderr: string, stdout: string): Diagnostic[] {
  const found = [stderr, stdout]
    .flatMap((text) => [...text.matchAll(/^error: ([\s\S]*?)(?=^(?:error|warning): |(?![\s\S]))/gm)])
    .map(([, text = ""]) => cleanMessage(text))
    .filter((text) => text !== "");
  const texts = found.length > 0 ? found : [cleanMessage(stderr)].filter((text) => text !== "");
  return [...new Set(texts)].map((message) => ({ severity: "error", message }));
}
