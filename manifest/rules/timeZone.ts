import { closest } from "../schema/closest";

const byLowerCase = new Map(
  [...Intl.supportedValuesOf("timeZone"), "UTC", "GMT"].map((zone) => [zone.toLowerCase(), zone] as const),
);

/** `Area/Place` in the letters of the time zone database: Java takes `US/pacific` for Greenwich, in silence. */
const OLDER_NAME =
  /^(?:[A-Z][a-z]+|US|NZ|GB)(?:\/(?:[A-Z][A-Za-z_-]*[a-z]|GMT[+-]?\d*|UCT|UTC|ACT|NSW|LHI))+$/;

/** Why a time zone would be refused or misread by Databricks (Java), or nothing when it is fine. */
export function timeZoneFault(zone: string): string | undefined {
  const exact = byLowerCase.get(zone.toLowerCase());
  if (exact === zone) return undefined;
  if (exact !== undefined) return `is written \`${exact}\``;
  if (OLDER_NAME.test(zone) && isKnown(zone)) return undefined;
  const zones = [...byLowerCase.values()];
  const city = `/${zone.toLowerCase().replaceAll(" ", "_")}`;
  const near = closest(zone, zones) ?? zones.find((candidate) => candidate.toLowerCase().endsWith(city));
  const hint =
    near === undefined ? "use a name such as `Europe/Zurich` or `UTC`" : `did you mean \`${near}\`?`;
  return `is no IANA time zone: ${hint}`;
}

/** Older names such as `US/Pacific` are not listed but still resolve. */
function isKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
