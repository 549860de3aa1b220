import assert from "node:assert/strict";
import { cronFault } from "../../../manifest/rules/cron";

const accepted = [
  "0 30 6 * * ?",
  "0 30 6 ? * *",
  "  0 30  6 * * ?  ",
  "0 0/15 * * * ?",
  "0 */15 * * * ?",
  "5/20 * * * * ?",
  "0 0/5 14,18 * * ?",
  "0 0 8-18/2 ? * 2-6",
  "0 0 22-2 * * ?",
  "0 15 10 ? * MON-FRI",
  "0 15 10 ? * mon-fri",
  "0 0 12 ? * FRI-MON",
  "0 10,44 14 ? 3 WED",
  "0 0 12 ? * SUN,SAT",
  "0 0 12 ? * 6#3",
  "0 0 12 ? * MON#1",
  "0 0 12 ? * 6L",
  "0 0 12 ? * FRIL",
  "0 0 12 ? * L",
  "0 0 12 L * ?",
  "0 0 12 L-3 * ?",
  "0 0 12 LW * ?",
  "0 0 12 15W * ?",
  "0 0 12 1/5 * ?",
  "0 0 3 1 JAN,JUL ?",
  "0 0 3 1 1/3 ?",
  "0 0 0 29 2 ?",
  "0 0 0 31 * ?",
  "0 0 12 * * ? *",
  "0 0 12 * * ? 2030-2035",
  "0 0 12 * * ? 2030/2",
];

/** By the field that is named in the message. */
const refused: readonly [string, RegExp][] = [
  ["", /needs 6 or 7 fields/],
  ["@daily", /needs 6 or 7 fields/],
  ["0 0 12 * * ? * *", /needs 6 or 7 fields/],
  ["0 5 * * *", /has 5 fields as in Unix cron/],
  ["0 0 0 * * *", /needs `\?` in exactly one/],
  ["0 0 0 1 * MON", /needs `\?` in exactly one/],
  ["0 0 0 ? * ?", /needs `\?` in exactly one/],
  ["? 0 0 * * 1", /needs `\?` in exactly one/],
  ["60 0 0 * * ?", /the second \(field 1\) takes 0 to 59/],
  ["0 60 0 * * ?", /the minute \(field 2\)/],
  ["0 0/60 * * * ?", /the minute \(field 2\)/],
  ["0 -5 0 * * ?", /the minute \(field 2\)/],
  ["0 1.5 0 * * ?", /the minute \(field 2\)/],
  ["0 1-70 * * * ?", /the minute \(field 2\)/],
  ["0 0 24 * * ?", /the hour \(field 3\)/],
  ["0 0 */0 * * ?", /the hour \(field 3\)/],
  ["0 0 1-2-3 * * ?", /the hour \(field 3\)/],
  ["0 0 0 32 * ?", /the day of month \(field 4\)/],
  ["0 0 0 0 * ?", /the day of month \(field 4\)/],
  ["0 0 0 */40 * ?", /the day of month \(field 4\)/],
  ["0 0 0 1,L * ?", /the day of month \(field 4\)/],
  ["0 0 0 L-40 * ?", /the day of month \(field 4\)/],
  ["0 0 0 W * ?", /the day of month \(field 4\)/],
  ["0 0 0 32W * ?", /the day of month \(field 4\)/],
  ["0 0 0 +1 * ?", /the day of month \(field 4\)/],
  ["0 0 0 ? 13 *", /the month \(field 5\) takes 1 to 12 or JAN to DEC/],
  ["0 0 0 ? FOO MON", /the month \(field 5\)/],
  ["0 0 0 ? * 0", /the day of week \(field 6\) takes 1 to 7 or SUN to SAT/],
  ["0 0 0 ? * 8", /the day of week \(field 6\)/],
  ["0 0 0 ? * MONDAY", /the day of week \(field 6\)/],
  ["0 0 0 ? * MON#6", /the day of week \(field 6\)/],
  ["0 0 0 ? * 1L,2L", /the day of week \(field 6\)/],
  ["0 0 0 ? * MON,,TUE", /the day of week \(field 6\)/],
  ["0 0 0 ? * +MON", /the day of week \(field 6\)/],
  ["0 0 0 * * ? 3000", /the year \(field 7\)/],
  ["0 0 0 * * ? 2035-2030", /the year \(field 7\)/],
  ["0 0 0 31 2 ?", /^never fires: no month it names has that day$/],
  ["0 0 0 31 4,6,9,11 ?", /^never fires/],
];

describe("cronFault", () => {
  for (const expression of accepted) {
    it(`accepts ${expression}`, () => assert.equal(cronFault(expression), undefined));
  }
  for (const [expression, message] of refused) {
    it(`refuses "${expression}"`, () => assert.match(cronFault(expression) ?? "accepted", message));
  }
  it("says what the field takes", () => {
    assert.equal(
      cronFault("0 0 0 ? * 8"),
      "is no Quartz cron expression: the day of week (field 6) takes 1 to 7 or SUN to SAT, single (`5`), as a list (`1,3`), a range (`1-5`) or in steps (`0/15`), `6L` or `6#3`",
    );
  });
});
