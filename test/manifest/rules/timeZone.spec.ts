import assert from "node:assert/strict";
import { timeZoneFault } from "../../../manifest/rules/timeZone";

const accepted = [
  "UTC",
  "GMT",
  "Etc/UTC",
  "Etc/GMT+5",
  "Europe/Zurich",
  "Europe/Kiev",
  "Europe/Kyiv",
  "US/Pacific",
  "Asia/Kolkata",
  "Asia/Calcutta",
  "America/Buenos_Aires",
  "America/Argentina/Buenos_Aires",
  "America/Port-au-Prince",
  "Australia/NSW",
];

const USE = "is no IANA time zone: use a name such as `Europe/Zurich` or `UTC`";

const refused: readonly [string, string][] = [
  ["utc", "is written `UTC`"],
  ["europe/zurich", "is written `Europe/Zurich`"],
  ["EUROPE/ZURICH", "is written `Europe/Zurich`"],
  ["Europe/Zürich", "is no IANA time zone: did you mean `Europe/Zurich`?"],
  ["Europe/Zurch", "is no IANA time zone: did you mean `Europe/Zurich`?"],
  ["Zurich", "is no IANA time zone: did you mean `Europe/Zurich`?"],
  ["New York", "is no IANA time zone: did you mean `America/New_York`?"],
  ["US/pacific", USE],
  ["US/PACIFIC", USE],
  ["CET", USE],
  ["EST5EDT", USE],
  ["+01:00", USE],
  ["GMT+1", USE],
  ["Z", USE],
  ["", USE],
  ["Mars/Phobos", USE],
  ["../../etc/localtime", USE],
];

describe("timeZoneFault", () => {
  for (const zone of accepted) it(`accepts ${zone}`, () => assert.equal(timeZoneFault(zone), undefined));
  for (const [zone, message] of refused) {
    it(`refuses "${zone}"`, () => assert.equal(timeZoneFault(zone), message));
  }
});
