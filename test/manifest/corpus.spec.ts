import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { faultsIn } from "./manifests";

const CORPUS = join(__dirname, "corpus");
const MARK = "\n# faults:\n";

const files = readdirSync(CORPUS, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".yaml"))
  .sort();

/** Malformed manifests, each with the exact list of its faults in comments after `# faults:`. */
describe("the corpus of malformed manifests", () => {
  for (const file of files) {
    it(file.replace(/\.yaml$/, "").replaceAll("-", " "), () => {
      const text = readFileSync(join(CORPUS, file), "utf8");
      const at = text.indexOf(MARK);
      assert.ok(at >= 0, "the file lists no faults");
      const expected = text.slice(at + MARK.length).trimEnd();
      assert.equal(faultsIn(text).join("\n"), expected.replace(/^# /gm, ""));
    });
  }
});
