import { closest } from "../schema/closest";

const byLowerCase = new Map(
  [...Intl.supportedValuesOf("timeZone"), "UTC"].map((zone) => [zone.toLowerCase(), zone] as const),
);

/** Why a time zone would be refused or misread by Databricks (Java), or nothing when it is fine. */
export function timeZoneFault(zone: string): string | undefined {
  const exact = byLowerCase.get(zone.toLowerCase());
  if (exact === zone) return undefined;
  if (exact !== undefined) return `is written \`${exact}\``;
  if (/^[A-Z][A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+$/.test(zone) && isKnown(zone)) return undefined;
  const near = closest(zone, [...byLowerCase.values()]);
  const hint = near === undefined ? "use a name such as `Europe/Zurich` or `UTC`" : `did you mean \`${near}\`?`;
  return `is no IANA time zone: ${hint}`;
}

/** Older names such as `US/Pacific` are not listed but still resolve. */
function isKnown(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}
