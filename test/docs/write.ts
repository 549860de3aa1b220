/** `npm run docs` writes the pages that are made from the code; with `--check` it only says whether they are current. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pages, ROOT } from "./pages";

async function main(args: readonly string[]): Promise<number> {
  const check = args.includes("--check");
  const unknown = args.filter((arg) => arg !== "--check");
  if (unknown.length > 0) {
    console.error(
      `unknown argument ${unknown.join(" ")}: run \`npm run docs\` or \`npm run docs -- --check\``,
    );
    return 2;
  }
  const old = Object.entries(await pages()).filter(([file, text]) => {
    const path = join(ROOT, file);
    return !existsSync(path) || readFileSync(path, "utf8") !== text;
  });
  for (const [file, text] of old) {
    if (check) console.error(`${file} is not current: run \`npm run docs\` and commit what it writes`);
    else writeFileSync(join(ROOT, file), text);
  }
  if (!check || old.length === 0) console.log(`${old.length} pages ${check ? "are out of date" : "written"}`);
  return check && old.length > 0 ? 1 : 0;
}

void main(process.argv.slice(2)).then((exitCode) => (process.exitCode = exitCode));
