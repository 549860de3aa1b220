import { ApiError } from "./answer";

/** A request's JSON, read as the route wants it; what does not fit is refused as GitHub does. */
export class Body {
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(readonly value: unknown) {
    this.fields =
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Record<string, unknown>)
        : {};
  }

  has(key: string): boolean {
    return this.fields[key] !== undefined;
  }

  get(key: string): unknown {
    return this.fields[key];
  }

  text(key: string): string {
    const value = this.optionalText(key);
    if (value === undefined) throw wrong(`"${key}" wasn't supplied.`);
    return value;
  }

  optionalText(key: string): string | undefined {
    const value = this.fields[key] ?? undefined;
    if (value !== undefined && typeof value !== "string")
      throw wrong(`For '${key}', ${show(value)} is not a string.`);
    return value;
  }

  flag(key: string, otherwise = false): boolean {
    const value = this.fields[key] ?? otherwise;
    if (typeof value !== "boolean") throw wrong(`For '${key}', ${show(value)} is not a boolean.`);
    return value;
  }

  texts(key: string): string[] | undefined {
    const value = this.fields[key];
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value) || !value.every((item) => typeof item === "string"))
      throw wrong(`For '${key}', ${show(value)} is not an array of strings.`);
    return value;
  }

  objects(key: string): Body[] {
    const value = this.fields[key];
    if (!Array.isArray(value)) throw wrong(`"${key}" wasn't supplied.`);
    return value.map((item) => new Body(item));
  }

  part(key: string): Body | undefined {
    const value = this.fields[key];
    return value === undefined || value === null ? undefined : new Body(value);
  }
}

const show = (value: unknown) => JSON.stringify(value);
const wrong = (words: string) => new ApiError(422, `Invalid request.\n\n${words}`);
