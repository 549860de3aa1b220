import type { Label } from "../github/labels";
import { digestOf, markerText } from "./marker";
import type { Wanted } from "./state";

/** Labels of the bot's pull requests, with what they are made with where they are not there yet. */
export const LABELS = {
  template: {
    name: "marvin:template",
    color: "1d76db",
    description: "Brings the repository to its version of the template",
  },
  conflict: { name: "marvin:conflict", color: "d93f0b", description: "Has conflicts to be resolved by hand" },
} as const satisfies Record<string, Label>;

export interface PullContent {
  readonly wanted: Wanted;
  /** Version that the default branch has; absent where it has none. */
  readonly from?: string;
  readonly why: string;
  /** Files with conflict markers in them. */
  readonly conflicts: readonly string[];
  /** Markdown of the template's changelog; may be empty. */
  readonly changes: string;
}

export function titleOf({ wanted: { version }, from }: Pick<PullContent, "wanted" | "from">): string {
  if (from === undefined) return `Begin with the template at ${version}`;
  return from === version
    ? `Follow the manifest's answers to the template at ${version}`
    : `Update the template to ${version}`;
}

export function bodyOf({ wanted, why, conflicts, changes }: PullContent): string {
  return [
    `${sentence(why)}.`,
    conflicts.length === 0
      ? "There are no conflicts: merge it when its checks have passed."
      : [
          `**${conflicts.length === 1 ? "One file has" : `${conflicts.length} files have`} conflicts**, marked in the text as Git marks them:`,
          conflicts.map((path) => `- ${code(path)}`).join("\n"),
          "Check this branch out, keep of each marked place what is right (above `=======` is what the repository had, below it what the template brings), commit and push. The bot keeps commits of yours.",
        ].join("\n\n"),
    ...(changes === ""
      ? []
      : [`<details><summary>What changed in the template</summary>\n\n${cut(changes)}\n\n</details>`]),
    "The bot keeps this pull request up to date. Close it to stay with the version that is there until the next one.",
    markerText({ version: wanted.version, answers: digestOf(wanted.answers), withdrawn: false }),
  ].join("\n\n");
}

/** GitHub takes 65,536 characters; a changelog that is longer is to be read in the template's repository. */
const LONGEST_CHANGES = 50_000;

function cut(changes: string): string {
  if (changes.length <= LONGEST_CHANGES) return changes;
  const end = changes.lastIndexOf("\n", LONGEST_CHANGES);
  return `${changes.slice(0, end)}\n\nThe rest is in the template's CHANGELOG.md.`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A path as code, whatever is in it. */
function code(path: string): string {
  const fence = "`".repeat(Math.max(0, ...[...path.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const pad = path.startsWith("`") || path.endsWith("`") ? " " : "";
  return `${fence}${pad}${path.replaceAll(/[\r\n]/g, " ")}${pad}${fence}`;
}
