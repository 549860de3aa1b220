import assert from "node:assert/strict";
import { changesBetween } from "../../../bot/template/changelog";
import { newestOf, releasesOf, tagOf } from "../../../bot/template/versions";

const TEXT = `# Changelog

## Unreleased

- not yet

## [v1.2.0] - 2026-05-01

### Added

- two

\`\`\`
## 9.9.9 is no heading here
\`\`\`

## 1.1.0

- one

## 1.0.0

- zero

## Older

- before
`;

describe("a template's changelog", () => {
  it("gives the versions after one up to another, one level lower", () => {
    assert.equal(
      changesBetween(TEXT, "v1.0.0", "v1.2.0"),
      "### [v1.2.0] - 2026-05-01\n\n#### Added\n\n- two\n\n```\n## 9.9.9 is no heading here\n```\n\n### 1.1.0\n\n- one",
    );
    assert.equal(changesBetween(TEXT, "1.0.0", "v1.1.0"), "### 1.1.0\n\n- one");
    assert.equal(changesBetween(TEXT, undefined, "v1.0.0"), "### 1.0.0\n\n- zero");
    assert.equal(changesBetween(TEXT, "v1.2.0", "v1.2.0"), "");
    assert.equal(changesBetween("nothing", undefined, "v1.0.0"), "");
  });
});

describe("a template's versions", () => {
  it("are its tags by semantic versioning, and no others", () => {
    const releases = releasesOf(["v1.10.0", "latest", "v1.9.0", "v2.0.0-rc.1", "1.2", "", "0.9.0"]);
    assert.deepEqual(releases, ["0.9.0", "v1.9.0", "v1.10.0", "v2.0.0-rc.1"]);
    assert.equal(newestOf(releases), "v1.10.0");
    assert.equal(newestOf([]), undefined);
    assert.equal(tagOf(releases, "1.10.0"), "v1.10.0");
    assert.equal(tagOf(releases, "v0.9.0"), "0.9.0");
    assert.equal(tagOf(releases, "v3.0.0"), undefined);
    assert.equal(tagOf(releases, "latest"), undefined);
  });
});
