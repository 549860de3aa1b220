import { z } from "zod";
import { keyAt, type Key } from "../../manifest/reference/keys";
import { core } from "../../manifest/reference/words";
import type { Manifest } from "./fleet";

export type Path = readonly PropertyKey[];

/** One key of a manifest that is changed; the manifest afterwards may have faults. */
export interface Change {
  readonly key: Key;
  /** E.g. `workflows.train.timeout_seconds = 7`. */
  readonly words: string;
  readonly after: () => Manifest;
}

/** Every place of a manifest that a key of the schema stands at, from the outside to the inside. */
export function places(data: unknown, path: Path = []): Path[] {
  if (typeof data !== "object" || data === null) return [];
  const entries: [PropertyKey, unknown][] = Array.isArray(data)
    ? data.map((item: unknown, index) => [index, item])
    : Object.entries(data);
  return entries.flatMap(([step, value]) => {
    const here = [...path, step];
    // `environments` is no key of a project, and what stands in it no place of its own.
    return keyAt(here) === undefined ? [] : [here, ...places(value, here)];
  });
}

/** What may be changed at a place: each other value that its schema takes, another name, and nothing at all. */
export function changesAt(manifest: Manifest, path: Path): Change[] {
  const key = keyAt(path);
  if (key === undefined) return [];
  const here = path.map(String).join(".");
  const value = valueAt(manifest, path);
  return [
    ...otherValues(key.schema, value).map((other) => ({
      key,
      words: `${here} = ${JSON.stringify(other)}`,
      after: () => changed(manifest, path, other),
    })),
    ...otherNames(path, key).map((name) => ({
      key,
      words: `${here} renamed to ${name}`,
      after: () => changed(changed(manifest, path), [...path.slice(0, -1), name], value),
    })),
    { key, words: `without ${here}`, after: () => changed(manifest, path) },
  ];
}

/** Other values than the one that stands there, of the same schema, as far as its form alone says. */
export function otherValues(schema: z.ZodType, value: unknown): unknown[] {
  return candidates(core(schema), value).filter(
    (other) => JSON.stringify(other) !== JSON.stringify(value) && schema.safeParse(other).success,
  );
}

function otherNames(path: Path, key: Key): string[] {
  const name = path.at(-1);
  return typeof name === "string" && key.path.at(-1) === "*" ? [`${name}2`] : [];
}

function candidates(schema: z.ZodType, value: unknown): unknown[] {
  if (schema instanceof z.ZodEnum) return [...schema.options];
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((one) => candidates(core(one as z.ZodType), value));
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value + 1, value - 1, value * 2, 0];
  if (typeof value === "string") return texts(value);
  if (Array.isArray(value) && schema instanceof z.ZodArray) {
    const items = value as unknown[];
    const more = otherValues(schema.element as z.ZodType, items[0]).slice(0, 2);
    return [items.slice(1), [], ...more.map((item) => [...items, item])];
  }
  return [];
}

/** Texts near one: longer ones, with another number in it, or with another name before its ending or domain. */
function texts(value: string): string[] {
  const number = value.replace(/\d+(?!.*\d)/, (digits) => String(Number(digits) + 1));
  const stem = value.replace(/(?=\.[a-z]+\/?$|@|\/$)/, "2");
  const others = [`${value}2`, `${value}_b`, number, stem, `x${value}`, `Also ${value}`, "Europe/Paris"];
  return [...new Set(others)].filter((other) => other !== value);
}

export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Fields | undefined)?.[step], data);
}

type Fields = Record<PropertyKey, unknown>;

/** A copy with another value at a place, or with nothing there. */
export function changed(manifest: Manifest, path: Path, value?: unknown): Manifest {
  const copy = structuredClone(manifest);
  const owner = valueAt(copy, path.slice(0, -1)) as Fields | unknown[] | undefined;
  const last = path.at(-1);
  if (owner === undefined || last === undefined) return copy;
  if (value !== undefined) (owner as Fields)[last] = structuredClone(value);
  else if (Array.isArray(owner)) owner.splice(Number(last), 1);
  else delete owner[last];
  return copy;
}
