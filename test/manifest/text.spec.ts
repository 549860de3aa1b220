import assert from "node:assert/strict";
import { lineIndex } from "../../manifest/text";
import { faultsIn, MINIMAL } from "./manifests";

const refused: readonly [string, string | Uint8Array, string[]][] = [
  [
    "a byte order mark",
    "\ufeff" + MINIMAL,
    ["1:1 the file begins with a byte order mark: save it as UTF-8 without BOM"],
  ],
  [
    "UTF-16 little-endian",
    Buffer.from("\ufeff" + MINIMAL, "utf16le"),
    ["1:1 the file is UTF-16: save it as UTF-8"],
  ],
  [
    "UTF-16 big-endian",
    Buffer.from("\ufeff" + MINIMAL, "utf16le").swap16(),
    ["1:1 the file is UTF-16: save it as UTF-8"],
  ],
  [
    "UTF-16 without mark",
    Buffer.from(MINIMAL, "utf16le"),
    ["1:1 the file holds NUL characters, as UTF-16 and binary files do: save it as UTF-8 text"],
  ],
  [
    "Latin-1",
    Buffer.from("name: z\xfcrich", "latin1"),
    ["1:1 the file is not valid UTF-8: save it as UTF-8"],
  ],
  [
    "NUL",
    "name: a\0b",
    ["1:1 the file holds NUL characters, as UTF-16 and binary files do: save it as UTF-8 text"],
  ],
  ["5 MB", "a".repeat(5 << 20), ["1:1 the file is larger than 256 KiB: keep data out of manifests"]],
  [
    "one byte over 256 KiB",
    MINIMAL + "#".repeat(256 * 1024 - MINIMAL.length + 1),
    ["1:1 the file is larger than 256 KiB: keep data out of manifests"],
  ],
];

describe("decode: bytes that are no text", () => {
  for (const [title, text, faults] of refused) {
    it(`refuses ${title}`, () => assert.deepEqual(faultsIn(text), faults));
  }
});

describe("lineIndex", () => {
  it("counts lines of every kind of line end, and columns from 1", () => {
    const place = lineIndex("ab\ncd\r\nef\rgh");
    const places = [0, 2, 3, 7, 9, 10, 12].map((offset) => Object.values(place(offset)).join(":"));
    assert.deepEqual(places, ["1:1", "1:3", "2:1", "3:1", "3:3", "4:1", "4:3"]);
    assert.deepEqual(lineIndex("")(0), { line: 1, column: 1 });
  });
});
