import { readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { jsonSchema } from "./jsonSchema";

/** Where editors find the schema: manifests name it in their first line. */
export const SCHEMA_FILE = join(__dirname, "project.schema.json");

/** The schema as it is written, so that a comparison is of bytes. */
export function schemaText(): string {
  return `${JSON.stringify(jsonSchema(), null, 2)}\n`;
}

/** `npm run schema` writes the file; with `--check` it only says whether the file is current. */
export function main(args: readonly string[]): { readonly exitCode: number; readonly said: string } {
  const file = relative(process.cwd(), SCHEMA_FILE);
  const unknown = args.filter((arg) => arg !== "--check");
  if (unknown.length > 0) {
    const said = `unknown argument ${unknown.join(" ")}: run \`npm run schema\` or \`npm run schema -- --check\``;
    return { exitCode: 2, said };
  }
  if (!args.includes("--check")) {
    writeFileSync(SCHEMA_FILE, schemaText());
    return { exitCode: 0, said: `wrote ${file}` };
  }
  return readIfThere() === schemaText()
    ? { exitCode: 0, said: `${file} is current` }
    : { exitCode: 1, said: `${file} is not current: run \`npm run schema\` and commit what it writes` };
}

function readIfThere(): string | undefined {
  try {
    return readFileSync(SCHEMA_FILE, "utf8");
  } catch {
    return undefined;
  }
}

if (require.main === module) {
  const { exitCode, said } = main(process.argv.slice(2));
  console[exitCode === 0 ? "log" : "error"](said);
  process.exitCode = exitCode;
}
