import { z } from "zod";
import { documentation } from "../schema/documentation";
import { project } from "../schema/project";
import { core } from "./words";

/** What the schema says of one key. */
export interface Key {
  /** Where it stands: `*` for a name that the project gives, `[]` for an item of a list. */
  readonly path: readonly string[];
  readonly schema: z.ZodType;
  readonly description?: string;
  readonly drives: readonly string[];
  readonly since?: string;
  /** Keys of the stack configuration that decide with it. */
  readonly stack: readonly string[];
  readonly required: boolean;
}

type Inherited = Pick<Key, "drives" | "since">;

/** The value's schema and those it wraps, outermost first: documentation may stand on each of them. */
function layers(schema: z.ZodType): z.ZodType[] {
  const inner = schema === core(schema) ? [] : layers(peel(schema));
  return [schema, ...inner];
}

function peel(schema: z.ZodType): z.ZodType {
  const { innerType, in: input } = schema.def as { innerType?: unknown; in?: unknown };
  const inner = innerType ?? input;
  return inner instanceof z.ZodType ? inner : core(schema);
}

/** What one key says of itself; what it leaves out it has from the key above. */
export function keyOf(path: readonly string[], schema: z.ZodType, above: Inherited): Key {
  const all = layers(schema);
  const documented = all.flatMap((layer) => documentation.get(layer) ?? []);
  return {
    path,
    schema,
    description: all.map(({ description }) => description).find((text) => text !== undefined),
    drives: documented.find(({ drives }) => drives !== undefined)?.drives ?? above.drives,
    since: documented.find(({ since }) => since !== undefined)?.since ?? above.since,
    stack: documented.find(({ stack }) => stack !== undefined)?.stack ?? [],
    required: !schema.safeParse(undefined).success,
  };
}

/** The key itself where it is a mapping, else what a list or a record holds, as deep as they are nested. */
export function itemOf(key: Key): Key {
  const [step, item] = itemSchema(core(key.schema));
  return item === undefined ? key : itemOf(keyOf([...key.path, step], item, key));
}

/** The keys directly inside a value: of a mapping, or of the mappings that a list or a record holds. */
export function keysInside(key: Key): Key[] {
  const item = itemOf(key);
  const inner = core(item.schema);
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries(inner.shape as Record<string, z.ZodType>).map(([name, value]) =>
    keyOf([...item.path, name], value, item),
  );
}

function itemSchema(schema: z.ZodType): [string, z.ZodType | undefined] {
  if (schema instanceof z.ZodRecord) return ["*", asSchema(schema.valueType)];
  if (schema instanceof z.ZodArray) return ["[]", asSchema(schema.element)];
  return ["", undefined];
}

function asSchema(value: unknown): z.ZodType | undefined {
  return value instanceof z.ZodType ? value : undefined;
}

/** The mapping whose keys stand inside a value, if there is one: the same object wherever a shape is shared. */
export function mappingIn(schema: z.ZodType): z.ZodObject | undefined {
  const inner = core(schema);
  if (inner instanceof z.ZodObject) return inner;
  const [, item] = itemSchema(inner);
  return item === undefined ? undefined : mappingIn(item);
}

/** The first version, whose keys say nothing of it: every newer one does. */
const FIRST = "0.1.0";

/** The whole project, as if it were a key of its own. */
export function rootKey(): Key {
  return keyOf([], project, { drives: [], since: FIRST });
}

/** Every key of the schema. A shape that stands in several places is told of at each, but no place twice inside itself. */
export function allKeys(key: Key = rootKey(), around: readonly z.ZodType[] = []): Key[] {
  return keysInside(key).flatMap((child) => {
    const mapping = mappingIn(child.schema);
    if (mapping === undefined) return [child];
    return around.includes(mapping) ? [child] : [child, ...allKeys(child, [...around, mapping])];
  });
}

/** The key at a path of a real manifest, where records and lists are passed by their names and numbers. */
export function keyAt(path: readonly PropertyKey[]): Key | undefined {
  return path.reduce<Key | undefined>((key, step) => {
    if (key === undefined) return undefined;
    const inner = core(key.schema);
    if (inner instanceof z.ZodObject) {
      const value = (inner.shape as Record<string, z.ZodType>)[String(step)];
      return value === undefined ? undefined : keyOf([...key.path, String(step)], value, key);
    }
    const [mark, item] = itemSchema(inner);
    return item === undefined ? undefined : keyOf([...key.path, mark], item, key);
  }, rootKey());
}
