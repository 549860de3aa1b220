import assert from "node:assert/strict";
import { inWorkspace, type Client } from "./client";

const monitor = "databricks:index/qualityMonitor:QualityMonitor";
const base = {
  tableName: "main.churn.predictions",
  outputSchemaName: "main.churn",
  assetsDir: "/marvin/dev/churn/monitoring/predictions",
};
const snapshot = { ...base, snapshot: {} };
const log = {
  granularities: ["1 day"],
  timestampCol: "t",
  modelIdCol: "m",
  predictionCol: "p",
  problemType: "PROBLEM_TYPE_REGRESSION",
};

describe("quality monitors in the local cloud", () => {
  const cloud = inWorkspace();

  // prettier-ignore
  const refused: [what: string, inputs: Parameters<Client["check"]>[1], reason: RegExp][] = [
    ["no kind of profile", base, /has none of snapshot, timeSeries, inferenceLog/],
    ["two kinds of profile", { ...snapshot, inferenceLog: log }, /has snapshot and inferenceLog/],
    ["a table without its schema", { ...snapshot, tableName: "predictions" }, /^tableName: is "predictions"/],
    ["a schema without its catalog", { ...snapshot, outputSchemaName: "churn" }, /^outputSchemaName: is "churn"/],
    ["a relative folder", { ...snapshot, assetsDir: "monitoring" }, /^assetsDir: is "monitoring"/],
    ["a window outside its set", { ...base, timeSeries: { granularities: ["1 minute"], timestampCol: "t" } }, /granularities\[0\]: is "1 minute"/],
    ["no window", { ...base, timeSeries: { granularities: [], timestampCol: "t" } }, /granularities: is empty/],
    ["a problem outside its set", { ...base, inferenceLog: { ...log, problemType: "regression" } }, /problemType: is "regression"/],
    ["a metric outside its set", { ...snapshot, customMetrics: [{ name: "m", type: "aggregate", definition: "1", inputColumns: ["a"], outputDataType: "double" }] }, /type: is "aggregate"/],
    ["six addresses", { ...snapshot, notifications: { onFailure: { emailAddresses: ["1", "2", "3", "4", "5", "6"] } } }, /emailAddresses: has 6 entries/],
    ["a paused schedule", { ...snapshot, schedule: { quartzCronExpression: "0 0 6 * * ?", timezoneId: "UTC", pauseStatus: "PAUSED" } }, /^schedule: has pauseStatus, which can only be read/],
  ];
  for (const [what, inputs, reason] of refused) {
    it(`refuses ${what}`, async () => {
      const failures = await cloud.workspace.check(monitor, inputs);
      assert.equal(failures.length, 1, failures.join("\n"));
      assert.match(failures[0] ?? "", reason);
    });
  }

  it("needs the schema of the metrics, and gives a table one monitor", async () => {
    await assert.rejects(
      cloud.workspace.create(monitor, "a", snapshot),
      /Schema 'main\.churn' does not exist/,
    );
    await cloud.workspace.create("databricks:index/schema:Schema", "s", {
      catalogName: "main",
      name: "churn",
    });
    const { outputs } = await cloud.workspace.create(monitor, "a", snapshot);
    assert.equal(outputs["driftMetricsTableName"], "main.churn.predictions_drift_metrics");
    await assert.rejects(cloud.workspace.create(monitor, "b", snapshot), /the table has a monitor already/);
  });
});
