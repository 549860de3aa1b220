import type { Fault, Rule } from "../kind";
import { atMost, between, each, exactlyOne, from, matching, oneOf } from "../rules";
import { at, show, type Props } from "../value";

/** What starts a job by itself. */
export const triggerRules: readonly Rule[] = [
  // The provider takes one kind: https://registry.terraform.io/providers/databricks/databricks/latest/docs/resources/job#trigger-configuration-block
  exactlyOne("trigger", ["periodic", "fileArrival", "tableUpdate"]),
  oneOf("trigger.periodic.unit", ["HOURS", "DAYS", "WEEKS"]),
  between("trigger.periodic.interval", 1, Number.MAX_SAFE_INTEGER),
  ...["fileArrival", "tableUpdate"].flatMap((kind) => [
    between(`trigger.${kind}.minTimeBetweenTriggersSeconds`, 60, Number.MAX_SAFE_INTEGER),
    between(`trigger.${kind}.waitAfterLastChangeSeconds`, 60, Number.MAX_SAFE_INTEGER),
  ]),
  from(
    "https://docs.databricks.com/aws/en/jobs/file-arrival-triggers",
    matching("trigger.fileArrival.url", /\/$/, "end it with a slash"),
  ),
  from(
    "https://docs.databricks.com/aws/en/jobs/trigger-table-update",
    atMost("trigger.tableUpdate.tableNames", 10),
    oneOf("trigger.tableUpdate.condition", ["ANY_UPDATED", "ALL_UPDATED"]),
    each("trigger.tableUpdate.tableNames.*", ({ value }) =>
      show(value).split(".").length === 3 ? undefined : `is "${show(value)}"; use catalog.schema.table`,
    ),
  ),
  oneOf("continuous.taskRetryMode", ["NEVER", "ON_FAILURE"]),
  from("https://docs.databricks.com/aws/en/jobs/continuous", aloneAndUnordered),
];

function aloneAndUnordered(inputs: Props): Fault[] {
  if (inputs["continuous"] === undefined) return [];
  const runs = inputs["maxConcurrentRuns"];
  const many =
    typeof runs === "number" && runs > 1
      ? [{ property: "maxConcurrentRuns", reason: "a continuous job has one run at a time" }]
      : [];
  const waiting = at(inputs, "tasks.*.dependsOns.*").map(({ path }) => ({
    property: path,
    reason: "tasks of a continuous job cannot wait for each other",
  }));
  return [...many, ...waiting];
}
