/** Whether one of the patterns of `marvin:projects` matches a project's name; `*` stands for any text. */
export function matches(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => new RegExp(`^${pattern.split("*").map(literal).join(".*")}$`).test(name));
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&");
}
