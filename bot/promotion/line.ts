import { isDeepStrictEqual } from "node:util";
import { pinnableRef } from "../../manifest/schema/names";
import { parseRef, type PinnedTag } from "../../manifest/schema/releases";
import { toData, type MappingNode, type Node, type ScalarNode } from "../../manifest/node";
import { lineIndex } from "../../manifest/text";
import { parseYaml } from "../../manifest/yaml";
import { Refused } from "../failure";

/** A manifest's file: its path in the manager's repository, and its text. */
export interface ManifestFile {
  readonly file: string;
  readonly text: string;
}

interface Edit {
  /** Where the new text begins, and where what it replaces ends: the same where nothing is replaced. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What `releases.prod` of a manifest's text names; undefined where it has none. */
export function prodOf(manifest: ManifestFile): string | undefined {
  const releases = mappingOf(manifest).entries.get("releases")?.value;
  const prod = releases?.kind === "mapping" ? releases.entries.get("prod")?.value : undefined;
  return prod?.kind === "scalar" && typeof prod.value === "string" ? prod.value : undefined;
}

/**
 * The text with `releases.prod` as `TAG@COMMIT`, and every other byte as it was: comments, quotes, line endings. Where
 * there is no such line it comes behind the other releases, or in a block of its own at the end of the file.
 * @throws Refused where that takes more than one place to change, or where anything else would change with it
 */
export function withRelease(manifest: ManifestFile, { tag, commit }: PinnedTag): string {
  const { file, text } = manifest;
  const value = `${tag}@${commit}`;
  if (!pinnableRef.safeParse(value).success || !("tag" in parseRef(value))) {
    throw new Refused(`${tag} at ${commit} is no release that a manifest can name: it must be a version tag`);
  }
  const root = mappingOf(manifest);
  const edit = editOf(root, manifest, value);
  const changed = text.slice(0, edit.from) + edit.text + text.slice(edit.to);
  const after = parseYaml(changed);
  const wanted = toData(root) as { releases?: object };
  const expected = { ...wanted, releases: { ...wanted.releases, prod: value } };
  if (
    after.root === undefined ||
    after.faults.length > 0 ||
    !isDeepStrictEqual(toData(after.root), expected)
  ) {
    throw byHand(
      file,
      value,
      "the change of this line alone would change something else, such as an alias of it",
    );
  }
  return changed;
}

function mappingOf({ file, text }: ManifestFile): MappingNode {
  const { root, faults } = parseYaml(text);
  if (root?.kind !== "mapping" || faults.length > 0) {
    throw new Refused(`${file} cannot be read on the default branch: \`npx marvin validate\` says why`);
  }
  return root;
}

function editOf(root: MappingNode, manifest: ManifestFile, value: string): Edit {
  const { file, text } = manifest;
  const releases = root.entries.get("releases");
  if (releases === undefined) return ownBlock(root, manifest, value);
  const { value: node } = releases;
  if (node.kind !== "mapping" || text[node.offset] === "*") {
    throw byHand(file, value, `${placeOf(text, node)} is an alias or no mapping`);
  }
  const prod = node.entries.get("prod")?.value;
  if (prod === undefined) return furtherLine(node, manifest, value);
  if (prod.kind !== "scalar" || anchored(text, prod)) {
    throw byHand(file, value, `${placeOf(text, prod)} has an anchor or is an alias`);
  }
  const end = endOf(text, prod);
  if (end === undefined)
    throw byHand(file, value, `${placeOf(text, prod)} is not written on one line as it is read`);
  return { from: prod.offset, to: end, text: value };
}

/** Behind the last release that is there, in the same style. */
function furtherLine(releases: MappingNode, { file, text }: ManifestFile, value: string): Edit {
  const entries = [...releases.entries.values()];
  const last = entries.at(-1);
  const flow = text[releases.offset] === "{";
  if (last === undefined) {
    const gap = /^\s*/.exec(text.slice(releases.offset + 1))![0];
    const inner = gap === "" ? ` prod: ${value} ` : ` prod: ${value}`;
    return { from: releases.offset + 1, to: releases.offset + 1, text: inner };
  }
  const end = last.value.kind === "scalar" ? endOf(text, last.value) : undefined;
  if (end === undefined) {
    throw byHand(file, value, `${placeOf(text, last.value)} is not written on one line as it is read`);
  }
  if (flow) {
    const behind = end + (/["']/.test(text[end] ?? "") ? 1 : 0);
    return { from: behind, to: behind, text: `, prod: ${value}` };
  }
  return lines(text, endOfLine(text, end), [`${indentAt(text, entries[0]!.keyOffset)}prod: ${value}`]);
}

/** At the end of the file, as far in as the file's other blocks, with an empty line before it where those have one. */
function ownBlock(root: MappingNode, { file, text }: ManifestFile, value: string): Edit {
  if (text[root.offset] === "{") throw byHand(file, value, "the whole file stands in braces");
  const outer = indentAt(text, root.offset);
  const inner = [...root.entries.values()]
    .flatMap(({ value: node }) => (node.kind === "mapping" && text[node.offset] !== "{" ? [node.offset] : []))
    .map((offset) => indentAt(text, offset))
    .find((indent) => indent.length > outer.length && indent.trim() === "");
  const plain = text.replaceAll("\r\n", "\n");
  const apart = /\n[ \t]*\n[^]*\S/.test(plain) && !/\n[ \t]*\n\s*$/.test(plain) ? [""] : [];
  return lines(text, text.length, [...apart, `${outer}releases:`, `${inner ?? `${outer}  `}prod: ${value}`]);
}

/** Whole lines at the end of a line of the text, in the line endings of the file. */
function lines(text: string, at: number, added: readonly string[]): Edit {
  const [newline = "\n"] = /\r\n|\r|\n/.exec(text) ?? [];
  const begun = at > 0 && !/[\r\n]/.test(text[at - 1]!);
  const block = added.join(newline);
  return { from: at, to: at, text: begun ? newline + block : block + newline };
}

/** What stands before a key on its line: all of it blanks, but for a key behind `? ` and such. */
function indentAt(text: string, offset: number): string {
  return text.slice(lineStart(text, offset), offset);
}

function lineStart(text: string, offset: number): number {
  return Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
}

/** Where the line that holds an offset ends, before its line break. */
function endOfLine(text: string, offset: number): number {
  const found = text.slice(offset).search(/[\r\n]/);
  return found < 0 ? text.length : offset + found;
}

/** Where a scalar's text ends; undefined where it stands otherwise than it reads (escapes, folded, from an alias). */
function endOf(text: string, { offset, source }: ScalarNode): number | undefined {
  const end = offset + source.length;
  return source !== "" && text.slice(offset, end) === source ? end : undefined;
}

/** Whether a scalar is an alias, or has an anchor that others may name. */
function anchored(text: string, { offset }: ScalarNode): boolean {
  return text[offset] === "*" || /&[^\s]+\s+["']?$/.test(text.slice(0, offset));
}

function placeOf(text: string, { offset, path }: Node): string {
  return `${path} in line ${lineIndex(text)(offset).line}`;
}

function byHand(file: string, value: string, reason: string): Refused {
  return new Refused(`${file}: ${reason}; set \`releases.prod: ${value}\` by hand, in a pull request`);
}
