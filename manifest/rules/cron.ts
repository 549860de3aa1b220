/** One field of a Quartz expression. https://www.quartz-scheduler.org/api/2.3.0/org/quartz/CronExpression.html */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Words for the values, from `least` on. */
  readonly words?: readonly string[];
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const FIELDS: readonly Field[] = [
  { name: "second", least: 0, most: 59 },
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of month", least: 1, most: 31 },
  { name: "month", least: 1, most: 12, words: MONTHS },
  { name: "day of week", least: 1, most: 7, words: DAYS },
  { name: "year", least: 1970, most: 2099 },
];

/** Last day, last but n, last or nearest weekday: of these a field holds one, and no list. */
const SPECIAL: Readonly<Record<string, RegExp>> = {
  "day of month": /^(?:L(?:-(?:[12]?\d|30))?W?|(?:[1-9]|[12]\d|3[01])W)$/,
  "day of week": /^(?:L|(?:[1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(?:L|#[1-5]))$/,
};

/** Longest day of each month, in leap years. */
const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Why Databricks would refuse a Quartz cron expression, or nothing when it is fine. */
export function cronFault(expression: string): string | undefined {
  const fields = expression.trim().toUpperCase().split(/\s+/);
  if (fields.length === 5) {
    return "has 5 fields as in Unix cron: Quartz begins with seconds and needs a `?`, e.g. `0 30 6 * * ?` for 06:30 every day";
  }
  if (fields.length < 6 || fields.length > 7) {
    return "needs 6 or 7 fields: second minute hour day-of-month month day-of-week [year], e.g. `0 30 6 * * ?`";
  }
  const [, , , dayOfMonth, , dayOfWeek] = fields;
  if (fields.filter((field) => field === "?").length !== 1 || (dayOfMonth !== "?" && dayOfWeek !== "?")) {
    return "needs `?` in exactly one of day-of-month (4th field) and day-of-week (6th field), e.g. `0 30 6 ? * MON`";
  }
  const values: number[][] = [];
  for (const [index, field] of FIELDS.entries()) {
    const text = fields[index];
    if (text === undefined) break;
    const found = valuesOf(text, field);
    if (found === undefined) return `is no Quartz cron expression: the ${field.name} ${takes(field, index)}`;
    values.push(found);
  }
  const [, , , days, months] = values;
  const fires = months!.some((month) => days!.some((day) => day <= LENGTHS[month - 1]!));
  if (!fires) return "never fires: no month it names has that day";
  return undefined;
}

function takes({ name, least, most, words }: Field, index: number): string {
  const range = `takes ${least} to ${most}${words === undefined ? "" : ` or ${words[0]} to ${words.at(-1)}`}`;
  const forms = "single (`5`), as a list (`1,3`), a range (`1-5`) or in steps (`0/15`)";
  const more = name === "day of week" ? ", `6L` or `6#3`" : name === "day of month" ? ", `L` or `15W`" : "";
  return `(field ${index + 1}) ${range}, ${forms}${more}`;
}

/** The values that a field stands for, or nothing when Quartz would refuse it. */
function valuesOf(text: string, field: Field): number[] | undefined {
  if (text === "?" || SPECIAL[field.name]?.test(text)) return [field.least];
  const parts = text.split(",").map((part) => rangeOf(part, field));
  return parts.some((part) => part === undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

/** `*`, `a` or `a-b`, each with an optional `/step`. A range may wrap (`22-2`, `FRI-MON`), except of years. */
function rangeOf(text: string, field: Field): number[] | undefined {
  const [, range, step] = /^([^/]*)(?:\/(\d{1,4}))?$/.exec(text) ?? [];
  const width = field.most - field.least + 1;
  if (range === undefined || Number(step ?? 1) < 1 || Number(step ?? 1) >= width + field.least)
    return undefined;
  const [first, last, ...rest] =
    range === "*" ? [field.least, field.most] : range.split("-").map((end) => valueOf(end, field));
  if (first === undefined || rest.length > 0 || (range.includes("-") && last === undefined)) return undefined;
  const end = last ?? (step === undefined ? first : field.most);
  if (end < first && field.name === "year") return undefined;
  const span = (end - first + width) % width;
  return Array.from({ length: Math.floor(span / Number(step ?? 1)) + 1 }, (_, index) => {
    return ((first - field.least + index * Number(step ?? 1)) % width) + field.least;
  });
}

function valueOf(text: string, { least, most, words }: Field): number | undefined {
  const word = words?.indexOf(text) ?? -1;
  const value = word >= 0 ? word + least : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}
