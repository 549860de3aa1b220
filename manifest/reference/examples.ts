import { dump } from "js-yaml";
import { z } from "zod";
import { mappingIn, type Key } from "./keys";
import { core } from "./words";

/** What the annotated reference project shows, by the schema of the value: shared shapes share their examples. */
export class Examples {
  private readonly values = new Map<z.ZodType, Map<string, unknown>>();
  private readonly mappings = new Map<z.ZodType, Record<string, unknown>[]>();

  constructor(schema: z.ZodType, data: unknown) {
    this.collect(schema, data);
  }

  /** A value of one key that is not a mapping, as YAML on one line. */
  ofKey({ path, schema }: Key): string | undefined {
    const value = this.values.get(schema)?.get(path.at(-1) ?? "");
    return value === undefined ? undefined : inline(value);
  }

  /**
   * The keys of a mapping that are not mappings of their own, from the place that shows most of them, as YAML that
   * stands where it would in a file. `inside` are the steps from the file's top to the mapping.
   */
  ofMapping(mapping: z.ZodType, inside: readonly string[]): string | undefined {
    const [best] = (this.mappings.get(mapping) ?? [])
      .map((value) => plainOf(mapping, value))
      .sort((a, b) => Object.keys(b).length - Object.keys(a).length);
    if (best === undefined || Object.keys(best).length === 0) return undefined;
    return yaml(
      inside.reduceRight<unknown>(
        (value, step) => (step === "[]" ? [value] : { [step === "*" ? "NAME" : step]: value }),
        best,
      ),
      inside.length + 2,
    );
  }

  private collect(schema: z.ZodType, data: unknown): void {
    const inner = core(schema);
    if (typeof data !== "object" || data === null) return;
    if (inner instanceof z.ZodObject) {
      this.mappings.set(inner, [...(this.mappings.get(inner) ?? []), data as Record<string, unknown>]);
      for (const [key, value] of Object.entries(data)) {
        const next = (inner.shape as Record<string, z.ZodType>)[key];
        if (next === undefined) continue;
        const known = this.values.get(next) ?? new Map<string, unknown>();
        if (!known.has(key)) known.set(key, value);
        this.values.set(next, known);
        this.collect(next, value);
      }
    } else if (inner instanceof z.ZodRecord) {
      for (const value of Object.values(data)) this.collect(inner.valueType as z.ZodType, value);
    } else if (inner instanceof z.ZodArray && Array.isArray(data)) {
      for (const value of data) this.collect(inner.element as z.ZodType, value);
    }
  }
}

function plainOf(mapping: z.ZodType, value: Record<string, unknown>): Record<string, unknown> {
  const shape = mapping instanceof z.ZodObject ? (mapping.shape as Record<string, z.ZodType>) : {};
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => shape[key] !== undefined && mappingIn(shape[key]) === undefined),
  );
}

/** A value as YAML on one line. */
export function inline(value: unknown): string {
  return dump(value, { flowLevel: 0, lineWidth: -1 }).trimEnd();
}

function yaml(value: unknown, depth: number): string {
  return dump(value, { flowLevel: depth, lineWidth: 110 }).trimEnd();
}
