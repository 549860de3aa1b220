import type { z } from "zod";
import { inline } from "../manifest/reference/examples";
import { allKeys, keyOf, keysInside, mappingIn, type Key } from "../manifest/reference/keys";
import { listOf, markdownTable } from "../manifest/reference/page";
import { written } from "../manifest/reference/sections";
import { core, defaultInWords, typeInWords } from "../manifest/reference/words";
import { groups } from "./shape";

const HEAD = `<!-- Written by \`npm run docs\` from config/keys. Do not edit. -->

# Keys of a stack's configuration

For the platform team. Each stack is a file \`Pulumi.STACK.yaml\`, where every key below stands with \`marvin:\` before it:

\`\`\`yaml
config:
  pulumi:disable-default-providers: ["*"]
  marvin:environment: prod
  marvin:runSchedules: true
\`\`\`

A key is set in the file or by \`pulumi config set --stack STACK marvin:KEY VALUE\`; lists and mappings in a command are JSON. A
wrong or missing key is named at the next run, with the command that mends it. Leave out what has a default that fits.
\`npx marvin explain PROJECT\` shows what the keys mean for one project. **Decides with** names the
[keys of the manifest](manifest.md) that a key bears on. [Set up](../guides/set-up.md) goes through the first steps.

\`pulumi:disable-default-providers\` is Pulumi's own: a resource without an explicit provider then fails instead of reaching some
account by accident. Keep it.`;

type Examples = Readonly<Record<string, unknown>>;

/** `docs/reference/stack-configuration.md`, from the keys' schemas and a stack that sets many of them. */
export function stackPage(examples: Examples): string {
  const bearing = bearsOn();
  const parts = Object.entries(groups).flatMap(([title, shape]) => {
    const keys = Object.entries(shape as Readonly<Record<string, z.ZodType>>).map(([name, schema]) =>
      keyOf([name], schema, { drives: [], since: undefined }),
    );
    return [
      `## ${title}\n\n${table(keys, examples, bearing)}`,
      ...keys.flatMap((key) => sections(key, bearing)),
    ];
  });
  return [HEAD, ...parts, ""].join("\n\n");
}

/** The tables of the mappings inside a key. Mappings of one shape, such as the size classes, are told of once. */
function sections(key: Key, bearing: ReadonlyMap<string, readonly string[]>): string[] {
  if (mappingIn(key.schema) === undefined) return [];
  const keys = keysInside(key);
  const shared = new Set(keys.map(({ schema }) => mappingIn(schema)));
  const [only] = shared;
  if (shared.size === 1 && only !== undefined && keys.length > 1) {
    const names = listOf(keys.map(({ path }) => path.at(-1) ?? ""));
    const [first] = keys;
    return [
      `### ${key.path.join(".")}\n\nEach of ${names} has`,
      ...(first ? [table(keysInside(first), {}, bearing)] : []),
    ];
  }
  return [
    `### ${written(key.path)}\n\n${table(keys, {}, bearing)}`,
    ...keys.flatMap((child) => sections(child, bearing)),
  ];
}

function table(
  keys: readonly Key[],
  examples: Examples,
  bearing: ReadonlyMap<string, readonly string[]>,
): string {
  const rows = keys.map(({ path, schema, description }) => {
    const name = path.at(-1) ?? "";
    const paths = path.length === 1 ? (bearing.get(name) ?? []) : [];
    const example = Object.hasOwn(examples, name) ? inline(examples[name]) : undefined;
    const meaning = [
      description ?? core(schema).description ?? "",
      example === undefined ? "" : `E.g. \`${example}\`.`,
      paths.length === 0 ? "" : `**Decides with** ${listOf(paths)}.`,
    ];
    return [
      `\`${name}\``,
      meaning.filter((text) => text !== "").join(" "),
      typeInWords(schema),
      defaultInWords(schema),
    ];
  });
  return markdownTable(["key", "meaning", "type", "default"], rows);
}

/** Which keys of a manifest name each stack key; a shape that stands in several places counts at its first one. */
function bearsOn(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const seen = new Set<z.ZodType>();
  for (const { path, schema, stack } of allKeys()) {
    if (seen.has(schema)) continue;
    seen.add(schema);
    for (const key of stack) found.set(key, [...(found.get(key) ?? []), written(path)]);
  }
  return found;
}
