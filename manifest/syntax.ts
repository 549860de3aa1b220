/** A fault with an offset instead of a line: the text's owner turns one into the other. */
export interface TextFault {
  readonly offset: number;
  readonly path: string;
  readonly message: string;
  /** Whether the value itself is refused, so that what the schema says of it would only confuse, or show it. */
  readonly misread?: boolean;
}

/** Twice what the deepest part of a manifest needs. */
export const MOST_DEPTH = 32;

/** What the parser found wrong and where, in words that say what to do. */
export function syntaxFault(text: string, offset: number, reason: string): TextFault {
  const conflict = /^(?:<{7} |={7}$|>{7} )/m.exec(text);
  if (conflict !== null) {
    const message = "a merge conflict is left in this file: choose one side and remove the markers";
    return { offset: conflict.index, path: "", message };
  }
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const [line = ""] = text.slice(lineStart, lineStart + MOST_LINE).split("\n", 1);
  const [, advice] =
    [...BY_LINE, ...BY_REASON].find(([form], index) => form.test(index < BY_LINE.length ? line : reason)) ??
    [];
  return {
    offset,
    path: "",
    message: advice ?? `this is not valid YAML (${reason}): check quotes, colons and indentation near here`,
  };
}

const MOST_LINE = 1000;

/** What the faulty line shows better than the parser's reason. */
const BY_LINE: readonly (readonly [RegExp, string])[] = [
  [/^ *\t/, "a tab character is used for indentation: indent with spaces"],
  [/^[ -]*(?:[\w-]+: +)?[@`%]/, "text cannot begin with `@`, `` ` `` or `%`: put it in quotes"],
  [
    /^[ -]*(?:[\w-]+: +)?[*&!][^ ]* +\S/,
    "text that begins with `*`, `&` or `!` means something else in YAML: put it in quotes",
  ],
  [
    /^[ -]*[\w-]+: +[^"'#|>[{ ][^"']*: /,
    "text that holds `: ` must be in quotes, or it is read as another key",
  ],
];

const BY_REASON: readonly (readonly [RegExp, string])[] = [
  [
    /maxDepth/,
    `values are nested more than ${MOST_DEPTH} deep: a manifest needs less, so check brackets and dashes`,
  ],
  [/tab char/, "a tab character is used for indentation: indent with spaces"],
  [
    /bad indentation of a sequence/,
    "this line is indented unlike the items above it: align the `-` of one list",
  ],
  [
    /indentation|document separator/,
    "this line does not continue what stands above it: align it with the keys or items it belongs to, and close quotes and brackets",
  ],
  [
    /':' after a mapping key|multiline key/,
    "this line is not a `key: value` pair: write a colon and a space after the key",
  ],
  [
    /single quoted|double quoted/,
    "the quotation mark that opens this text is not closed: add the one that is missing",
  ],
  [/unknown escape|hexadecimal/, "`\\` begins an escape inside double quotes: use single quotes"],
  [
    /flow collection|expected the node/,
    "a bracket is not closed or a comma is missing: check `[ ]` and `{ }` near here",
  ],
  [/non-printable|JSON character/, "the file holds control characters: remove them"],
  [
    /anchor|alias|tag/,
    "text that begins with `*`, `&` or `!` means something else in YAML: put it in quotes",
  ],
];
