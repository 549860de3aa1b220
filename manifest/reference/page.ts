import { load } from "js-yaml";
import { EVERYTHING } from "../schema/documentation";
import { OVERRIDABLE, project } from "../schema/project";
import { Examples } from "./examples";
import { itemOf, keysInside, mappingIn, rootKey, type Key } from "./keys";
import { sectionsOf, standing, written, type Section } from "./sections";
import { defaultInWords, typeInWords } from "./words";

const HEAD = `<!-- Written by \`npm run docs\` from manifest/schema. Do not edit. -->

# Keys of a manifest

A project is one file, \`projects/NAME.yaml\`. This page explains every key that it may hold. Four are required: \`name\`,
\`description\`, \`owner\` and \`contact\`; leave out what you do not need. To see all keys in one file, read the
[annotated project](project.yaml), from which the examples here are taken. \`npx marvin init NAME\` writes a first file,
\`npx marvin validate\` checks it, and \`npx marvin explain NAME\` shows what it means in each environment.

- **Type.** *text* may stand without quotes, but a number that is meant as text needs them: \`"4711"\`. *by name* is a mapping
  whose keys you choose. *mapping* and *list of mappings* have a section of their own, which the key links to.
- **Default.** What holds without the key. *none* means that nothing is made or set; *as its keys* that each key inside has
  its own default.
- **Changes.** The resources that a change of the key may create, change or delete; [what Marvin declares](resources.md) tells
  what they are. A key without such a line has the one of its section; so it is with *since*, the version of Marvin that
  first took the key.
- **Stack.** What the platform team has decided in the [stack configuration](stack-configuration.md), beside the key.`;

const ENVIRONMENTS = `## environments

What differs in an environment: \`dev\`, \`stage\` or \`prod\`, each with any of ${listOf(OVERRIDABLE)}. Mappings merge key by key,
\`null\` removes a key, and items of lists with a key of their own (such as \`task_key\`) merge by it; every other list is
replaced. \`npx marvin explain NAME --env prod\` shows the result. Since 0.1.0.

\`\`\`yaml
environments:
  prod:
    tags: { data_class: confidential }
\`\`\``;

/** `docs/reference/manifest.md`, from the schema and the annotated reference project. */
export function manifestPage(annotated: string): string {
  const examples = new Examples(project, load(annotated));
  const root = rootKey();
  const top = keysInside(root);
  const known = new Map<unknown, Section>() as Map<Section["mapping"], Section>;
  const parts = top.map((key) => [key, sectionsOf(key, known as never)] as const);
  const plain = top.filter(({ schema }) => mappingIn(schema) === undefined);
  const links = new Links([...known.values()]);
  const body = parts
    .filter(([key]) => !plain.includes(key))
    .map(([key, sections]) => sections.map((section) => render(section, key, links, examples)).join("\n\n"));
  return [
    HEAD,
    contents(top, plain),
    `## The project itself\n\n${table(plain, root, links, examples)}`,
    ...body,
    ENVIRONMENTS,
    "",
  ].join("\n\n");
}

function contents(top: readonly Key[], plain: readonly Key[]): string {
  const lines = top
    .filter((key) => !plain.includes(key))
    .map(({ path, description }) => `- [\`${path.join(".")}\`](#${path.join("-")}): ${description ?? ""}`);
  const first = `- [${plain.map(({ path }) => `\`${path.join(".")}\``).join(", ")}](#the-project-itself): who the project is.`;
  const last = "- [`environments`](#environments): what differs in dev, stage or prod.";
  return ["## Contents", "", first, ...lines, last].join("\n");
}

/** Anchors of the sections, as GitHub makes them of headings. */
class Links {
  private readonly anchors = new Map<unknown, string>();

  constructor(sections: readonly Section[]) {
    for (const { mapping, key } of sections) this.anchors.set(mapping, anchorOf(heading(key)));
  }

  to({ schema }: Pick<Key, "schema">): string | undefined {
    return this.anchors.get(mappingIn(schema));
  }
}

function heading({ path, schema }: Key): string {
  const kind = standing(schema);
  return written(path) + (kind === "list" ? "[]" : kind === "record" ? ".NAME" : "");
}

function anchorOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\w -]/g, "")
    .replaceAll(" ", "-");
}

function render(section: Section, part: Key, links: Links, examples: Examples): string {
  const { key, keys, places, like } = section;
  const isPart = key.path.length === part.path.length;
  const title = isPart
    ? `## ${key.path.join(".")}${standing(key.schema) === "mapping" ? "" : `\n\n### ${heading(key)}`}`
    : `### ${heading(key)}`;
  const more = places.slice(1).map((place) => `\`${heading(place)}\``);
  const lines = [
    title,
    [key.description, more.length > 0 ? `Also at ${more.join(", ")}.` : undefined].filter(Boolean).join(" "),
    [facts(key), factsInside(key)].filter((text) => text !== "").join(" "),
    like === undefined
      ? table(keys, itemOf(key), links, examples)
      : `Takes the keys of [\`${heading(like.section.key)}\`](#${anchorOf(heading(like.section.key))}), without ${listOf(like.without)}.`,
  ];
  const example = like === undefined ? exampleOf(section, examples) : undefined;
  if (example !== undefined) lines.push(`\`\`\`yaml\n${example}\n\`\`\``);
  return lines.filter((line) => line !== "").join("\n\n");
}

function exampleOf({ key, mapping }: Section, examples: Examples): string | undefined {
  const kind = standing(key.schema);
  return examples.ofMapping(mapping, [
    ...key.path,
    ...(kind === "list" ? ["[]"] : kind === "record" ? ["*"] : []),
  ]);
}

/** What a section says once for its keys. */
function facts({ drives, since, stack }: Key): string {
  const parts = [
    drives.length > 0 ? `**Changes** ${drivesInWords(drives)}.` : "",
    stack.length > 0 ? `**Stack** ${listOf(stack.map((name) => `marvin:${name}`))}.` : "",
    since === undefined ? "" : `Since ${since}.`,
  ];
  return parts.filter((text) => text !== "").join(" ");
}

/** Where a name more or less changes other resources than a key inside does. */
function factsInside(key: Key): string {
  const { drives } = itemOf(key);
  return sameList(drives, key.drives) ? "" : `A key inside changes ${drivesInWords(drives)}.`;
}

function table(keys: readonly Key[], above: Key, links: Links, examples: Examples): string {
  const rows = keys.map((key) => {
    const name = key.path.at(-1) ?? "";
    const link = links.to(key);
    const own: Key = {
      ...key,
      drives: sameList(key.drives, above.drives) ? [] : key.drives,
      since: key.since === above.since ? undefined : key.since,
    };
    const example = link === undefined ? examples.ofKey(key) : undefined;
    const meaning = [
      key.description ?? "",
      facts(own),
      example === undefined || example.length > 60 ? "" : `E.g. \`${example}\`.`,
    ];
    return [
      link === undefined ? `\`${name}\`` : `[\`${name}\`](#${link})`,
      meaning.filter((text) => text !== "").join(" "),
      typeInWords(key.schema),
      defaultInWords(key.schema),
    ];
  });
  return markdownTable(["key", "meaning", "type", "default"], rows);
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}

export function drivesInWords(drives: readonly string[]): string {
  return drives.includes(EVERYTHING) ? "everything that the project owns" : listOf(drives);
}

export function listOf(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(", ");
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
