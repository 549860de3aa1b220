import { z } from "zod";
import { keysInside, mappingIn, type Key } from "./keys";
import { core } from "./words";

/** A mapping of the manifest: one heading with one table of its keys. */
export interface Section {
  readonly key: Key;
  readonly mapping: z.ZodObject;
  readonly keys: readonly Key[];
  /** Every place where this shape stands, the first one first. */
  readonly places: Key[];
  /** A section that already tells of all these keys, and what it has beside them. */
  readonly like?: { readonly section: Section; readonly without: readonly string[] };
}

/** The sections below a key, in reading order, each shape once. `known` collects them over all parts. */
export function sectionsOf(key: Key, known: Map<z.ZodType, Section>): Section[] {
  const mapping = mappingIn(key.schema);
  if (mapping === undefined) return [];
  const before = known.get(mapping);
  if (before !== undefined) {
    before.places.push(key);
    return [];
  }
  const keys = keysInside(key);
  const section: Section = { key, mapping, keys, places: [key], like: alike(mapping, known) };
  known.set(mapping, section);
  return [section, ...(section.like === undefined ? keys.flatMap((child) => sectionsOf(child, known)) : [])];
}

/** Fewer keys in common are told again: a reader is served faster by a short table than by a reference. */
const WORTH_A_REFERENCE = 5;

function alike(mapping: z.ZodObject, known: ReadonlyMap<z.ZodType, Section>): Section["like"] {
  const own = Object.entries(mapping.shape);
  if (own.length < WORTH_A_REFERENCE) return undefined;
  for (const section of known.values()) {
    const other = section.mapping.shape as Record<string, z.ZodType>;
    if (!own.every(([name, schema]) => other[name] === schema)) continue;
    const without = Object.keys(other).filter((name) => !Object.hasOwn(mapping.shape, name));
    return { section, without };
  }
  return undefined;
}

/** How a mapping stands at its place: by itself, under names that the project gives, or as items of a list. */
export function standing(schema: z.ZodType): "mapping" | "record" | "list" {
  const inner = core(schema);
  return inner instanceof z.ZodArray ? "list" : inner instanceof z.ZodRecord ? "record" : "mapping";
}

/** A path as a reader writes it: `workflows.KEY.tasks[]`. */
export function written(path: readonly string[]): string {
  return path.reduce((text, step) => {
    if (step === "[]") return `${text}[]`;
    const name = step === "*" ? "NAME" : step;
    return text === "" ? name : `${text}.${name}`;
  }, "");
}
