import { distance } from "fastest-levenshtein";

/** The known word that a mistyped one was meant to be, or nothing when none is near. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const plain = normalize(word);
  const ranked = known
    .map((candidate) => ({ candidate, steps: distance(plain, normalize(candidate)) }))
    .sort((a, b) => a.steps - b.steps);
  const best = ranked[0];
  const within = Math.min(plain.length - 1, Math.max(1, Math.floor(plain.length / 3)));
  if (best !== undefined && best.steps <= within) return best.candidate;
  // `retries` for `max_retries`: one whole word of the right key.
  const containing = known.filter((candidate) => normalize(candidate).split("_").includes(plain));
  return containing.length === 1 ? containing[0] : undefined;
}

/** `maxRetries` and `max-retries` are near misses of `max_retries`. */
function normalize(word: string): string {
  return word
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
}
