import { distance } from "fastest-levenshtein";

/** Nobody mistypes a longer word for a key or a name. */
const LONGEST_WORD = 100;

/** Underscores that `normalize` may add to a word. */
const MOST_ADDED = 6;

/** Names for a message: the first ones, and how many more there are. */
export function listed(names: readonly string[]): string {
  const most = 10;
  return names.length <= most
    ? names.join(", ")
    : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

/** The known word that a mistyped one was meant to be, or nothing when none is near. */
export function closest(word: string, known: readonly string[]): string | undefined {
  const plain = normalize(word);
  if (plain.length > LONGEST_WORD) return undefined;
  const within = Math.min(plain.length - 1, Math.max(1, Math.floor(plain.length / 3)));
  let best: { candidate: string; steps: number } | undefined;
  for (const candidate of known) {
    // A difference in length is a distance already, and cheaper to see.
    if (Math.abs(candidate.length - word.length) > within + MOST_ADDED) continue;
    const steps = stepsBetween(plain, normalize(candidate));
    if (steps <= within && (best === undefined || steps < best.steps)) best = { candidate, steps };
  }
  if (best !== undefined) return best.candidate;
  // `retries` for `max_retries`, one whole word of the right key; `production` for `prod`, which is cut short; `staging`
  // for `stage`.
  const kin = known.filter((candidate) => {
    const whole = normalize(candidate);
    return (
      whole.split("_").includes(plain) ||
      whole === plain.replace(/ing$/, "e") ||
      (whole.length > 2 && /^[a-z]/.test(plain.slice(whole.length)) && plain.startsWith(whole))
    );
  });
  return kin.length === 1 ? kin[0] : undefined;
}

/** Letters to change, where two that changed places count as one: the commonest slip of the hand. */
function stepsBetween(a: string, b: string): number {
  const steps = distance(a, b);
  const swapped = steps === 2 && a.length === b.length && [...a].sort().join("") === [...b].sort().join("");
  return swapped ? 1 : steps;
}

/** `maxRetries` and `max-retries` are near misses of `max_retries`. */
function normalize(word: string): string {
  return word
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
}
