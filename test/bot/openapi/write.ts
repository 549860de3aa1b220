/**
 * `npx tsx test/bot/openapi/write.ts` writes `github.json` anew: what GitHub's published description says of
 * OPERATIONS, from the npm package of that description. To take a newer one, set VERSION first.
 * https://github.com/octokit/openapi
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cut, type Description } from "./cut";
import { OPERATIONS } from "./operations";

/** No dependency: unpacked it takes 400 MB, and the tests need some operations of its one file. */
const VERSION = "23.0.2";
const FILE = "package/generated/api.github.com.json";

function download(): Description {
  const directory = mkdtempSync(join(tmpdir(), "marvin-openapi-"));
  try {
    // npm itself compares what it got with the registry's checksum.
    const packed = run(
      "npm",
      "pack",
      "--silent",
      "--pack-destination",
      directory,
      `@octokit/openapi@${VERSION}`,
    );
    run("tar", "-xzf", join(directory, packed.trim()), "-C", directory, FILE);
    return JSON.parse(readFileSync(join(directory, FILE), "utf8")) as Description;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: "utf8" });
}

/** A path or a component a line, so that a newer version's changes can be read. */
function textOf({ paths, components, ...head }: Description): string {
  const lines = (mapping: Readonly<Record<string, unknown>>) =>
    Object.entries(mapping).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  const kinds = Object.entries(components).map(
    ([kind, named]) => `${JSON.stringify(kind)}: {\n${lines(named).join(",\n")}\n}`,
  );
  return `{
${lines({ ...head }).join(",\n")},
"paths": {
${lines(paths).join(",\n")}
},
"components": {
${kinds.join(",\n")}
}
}
`;
}

writeFileSync(join(__dirname, "github.json"), textOf(cut(download(), OPERATIONS)));
