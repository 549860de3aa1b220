/** A project's file is read by people; 256 KiB is a hundred times what they write. */
const MOST_BYTES = 256 * 1024;

/** A file's text, or why it cannot be read as text. */
export function decode(bytes: Uint8Array): { readonly text: string } | { readonly refused: string } {
  if (bytes.length > MOST_BYTES) {
    return { refused: `the file is larger than ${MOST_BYTES / 1024} KiB: keep data out of manifests` };
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return { refused: "the file is UTF-16: save it as UTF-8" };
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return { refused: "the file begins with a byte order mark: save it as UTF-8 without BOM" };
  }
  if (bytes.includes(0)) {
    return { refused: "the file holds NUL characters, as UTF-16 and binary files do: save it as UTF-8 text" };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { refused: "the file is not valid UTF-8: save it as UTF-8" };
  }
}

/** Turns offsets of a text into lines and columns, both from 1. Scans the text once, however many offsets come. */
export function lineIndex(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|[\r\n]/g), (found) => found.index + found[0].length)];
  return (offset) => {
    let [first, last] = [0, starts.length - 1];
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if (starts[middle]! <= offset) first = middle;
      else last = middle - 1;
    }
    return { line: first + 1, column: offset - starts[first]! + 1 };
  };
}
