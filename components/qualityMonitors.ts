import * as databricks from "@pulumi/databricks";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../config/settings";
import type { Monitor, Monitoring } from "../manifest/schema/monitoring";
import { deployerName } from "./deployer";
import { toInputs } from "./jobInputs";

/** What a project's quality monitors are made from. */
export interface QualityMonitorsArgs {
  readonly monitoring: Monitoring;
  /** Mail address that failed refreshes are reported to unless a monitor names others. */
  readonly contact: string;
  /** Full name of the project's schema, where the tables are and the metrics go. */
  readonly schema: pulumi.Input<string>;
  /** Path of the project's folder, for dashboards. */
  readonly folder: pulumi.Input<string>;
  readonly settings: Settings;
}

/**
 * The monitors of tables that are there, in the project's own schema: profiles, drift and a dashboard of each. They
 * read as whoever runs Pulumi, who is therefore given SELECT on the tables. Metric tables stay when a monitor goes.
 * https://docs.databricks.com/api/workspace/qualitymonitors/create
 */
export class QualityMonitors extends pulumi.ComponentResource {
  /** Addresses of the dashboards, by table; none for a monitor without one. */
  readonly dashboards: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: QualityMonitorsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("marvin:index:QualityMonitors", name, {}, opts);
    const monitors = Object.entries(args.monitoring.tables).filter(([, monitor]) => monitor.table_exists);
    const grants = this.allowReading(name, tablesOf(monitors), args);
    const dashboards = monitors.flatMap(([table, monitor]) => {
      const { dashboardId } = this.monitor(`${name}/tables/${table}`, table, monitor, args, grants);
      const url = pulumi.interpolate`${args.settings.databricksHost}/sql/dashboardsv3/${dashboardId}`;
      return monitor.skip_builtin_dashboard ? [] : [[table, url] as const];
    });
    this.dashboards = Object.fromEntries(dashboards);
    this.registerOutputs({ dashboards: this.dashboards });
  }

  private monitor(
    name: string,
    table: string,
    monitor: Monitor,
    { contact, schema, folder, settings }: QualityMonitorsArgs,
    grants: Readonly<Record<string, databricks.Grant>>,
  ): databricks.QualityMonitor {
    const {
      table_exists: _said,
      skip_builtin_dashboard: skips,
      schedule,
      baseline_table_name: baseline,
      notifications,
      slicing_exprs: slices,
      custom_metrics: metrics,
      ...rest
    } = monitor;
    return new databricks.QualityMonitor(
      name,
      {
        ...toInputs(rest),
        // The service does not say false back, and the provider would find a difference each time.
        skipBuiltinDashboard: skips || undefined,
        tableName: pulumi.interpolate`${schema}.${table}`,
        outputSchemaName: schema,
        assetsDir: pulumi.interpolate`${folder}/monitoring/${table}`,
        baselineTableName: baseline === undefined ? undefined : pulumi.interpolate`${schema}.${baseline}`,
        // The provider cannot pause a schedule, so where schedules rest there is none.
        schedule: settings.runSchedules ? toInputs(schedule) : undefined,
        slicingExprs: slices.length > 0 ? slices : undefined,
        customMetrics: metrics.length > 0 ? metrics.map((metric) => toInputs(metric)) : undefined,
        notifications: {
          onFailure: { emailAddresses: notifications?.on_failure?.email_addresses ?? [contact] },
          onNewClassificationTagDetected: toInputs(notifications?.on_new_classification_tag_detected),
        },
      },
      {
        parent: this,
        dependsOn: [table, ...(baseline === undefined ? [] : [baseline])].flatMap(
          (read) => grants[read] ?? [],
        ),
        // The service takes these when it makes a monitor and passes over later changes; a table has one monitor.
        replaceOnChanges: ["tableName", "assetsDir", "skipBuiltinDashboard", "warehouseId"],
        deleteBeforeReplace: true,
      },
    );
  }

  private allowReading(
    name: string,
    tables: readonly string[],
    { schema, settings }: QualityMonitorsArgs,
  ): Record<string, databricks.Grant> {
    const grants = tables.map((table) => {
      const grant = new databricks.Grant(
        `${name}/grants/${table}`,
        {
          table: pulumi.interpolate`${schema}.${table}`,
          principal: deployerName(settings),
          privileges: ["SELECT"],
        },
        { parent: this },
      );
      return [table, grant] as const;
    });
    return Object.fromEntries(grants);
  }
}

/** Every table that is read, once. */
function tablesOf(monitors: readonly (readonly [string, Monitor])[]): string[] {
  const read = monitors.flatMap(([table, { baseline_table_name: baseline }]) => [table, baseline ?? table]);
  return [...new Set(read)].sort();
}
