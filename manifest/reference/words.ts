import { z } from "zod";

/** Past the wrappers that make a value optional, give it a default or change it after reading. */
export function core(schema: z.ZodType): z.ZodType {
  const { innerType, in: input } = schema.def as { innerType?: unknown; in?: unknown };
  const next =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly
      ? innerType
      : schema instanceof z.ZodPipe
        ? input
        : undefined;
  return next instanceof z.ZodType ? core(next) : schema;
}

/** What the JSON Schema of one value says, in as far as the words need it. */
interface Limits {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly format?: string;
}

function limitsOf(schema: z.ZodType): Limits {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}

/** A value's type and limits in words, e.g. `whole number, 1 to 10`. */
export function typeInWords(schema: z.ZodType): string {
  const inner = core(schema);
  if (inner instanceof z.ZodEnum) return inner.options.map((option) => `\`${String(option)}\``).join(", ");
  if (inner instanceof z.ZodLiteral)
    return [...inner.values].map((value) => `\`${String(value)}\``).join(", ");
  if (inner instanceof z.ZodBoolean) return "true or false";
  if (inner instanceof z.ZodNumber) return numberInWords(limitsOf(inner));
  if (inner instanceof z.ZodUnion) {
    return [...new Set(inner.options.map((one) => typeInWords(one as z.ZodType)))].join(" or ");
  }
  if (inner instanceof z.ZodArray) {
    const { minItems, maxItems } = limitsOf(inner);
    return `list of ${plural(inner.element as z.ZodType)}${range(minItems, maxItems, "items")}`;
  }
  if (inner instanceof z.ZodRecord) return `by name: ${typeInWords(inner.valueType as z.ZodType)}`;
  if (inner instanceof z.ZodObject) return "mapping";
  const { format, maxLength } = limitsOf(inner);
  return format === "email" ? "mail address" : `text${range(undefined, maxLength, "characters")}`;
}

function plural(schema: z.ZodType): string {
  const words = typeInWords(schema);
  if (words === "mapping") return "mappings";
  if (words === "mail address") return "mail addresses";
  return words.startsWith("text") ? words.replace("text", "texts") : words;
}

function numberInWords({ minimum, maximum }: Limits): string {
  const least = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const most = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  return `number${range(least, most, "")}`;
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  const one = (most ?? least) === 1;
  const of = unit === "" ? "" : ` ${one ? unit.replace(/s$/, "") : unit}`;
  if (least !== undefined && most !== undefined) return `, ${inDigits(least)} to ${inDigits(most)}${of}`;
  if (most !== undefined) return `, at most ${inDigits(most)}${of}`;
  return least === undefined ? "" : `, at least ${inDigits(least)}${of}`;
}

function inDigits(value: number): string {
  return value.toLocaleString("en-US");
}

/** What holds where the key is left out: `required`, a value as YAML writes it, or `none`. */
export function defaultInWords(schema: z.ZodType): string {
  const result = schema.safeParse(undefined);
  if (!result.success) return "required";
  const value: unknown = result.data;
  if (value === undefined) return "none";
  if (Array.isArray(value) && value.length === 0) return "none";
  if (typeof value === "object" && value !== null) {
    return core(schema) instanceof z.ZodRecord && Object.keys(value).length === 0
      ? "none"
      : hasOwnDefault(schema)
        ? `\`${flow(value)}\``
        : "as its keys";
  }
  return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

function hasOwnDefault(schema: z.ZodType): boolean {
  return schema instanceof z.ZodDefault;
}

function flow(value: object): string {
  return JSON.stringify(value).replaceAll('"', "").replaceAll(":", ": ").replaceAll(",", ", ");
}
