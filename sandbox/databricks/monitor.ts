import type { Kind, Need } from "../kind";
import { atMost, distinct, each, exactlyOne, from, matching, oneOf } from "../rules";
import { given, show, type Props } from "../value";
import { exists } from "./rights";

const API_GUIDE = "https://docs.databricks.com/aws/en/lakehouse-monitoring/create-monitor-api";
const METRICS = "https://docs.databricks.com/aws/en/lakehouse-monitoring/custom-metrics";
const PROVIDER =
  "https://registry.terraform.io/providers/databricks/databricks/latest/docs/resources/quality_monitor";

const granularity = /^(?:5 minutes|30 minutes|1 hour|1 day|1 week|[1-9]\d* weeks?|1 month|1 year)$/;
const fullName = /^[^./ ]+\.[^./ ]+\.[^./ ]+$/;

/** Monitors of tables, which jobs make, so that a table is taken to exist. */
export const monitorKinds: Readonly<Record<string, Kind>> = {
  "databricks:index/qualityMonitor:QualityMonitor": {
    docs: "https://docs.databricks.com/api/workspace/qualitymonitors/create",
    level: "metastore",
    replacedBy: [],
    rules: [
      matching("tableName", fullName, "give catalog.schema.table"),
      matching("baselineTableName", fullName, "give catalog.schema.table"),
      matching("outputSchemaName", /^[^./ ]+\.[^./ ]+$/, "give catalog.schema"),
      matching("assetsDir", /^\/[^/]/, "give the whole path in the workspace, from / on"),
      from(
        API_GUIDE,
        exactlyOne("", ["snapshot", "timeSeries", "inferenceLog"]),
        ...["timeSeries", "inferenceLog"].flatMap((profile) => [
          matching(
            `${profile}.granularities.*`,
            granularity,
            "use 5 minutes, 30 minutes, 1 hour, 1 day, N weeks, 1 month or 1 year",
          ),
          each(
            `${profile}.granularities`,
            ({ value }) => Array.isArray(value) && value.length === 0 && "is empty; name at least one",
          ),
        ]),
        oneOf("inferenceLog.problemType", ["PROBLEM_TYPE_CLASSIFICATION", "PROBLEM_TYPE_REGRESSION"]),
      ),
      from(
        METRICS,
        // prettier-ignore
        oneOf("customMetrics.*.type", ["CUSTOM_METRIC_TYPE_AGGREGATE", "CUSTOM_METRIC_TYPE_DERIVED", "CUSTOM_METRIC_TYPE_DRIFT"]),
        distinct("customMetrics.*.name"),
      ),
      atMost("notifications.onFailure.emailAddresses", 5),
      atMost("notifications.onNewClassificationTagDetected.emailAddresses", 5),
      from(
        PROVIDER,
        each("schedule", ({ value }) =>
          given(value, "pauseStatus") ? "has pauseStatus, which can only be read; remove it" : undefined,
        ),
      ),
    ],
    computed: {
      status: () => "MONITOR_STATUS_ACTIVE",
      monitorVersion: () => 0,
      dashboardId: ({ inputs, stamp }) =>
        inputs["skipBuiltinDashboard"] === true ? "" : `${stamp.hex}${stamp.hex}`,
      driftMetricsTableName: ({ inputs }) => metricTable(inputs, "drift"),
      profileMetricsTableName: ({ inputs }) => metricTable(inputs, "profile"),
    },
    id: ({ inputs }) => show(inputs["tableName"]),
    claims: ({ inputs }) => [
      {
        thing: `monitor of ${table(inputs["tableName"])}`,
        refusal: `POST /api/2.1/unity-catalog/tables/${show(inputs["tableName"])}/monitor: 400 RESOURCE_ALREADY_EXISTS: the table has a monitor already`,
      },
    ],
    needs: ({ inputs }) => [...watched(inputs), ...outputSchema(inputs)],
  },
};

function watched(inputs: Props): Need[] {
  const name = show(inputs["tableName"]);
  return exists("table", name, `POST /api/2.1/unity-catalog/tables/${name}/monitor`).map((need) => ({
    ...need,
    inside: need.thing === table(name),
  }));
}

function table(name: Props[string] | undefined): string {
  return `table ${show(name ?? null).toLowerCase()}`;
}

function metricTable(inputs: Props, kind: string): string {
  const [, , name] = show(inputs["tableName"]).split(".");
  return `${show(inputs["outputSchemaName"])}.${name}_${kind}_metrics`;
}

function outputSchema(inputs: Props): Need[] {
  const name = show(inputs["outputSchemaName"]);
  const refusal = `POST /api/2.1/unity-catalog/tables/${show(inputs["tableName"])}/monitor: 404 SCHEMA_DOES_NOT_EXIST: Schema '${name}' does not exist`;
  return [{ thing: `schema ${name.toLowerCase()}`, refusal }];
}
