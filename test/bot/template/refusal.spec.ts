import assert from "node:assert/strict";
import { refusalOf } from "../../../bot/template/refusal";

describe("what Copier refuses", () => {
  it("is told by question and reason, without lines of Copier's code", () => {
    const text = `Traceback (most recent call last):
  File "copier/_user_data.py", line 465, in validate_answer
    raise ValueError(
ValueError: Validation error for question 'description': must be one line of at most 350 characters
`;
    const refused = "the template refuses `description`: must be one line of at most 350 characters";
    assert.equal(refusalOf(text), refused);
    // As the last lines of a command come joined.
    assert.equal(refusalOf(text.trim().split("\n").slice(-3).join(" | ")), refused);
    assert.equal(
      refusalOf("ValueError: Invalid choice for 'kind': must be one of training, scoring"),
      "the template refuses `kind`: must be one of training, scoring",
    );
  });

  it("is the last line of anything else", () => {
    assert.equal(refusalOf("Traceback:\n  File x\nGit: no such tag v9\n\n"), "Git: no such tag v9");
    assert.equal(
      refusalOf("  File x, line 3 | copier.errors.PathError: outside"),
      "copier.errors.PathError: outside",
    );
    assert.equal(refusalOf(""), "it says nothing");
  });
});
