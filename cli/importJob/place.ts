import { dump } from "js-yaml";
import type { Fields } from "./read";

/** Lines of YAML as people write them: no anchors, no folding, two spaces a level. */
export function yamlOf(data: Fields): string {
  return dump(data, { lineWidth: -1, noRefs: true, quoteStyle: "double" });
}

/** Why a text cannot be put into a file without touching what stands there. */
export class NoPlace extends Error {}

/**
 * A manifest's text with further workflows in it: below the last one, or at the end where there is none. What stands in
 * the file, comments included, stays as it is.
 * @throws NoPlace
 */
export function insertWorkflows(text: string, workflows: Readonly<Record<string, Fields>>): string {
  const lines = text.replace(/\n*$/, "\n").split("\n").slice(0, -1);
  const start = lines.findIndex((line) => /^workflows\s*:/.test(line));
  const block = yamlOf({ workflows }).trimEnd().split("\n");
  if (start < 0) return [...lines, ...block, ""].join("\n");
  const written = lines[start]!.replace(/^workflows\s*:\s*/, "").replace(/\s*#.*$/, "");
  if (written === "{}") return [...lines.slice(0, start), ...block, ...lines.slice(start + 1), ""].join("\n");
  if (written !== "") {
    throw new NoPlace(
      "its `workflows` stand in one line: put each on lines of its own, or paste what `marvin import-job` prints",
    );
  }
  const indent =
    /^( +)\S/.exec(lines.slice(start + 1).find((line) => /^ +[^\s#]/.test(line)) ?? "")?.[1] ?? "  ";
  const next = lines.findIndex((line, index) => index > start && /^[^\s#]/.test(line));
  let end = next < 0 ? lines.length : next;
  // Empty lines and comments before the next key belong to that key.
  while (end > start + 1 && /^(?:#.*|\s*)$/.test(lines[end - 1]!)) end--;
  const indented = block.slice(1).map((line) => indent + line.slice(2));
  return [...lines.slice(0, end), ...indented, ...lines.slice(end), ""].join("\n");
}
