import semver from "semver";
import { order } from "./versions";

/** A version's heading: `## 1.4.0`, `## [v1.4.0] - 2026-05-01`. */
const HEADING = /^##\s+\[?(v?\d+\.\d+\.\d+[^\s\]]*)\]?/;

/**
 * What a changelog says of the versions after one, up to another, newest first as it stands there.
 * @param from left out; undefined for all that there is
 * @returns Markdown, with headings one level lower; empty where it says nothing
 */
export function changesBetween(changelog: string, from: string | undefined, to: string): string {
  let isWanted = false;
  let isFenced = false;
  const taken: string[] = [];
  for (const line of changelog.split(/\r?\n/)) {
    if (/^\s*(```|~~~)/.test(line)) isFenced = !isFenced;
    const heading = isFenced ? null : HEADING.exec(line);
    if (heading?.[1] !== undefined && semver.valid(heading[1]) !== null) {
      isWanted = order(heading[1], to) <= 0 && (from === undefined || order(heading[1], from) > 0);
    } else if (!isFenced && /^##?\s/.test(line)) isWanted = false;
    if (isWanted) taken.push(isFenced ? line : line.replace(/^(#{1,5})(?=\s)/, "$1#"));
  }
  return taken.join("\n").trim();
}
