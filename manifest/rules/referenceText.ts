/** One `${...}` of a text. */
export interface TextReference {
  /** What stands between the braces, e.g. `resources.jobs.train.id`. */
  readonly name: string;
  readonly parts: readonly string[];
}

/**
 * `$${` stands for `${` as text; `{{...}}` is Databricks' own and no reference of Marvin's; and `${NAME}` without a
 * dot is a variable of a shell, which stays as it is.
 */
const REFERENCE = /\$?\$\{([^{}.]*\.[^{}]*)\}/g;

/** The references in a text, in order. */
export function referencesOf(text: string): TextReference[] {
  return [...text.matchAll(REFERENCE)].flatMap(([whole, inner = ""]) => {
    const name = inner.trim();
    return whole.startsWith("$$") ? [] : [{ name, parts: name.split(".") }];
  });
}

/** A text cut at its references: what stands between them, where `$${` has become `${`, and their names. */
export function cutAtReferences(text: string): { readonly literals: string[]; readonly names: string[] } {
  const literals = [""];
  const names: string[] = [];
  let end = 0;
  for (const found of text.matchAll(REFERENCE)) {
    const literal = text.slice(end, found.index);
    end = found.index + found[0].length;
    literals[literals.length - 1] += literal;
    if (found[0].startsWith("$$")) literals[literals.length - 1] += found[0].slice(1);
    else {
      names.push((found[1] ?? "").trim());
      literals.push("");
    }
  }
  literals[literals.length - 1] += text.slice(end);
  return { literals, names };
}
