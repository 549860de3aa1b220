import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pythonWith } from "../cli/python/environment";

const TEMPLATE = join(__dirname, "..", "template");

/** Lint, format and types of the template's Python, with the tools of its lock: `npm run check:python`. */
async function main(): Promise<void> {
  const python = await pythonWith(join(TEMPLATE, "requirements", "runtime-18.txt"));
  const tools: [string, ...string[]][] = [
    [TEMPLATE, "ruff", "check", "."],
    [TEMPLATE, "ruff", "format", "--check", "."],
    [join(TEMPLATE, "package"), "mypy"],
  ];
  // All of them, so that everything wrong is seen at once.
  const codes = tools.map(
    ([cwd, ...tool]) => spawnSync(python, ["-m", ...tool], { cwd, stdio: "inherit" }).status,
  );
  process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
