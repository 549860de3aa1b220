import assert from "node:assert/strict";
import { QualityMonitors } from "../../components/qualityMonitors";
import { monitoring } from "../../manifest/schema/monitoring";
import { declare, settingsWith, valueOf } from "./declare";

const declareMonitors = (tables: object, settings: Readonly<Record<string, string>> = {}) =>
  declare(
    () =>
      new QualityMonitors("churn/monitoring", {
        monitoring: monitoring.parse({ tables }),
        contact: "churn@example.edu",
        schema: "ml_dev.churn",
        folder: "/marvin/dev/churn",
        settings: settingsWith(settings),
      }),
  );

const MONITOR = "databricks:QualityMonitor";
const schedule = { quartz_cron_expression: "0 0 6 * * ?", timezone_id: "Europe/Zurich" };

describe("QualityMonitors", () => {
  it("declare nothing for a table that nobody says is there", async () => {
    const { program } = await declareMonitors({ predictions: { snapshot: {}, schedule } });
    assert.deepEqual(program.ofType(MONITOR), []);
    assert.deepEqual(program.ofType("databricks:Grant"), []);
  });

  it("watch a whole table and tell the project's contact when that fails", async () => {
    const { program, result } = await declareMonitors({ predictions: { table_exists: true, snapshot: {} } });
    assert.deepEqual(program.inputs(MONITOR, "churn/monitoring/tables/predictions"), {
      tableName: "ml_dev.churn.predictions",
      outputSchemaName: "ml_dev.churn",
      assetsDir: "/marvin/dev/churn/monitoring/predictions",
      snapshot: {},
      notifications: { onFailure: { emailAddresses: ["churn@example.edu"] } },
    });
    assert.deepEqual(program.inputs("databricks:Grant", "churn/monitoring/grants/predictions"), {
      table: "ml_dev.churn.predictions",
      principal: "7d9e2c41-0b5a-4f68-9c3d-1e2f3a4b5c01",
      privileges: ["SELECT"],
    });
    assert.deepEqual(Object.keys(result.dashboards), ["predictions"]);
    assert.match(
      await valueOf(result.dashboards["predictions"]!),
      /^https:\/\/dev\.cloud\.databricks\.com\/sql\/dashboardsv3\//,
    );
  });

  it("compare predictions with a baseline, by slices and metrics of one's own, for those who are named", async () => {
    const { program, result } = await declareMonitors(
      {
        predictions: {
          table_exists: true,
          inference_log: {
            timestamp_col: "scored_at",
            granularities: ["1 day", "1 week"],
            model_id_col: "version",
            prediction_col: "risk",
            label_col: "left",
            problem_type: "PROBLEM_TYPE_CLASSIFICATION",
          },
          schedule,
          baseline_table_name: "training",
          slicing_exprs: ["faculty"],
          custom_metrics: [
            {
              name: "share_high",
              type: "CUSTOM_METRIC_TYPE_AGGREGATE",
              definition: "avg(`{{input_column}}` > 0.8)",
              input_columns: ["risk"],
              output_data_type: "double",
            },
          ],
          data_classification_config: { enabled: true },
          notifications: {
            on_failure: { email_addresses: ["night@example.edu"] },
            on_new_classification_tag_detected: { email_addresses: ["privacy@example.edu"] },
          },
          skip_builtin_dashboard: true,
          warehouse_id: "1234567890abcdef",
        },
        training: { table_exists: true, time_series: { timestamp_col: "day", granularities: ["1 month"] } },
      },
      { runSchedules: "true" },
    );
    assert.deepEqual(program.inputs(MONITOR, "churn/monitoring/tables/predictions"), {
      tableName: "ml_dev.churn.predictions",
      outputSchemaName: "ml_dev.churn",
      assetsDir: "/marvin/dev/churn/monitoring/predictions",
      inferenceLog: {
        timestampCol: "scored_at",
        granularities: ["1 day", "1 week"],
        modelIdCol: "version",
        predictionCol: "risk",
        labelCol: "left",
        problemType: "PROBLEM_TYPE_CLASSIFICATION",
      },
      schedule: { quartzCronExpression: "0 0 6 * * ?", timezoneId: "Europe/Zurich" },
      baselineTableName: "ml_dev.churn.training",
      slicingExprs: ["faculty"],
      customMetrics: [
        {
          name: "share_high",
          type: "CUSTOM_METRIC_TYPE_AGGREGATE",
          definition: "avg(`{{input_column}}` > 0.8)",
          inputColumns: ["risk"],
          outputDataType: "double",
        },
      ],
      dataClassificationConfig: { enabled: true },
      notifications: {
        onFailure: { emailAddresses: ["night@example.edu"] },
        onNewClassificationTagDetected: { emailAddresses: ["privacy@example.edu"] },
      },
      skipBuiltinDashboard: true,
      warehouseId: "1234567890abcdef",
    });
    assert.deepEqual(
      program
        .ofType("databricks:Grant")
        .map(({ name }) => name)
        .sort(),
      ["churn/monitoring/grants/predictions", "churn/monitoring/grants/training"],
    );
    assert.deepEqual(Object.keys(result.dashboards), ["training"]);
  });

  it("have no schedule where the stack's schedules rest, because the provider cannot pause one", async () => {
    const { program } = await declareMonitors({ a: { table_exists: true, snapshot: {}, schedule } });
    assert.ok(!("schedule" in program.inputs(MONITOR, "churn/monitoring/tables/a")));
  });
});
