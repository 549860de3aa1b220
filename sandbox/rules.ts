import type { Rule } from "./kind";
import { at, isProps, show, type Found, type Json } from "./value";

/** The same rules with the page that they come from, where that is not the kind's own. */
export function from(source: string, ...rules: readonly Rule[]): Rule {
  return (inputs) => rules.flatMap((rule) => rule(inputs)).map((fault) => ({ source, ...fault }));
}

/** The text is one of a service's words. */
export function oneOf(pattern: string, words: readonly string[]): Rule {
  return each(
    pattern,
    ({ value }) =>
      typeof value === "string" && !words.includes(value) && `is "${value}"; use one of: ${words.join(", ")}`,
  );
}

export function between(pattern: string, least: number, most: number): Rule {
  return each(
    pattern,
    ({ value }) =>
      typeof value === "number" &&
      (value < least || value > most) &&
      `is ${value}; it must lie between ${least} and ${most}`,
  );
}

/** Counted in characters, as the services' documentation does. */
export function length(pattern: string, least: number, most: number): Rule {
  return each(pattern, ({ value }) => {
    if (typeof value !== "string") return false;
    const characters = [...value].length;
    return (
      (characters < least || characters > most) &&
      `has ${characters} characters; it must have ${least} to ${most}`
    );
  });
}

export function matching(pattern: string, expression: RegExp, must: string): Rule {
  return each(
    pattern,
    ({ value }) => typeof value === "string" && !expression.test(value) && `is "${value}"; ${must}`,
  );
}

/** No more than so many elements of a list, or entries of a map. */
export function atMost(pattern: string, most: number): Rule {
  return each(pattern, ({ value }) => {
    const count = Array.isArray(value) ? value.length : isProps(value) ? Object.keys(value).length : 0;
    return count > most && `has ${count} entries; the service takes at most ${most}`;
  });
}

/** No two of the values are equal. */
export function distinct(pattern: string): Rule {
  return (inputs) => {
    const found = at(inputs, pattern);
    return found
      .filter(({ value }, i) => found.findIndex((other) => other.value === value) < i)
      .map(({ path, value }) => ({
        property: path,
        reason: `repeats "${show(value)}"; give each its own`,
      }));
  };
}

/** Each object that the pattern reaches has exactly one of the keys. The empty pattern is the resource itself. */
export function exactlyOne(pattern: string, keys: readonly string[]): Rule {
  return choice(pattern, keys, 1);
}

export function atMostOne(pattern: string, keys: readonly string[]): Rule {
  return choice(pattern, keys, 0);
}

function choice(pattern: string, keys: readonly string[], least: 0 | 1): Rule {
  return each(pattern, ({ value }) => {
    if (!isProps(value)) return false;
    const chosen = keys.filter((key) => value[key] !== undefined);
    if (chosen.length > 1) return `has ${chosen.join(" and ")}; keep one of them`;
    return chosen.length < least && `has none of ${keys.join(", ")}; give one of them`;
  });
}

/** A rule of one's own for every known value that the pattern reaches: says what is wrong, or nothing. */
export function each(pattern: string, complaint: (found: Found) => string | false | undefined): Rule {
  return (inputs) =>
    at(inputs, pattern).flatMap((found) => {
      const reason = complaint(found);
      return reason ? [{ property: found.path, reason }] : [];
    });
}

/** True when a value is set to `true`, and known to be. */
export function isTrue(value: Json | undefined): boolean {
  return value === true;
}
