import { Cron } from "croner";

/** Why Databricks would refuse a Quartz cron expression, or nothing when it is fine. */
export function cronFault(expression: string): string | undefined {
  const fields = expression.trim().split(/\s+/);
  if (fields.length === 5) {
    return "has 5 fields as in Unix cron: Quartz begins with seconds and needs a `?`, e.g. `0 30 6 * * ?` for 06:30 every day";
  }
  if (fields.length < 6 || fields.length > 7) {
    return "needs 6 or 7 fields: second minute hour day-of-month month day-of-week [year], e.g. `0 30 6 * * ?`";
  }
  const unknown = fields.filter((field) => field === "?").length;
  const [, , , dayOfMonth, , dayOfWeek] = fields;
  if (unknown !== 1 || (dayOfMonth !== "?" && dayOfWeek !== "?")) {
    return "needs `?` in exactly one of day-of-month (4th field) and day-of-week (6th field), e.g. `0 30 6 ? * MON`";
  }
  try {
    // Quartz counts days of the week from 1 = Sunday.
    const cron = new Cron(fields.join(" "), { mode: "6-or-7-parts", alternativeWeekdays: true, paused: true });
    return cron.nextRun() === null ? "never fires: check day, month and year" : undefined;
  } catch {
    return "is not a Quartz cron expression: check the range of each field, e.g. `0 30 6 ? * MON-FRI`";
  }
}
