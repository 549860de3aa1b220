import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";

const ROOT = join(__dirname, "..", "..");
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), "utf8");

describe("the bot's image", () => {
  const instructions = read("bot", "image", "Dockerfile")
    .replace(/\\\n/g, " ")
    .split("\n")
    .filter((line) => /^[A-Z]/.test(line))
    .map((line) => line.split(/\s+/));
  const all = (name: string) => instructions.filter(([instruction]) => instruction === name);
  /** What comes from the repository, and not from another stage. */
  const sources = all("COPY")
    .filter(([, first = ""]) => !first.startsWith("--"))
    .flatMap((copy) => copy.slice(1, -1));

  it("stands on bases that are pinned by their digest", () => {
    const stages = new Set<string>();
    for (const [, from = "", , stage] of all("FROM")) {
      assert.ok(stages.has(from) || /@sha256:[0-9a-f]{64}$/.test(from), from);
      if (stage !== undefined) stages.add(stage);
    }
    assert.ok(stages.size > 0);
  });

  it("ends as a user who is not root, and who owns nothing in it", () => {
    const user = instructions.findLastIndex(([instruction]) => instruction === "USER");
    assert.match(instructions[user]?.[1] ?? "", /^[1-9]\d*:[1-9]\d*$/);
    const after = instructions.slice(user).map(([instruction]) => instruction);
    assert.ok(!after.includes("COPY") && !after.includes("FROM"));
    assert.ok(all("COPY").every((copy) => !copy.some((word) => word.startsWith("--chown"))));
  });

  it("is built of what the build is given, and anew when that changes", () => {
    const [nothing, ...given] = read("bot", "image", "Dockerfile.dockerignore")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    assert.equal(nothing, "*");
    assert.deepEqual(given.map((line) => line.slice(1)).sort(), [...sources].sort());
    const { on } = load(read(".github", "workflows", "image.yaml")) as {
      readonly on: Record<"pull_request" | "push", { readonly paths: readonly string[] }>;
    };
    assert.deepEqual(on.push.paths, on.pull_request.paths);
    const watched = on.push.paths.map((path) => path.replace(/\/\*\*$/, ""));
    assert.deepEqual(
      sources.filter((source) => !watched.includes(source)),
      [],
    );
  });
});
