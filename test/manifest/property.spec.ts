import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { checkManifests } from "../../manifest/check";
import type { Fault } from "../../manifest/fault";
import { parseYaml } from "../../manifest/yaml";

const EXAMPLE = readFileSync(join(__dirname, "../../projects/course-recommender.yaml"), "utf8");

/** Pieces of which faulty YAML is made. */
const piece = fc.constantFrom(
  ..."name: churn\n|tasks:\n|- |  |    |: |{|}|[|]|,|\"|'|&a |*a|!!str |---\n|...\n|<<: *a\n|# x\n|\t|null|no|true|5|.inf|? |>-\n|\\|%|@|`|é|🎓|\r\n|\u2028|environments:\n|  prod:\n|workflows:\n|data:\n|__proto__: x\n|constructor: x\n".split(
    "|",
  ),
);
const pieces = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(""));

/** The example with one stretch of it replaced. */
const mutated = fc
  .tuple(fc.nat(EXAMPLE.length), fc.nat(30), fc.oneof(pieces, fc.string({ maxLength: 10 })))
  .map(([start, length, text]) => EXAMPLE.slice(0, start) + text + EXAMPLE.slice(start + length));

function faultsOf(bytes: Uint8Array): readonly Fault[] {
  return checkManifests([{ file: "course-recommender.yaml", bytes }]).faults;
}

function assertWellFormed(fault: Fault, text: string): void {
  const lines = text.split(/\r\n|[\r\n]/);
  assert.ok(fault.line >= 1 && fault.line <= lines.length, `line ${fault.line} of ${lines.length}`);
  const line = lines[fault.line - 1] ?? "";
  assert.ok(fault.column >= 1 && fault.column <= line.length + 2, `column ${fault.column} of ${line.length}`);
  // What is wrong, then what to do about it; never the words of a library.
  assert.match(fault.message, /^[^A-Z]|^Marvin|^SSH|^YAML|^JSON|^Databricks/, fault.message);
  assert.match(fault.message, /[:,]|must be|is written|exactly one/, fault.message);
  assert.doesNotMatch(
    fault.message,
    /^(?:Invalid|Too (?:big|small)|Expected|Unrecognized)|undefined|\[object/,
    fault.message,
  );
}

describe("any input", () => {
  const runs = { numRuns: 300 };

  it("of bytes is answered, never thrown at", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.ok(Array.isArray(faultsOf(bytes)));
      }),
      runs,
    );
  });

  it("of text is parsed or refused at a place inside it", () => {
    fc.assert(
      fc.property(fc.oneof(pieces, fc.string({ unit: "binary", maxLength: 60 })), (text) => {
        for (const { offset } of parseYaml(text).faults)
          assert.ok(offset >= 0 && offset <= text.length, `${offset}`);
      }),
      runs,
    );
  });

  it("near a manifest gives faults with a place and advice", () => {
    fc.assert(
      fc.property(fc.oneof(pieces, mutated, mutated), (text) => {
        for (const fault of faultsOf(Buffer.from(text))) assertWellFormed(fault, text);
      }),
      runs,
    );
  }).timeout(20_000);
});
