import { unknownAmong } from "../explain";
import { keyAt, keysInside, rootKey, type Key } from "./keys";
import { core } from "./words";

/** `workflows.train.tasks[0].max_retries` as its steps; an item of a list may be named by its key: `tasks.prepare`. */
export function parsePath(text: string): PropertyKey[] {
  return [...text.matchAll(/\[(\d+)\]|\["([^"]*)"\]|([^.[\]]+)/g)].map(([, index, quoted, word]) =>
    index !== undefined ? Number(index) : (quoted ?? word ?? ""),
  );
}

/** Where a path leaves what a manifest may hold, in words; nothing where it names a key. */
export function unknownStep(path: readonly PropertyKey[]): string | undefined {
  for (const [depth, step] of path.entries()) {
    if (keyAt(path.slice(0, depth + 1)) !== undefined) continue;
    const above = keyAt(path.slice(0, depth));
    const known = namesIn(above);
    return known.length === 0
      ? `${path.slice(0, depth).map(String).join(".")} has no keys inside: leave out ${String(step)}`
      : `${String(step)}: ${unknownAmong(String(step), known)}`;
  }
  return undefined;
}

function namesIn(key: Key | undefined): string[] {
  const inside = keysInside(key ?? rootKey());
  return "shape" in core((key ?? rootKey()).schema) ? inside.map(({ path }) => String(path.at(-1))) : [];
}
