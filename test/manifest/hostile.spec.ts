import assert from "node:assert/strict";
import { faultsIn, MINIMAL, workflow } from "./manifests";

const KIB_250 = 250 * 1024;
const repeated = (text: string) => text.repeat(Math.floor((KIB_250 - MINIMAL.length - 100) / text.length));
const numbered = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join("");

/** Each near 250 KiB, and each slow once: a regular expression, a search or a message that grew with its square. */
const texts: readonly [string, string][] = [
  ["almost a signed token, many times", MINIMAL.replace("Predicts churn.", repeated("eyJaaaaaaaaaa-"))],
  ["almost an address with a password", MINIMAL.replace("Predicts churn.", repeated("ab://cd:"))],
  ["almost a private key", MINIMAL.replace("Predicts churn.", repeated("-----BEGIN "))],
  ["a name of hyphens", MINIMAL.replace("churn\n", `${repeated("a-")}\n`)],
  ["a mail address of dots", MINIMAL.replace("churn@", `churn@${repeated("a.")}`)],
  ["a Git reference of dots", `${MINIMAL}releases: { dev: ${repeated("a.")} }\n`],
  ["a table of dots", `${MINIMAL}data: { reads: { tables: [${repeated("a.")}] } }\n`],
  ["a group of spaces", `${MINIMAL}access: { owners: ["x${repeated(" ")}x"] }\n`],
  ["unknown keys", MINIMAL + numbered(9000, (index) => `k${index}: 1\n`)],
  ["one key again and again", MINIMAL + "a: 1\n".repeat(9000)],
  ["booleans of old", MINIMAL + `tags: [${repeated("no,").slice(0, 57_000)}]\n`],
  [
    "reads of projects that are not there",
    `${MINIMAL}data: { reads: { projects: [${numbered(19_000, (i) => `p${i},`)}] } }\n`,
  ],
  [
    "a chain of 1,000 tasks",
    workflow(
      `tasks:\n${numbered(1000, (i) => `  - { task_key: t${i}, depends_on: [{ task_key: t${i + 1} }], notebook_task: { notebook_path: n } }\n`)}`,
    ),
  ],
  [
    "dependencies on tasks with long names that are not there",
    workflow(
      `tasks:\n${numbered(400, (i) => `  - { task_key: ${"t".repeat(90)}${i}, notebook_task: { notebook_path: n } }\n`)}` +
        `  - { task_key: z, notebook_task: { notebook_path: n }, depends_on: [${numbered(1500, (i) => `{ task_key: ${"y".repeat(40)}${i} },`)}] }\n`,
    ),
  ],
  ["a long key above many faults", `${MINIMAL}? "${"k".repeat(100_000)}"\n: [${"no,".repeat(19_000)}]\n`],
  [
    "deep and long keys above many faults",
    `${MINIMAL}z: ${`{${"k".repeat(200)}: `.repeat(20)}[${"no,".repeat(19_000)}]${"}".repeat(20)}\n`,
  ],
];

describe("a manifest that is made to be slow", () => {
  for (const [title, text] of texts) {
    it(`is refused soon: ${title}`, () => {
      const before = process.cpuUsage();
      const faults = faultsIn(text);
      assert.ok(process.cpuUsage(before).user < 5_000_000, "took more than 5 seconds of the processor");
      assert.ok(faults.length > 0 && faults.length <= 1001);
      assert.ok(faults.join("\n").length < 10_000_000, "says too much");
    }).timeout(120_000);
  }
});
