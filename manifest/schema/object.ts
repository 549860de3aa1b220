import { z } from "zod";

/** Keys that people paste or expect at a place, each with what to do instead. */
export type RefusedKeys = Readonly<Record<string, string>>;

const refused = z.registry<{ keys: RefusedKeys }>();

/**
 * A mapping that refuses keys it does not know. `refusedKeys` says more about some of them than "unknown", `notText` what
 * to do where a text stands instead.
 */
export function object<Shape extends z.ZodRawShape>(
  shape: Shape,
  refusedKeys: RefusedKeys = {},
  notText?: string,
) {
  const error = ({ input }: { readonly input?: unknown }) =>
    typeof input === "string" ? notText : undefined;
  return z.strictObject(shape, { error }).register(refused, { keys: refusedKeys });
}

/** What to say of a key that `schema` refuses for a reason of its own. */
export function reasonToRefuse(schema: z.ZodType, key: string): string | undefined {
  const keys = refused.get(schema)?.keys ?? {};
  return Object.hasOwn(keys, key) ? keys[key] : undefined;
}

/** The schema of the value at a path inside `schema`, or nothing where the path leaves what is declared. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  const inner = unwrap(schema);
  if (inner instanceof z.ZodObject) {
    const next: unknown = inner.shape[String(step)];
    return next instanceof z.ZodType ? schemaAt(next, rest) : undefined;
  }
  if (inner instanceof z.ZodRecord) return nested(inner.valueType, rest);
  if (inner instanceof z.ZodArray) return nested(inner.element, rest);
  return undefined;
}

function nested(schema: unknown, path: readonly PropertyKey[]): z.ZodType | undefined {
  return schema instanceof z.ZodType ? schemaAt(schema, path) : undefined;
}

/** Past the wrappers that make a value optional or give it a default. */
export function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    const inner: unknown = schema.unwrap();
    return inner instanceof z.ZodType ? unwrap(inner) : schema;
  }
  return schema;
}
