/** Whether one of the patterns of `marvin:projects` matches a project's name; `*` stands for any text. */
export function matches(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => new RegExp(`^${expressionOf(pattern)}$`).test(name));
}

/** The regular expression of a pattern, which takes whole texts and has no anchors. */
export function expressionOf(pattern: string): string {
  return pattern
    .split("*")
    .map((text) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
    .join(".*");
}
