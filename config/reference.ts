import type { z } from "zod";
import { markdownTable } from "../manifest/reference/page";
import { core, defaultInWords, typeInWords } from "../manifest/reference/words";
import { groups } from "./shape";

const HEAD = `<!-- Written by \`npm run docs\` from config/keys. Do not edit. -->

# Keys of a stack's configuration

Each stack is a file \`Pulumi.STACK.yaml\`, where every key below stands with \`marvin:\` before it. A key is set in the file or by
\`pulumi config set --stack STACK marvin:KEY VALUE\`; lists and mappings in a command are JSON. A wrong or missing key is named
at the next run, with the command that mends it. \`npx marvin explain PROJECT\` shows what the keys mean for one project.`;

/** `docs/reference/stack-configuration.md`, from the keys' schemas. */
export function stackPage(): string {
  const parts = Object.entries(groups).map(([title, keys]) => {
    const rows = Object.entries(keys as Readonly<Record<string, z.ZodType>>).map(([name, schema]) => [
      `\`${name}\``,
      schema.description ?? core(schema).description ?? "",
      typeInWords(schema),
      defaultInWords(schema),
    ]);
    return `## ${title}\n\n${markdownTable(["key", "meaning", "type", "default"], rows)}`;
  });
  return [HEAD, ...parts, ""].join("\n\n");
}
