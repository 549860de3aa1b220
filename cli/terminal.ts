const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, magenta: 35 } as const;

/** The colours of an output; each leaves text as it is where colours are not wanted. */
export type Colors = Readonly<Record<keyof typeof CODES, (text: string) => string>>;

export function colors(wanted: boolean): Colors {
  const paint = (code: number) => (text: string) => (wanted ? `\u001b[${code}m${text}\u001b[0m` : text);
  return {
    bold: paint(CODES.bold),
    dim: paint(CODES.dim),
    red: paint(CODES.red),
    green: paint(CODES.green),
    yellow: paint(CODES.yellow),
    magenta: paint(CODES.magenta),
  };
}

/** Colours only where somebody looks, and not where they ask for none (https://no-color.org). */
export function wantsColors(
  stream: { readonly isTTY?: boolean },
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
}

/** Breaks a list of phrases into lines of a width; every line begins with the same indentation. */
export function wrapList(
  phrases: readonly string[],
  width: number,
  indent: string,
  separator = ", ",
): string {
  const lines: string[] = [];
  let line = "";
  phrases.forEach((phrase, i) => {
    const text = i < phrases.length - 1 ? `${phrase}${separator}` : phrase;
    if (line !== "" && indent.length + line.length + text.trimEnd().length > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += text;
  });
  return [...lines, line].join(`\n${indent}`);
}
