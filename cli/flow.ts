import { isMapping } from "./mapping";

/** A value on one line, as YAML in flow style. */
export function flow(value: unknown): string {
  if (value === undefined) return "not set";
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (isMapping(value)) {
    const entries = Object.entries(value).filter(([, one]) => one !== undefined);
    return entries.length === 0
      ? "{}"
      : `{ ${entries.map(([key, one]) => `${key}: ${flow(one)}`).join(", ")} }`;
  }
  if (typeof value !== "string") return JSON.stringify(value);
  // Plain where every reader takes the same text for it.
  return /^[A-Za-z/][\w ./@%+-]*$/.test(value) &&
    !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value) &&
    value.trim() === value
    ? value
    : JSON.stringify(value);
}
