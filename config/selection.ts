/** The names that one of the patterns matches; `*` stands for any text. */
export function matching<Named extends { readonly name: string }>(
  items: readonly Named[],
  patterns: readonly string[],
): Named[] {
  const forms = patterns.map((pattern) => new RegExp(`^${pattern.split("*").map(literal).join(".*")}$`));
  return items.filter(({ name }) => forms.some((form) => form.test(name)));
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\-]/g, "\\$&");
}
