import assert from "node:assert/strict";
import { cleanMessage, complaints } from "../../cli/diagnostics";

describe("diagnostics", () => {
  it("are free of stack traces, colours and prefixes", () => {
    const raw =
      "<{%fg 1%}>error: <{%reset%}>Unhandled exception: Error: no\n    at Object.run (/x/y.ts:1:2)\n    at async /x/z.js:3:4\n    at process.go (node:internal/task:95:5)\n";
    assert.equal(cleanMessage(raw), "Unhandled exception: Error: no");
    assert.equal(cleanMessage("\u001b[31merror: no\u001b[0m"), "no");
  });

  it("keep lines that only look a little like a stack trace", () => {
    assert.equal(cleanMessage("looked\n  at the table students"), "looked\n  at the table students");
  });

  it("drop words that say nothing", () => {
    for (const text of ["update failed\n", "error: preview failed", "cancelled"])
      assert.equal(cleanMessage(text), "");
  });

  it("say what to do about protection in this repository's terms", () => {
    const text = cleanMessage(
      'Preview failed: resource "urn:pulumi:dev::marvin::a:b:C::x" cannot be deleted\nbecause it is protected. To unprotect the resource, ...',
    );
    assert.match(text, /^it is protected.*`lifecycle: retired`.*marvin:protect/);
    assert.doesNotMatch(text, /urn:/);
  });

  it("says what to do where a run of one project does not reach", () => {
    for (const message of [
      "Resource 'urn:pulumi:dev::marvin::a:b:C::x' depends on 'urn:pulumi:dev::marvin::a:b:C::y' which was was not specified in --target list.",
      "Resource 'urn:pulumi:dev::marvin::a:b:C::x' will be destroyed but was not specified in --target list.\nEither include resource in --target list or pass --target-dependents to proceed.",
    ]) {
      assert.match(cleanMessage(message), /^it stands on .* run this stack once without --project\.$/);
    }
  });

  it("are found in what the engine prints when it cannot even begin", () => {
    assert.deepEqual(complaints("error: passphrase is missing\n", "Previewing update (dev):\n"), [
      { severity: "error", message: "passphrase is missing" },
    ]);
    assert.deepEqual(
      complaints("warning: old\nerror: one\n  more\nerror: two\n", "error: one\n  more\n").map(
        ({ message }) => message,
      ),
      ["one\n  more", "two"],
    );
    assert.deepEqual(complaints("it broke\n", ""), [{ severity: "error", message: "it broke" }]);
  });
});
