import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pages, ROOT } from "./pages";

describe("pages that are written from the code", function () {
  this.timeout(120_000);
  let all: Readonly<Record<string, string>>;
  before(async () => {
    all = await pages();
  });

  it("are current", () => {
    const old = Object.entries(all)
      .filter(
        ([file, text]) => !existsSync(join(ROOT, file)) || readFileSync(join(ROOT, file), "utf8") !== text,
      )
      .map(([file]) => file);
    assert.deepEqual(old, [], "run `npm run docs` and commit what it writes");
  });

  it("link only to sections that are there", () => {
    for (const [file, text] of Object.entries(all)) {
      const anchors = new Set(
        [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
          heading
            .toLowerCase()
            .replace(/[^\w -]/g, "")
            .replaceAll(" ", "-"),
        ),
      );
      const links = [...text.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor = ""]) => anchor);
      assert.deepEqual(
        links.filter((anchor) => !anchors.has(anchor)),
        [],
        file,
      );
    }
  });
});
