import type { Monitor } from "../schema/monitoring";
import type { RuleFault } from "./tasks";

/** What a monitor looks at its table as. */
export const PROFILES = ["snapshot", "time_series", "inference_log"] as const;

/** What Databricks refuses of a monitor only after the merge. Paths are inside the monitor. */
export function checkMonitor(monitor: Monitor): RuleFault[] {
  return [...checkProfile(monitor), ...checkMetrics(monitor), ...checkNotifications(monitor)];
}

function checkProfile(monitor: Monitor): RuleFault[] {
  const given = PROFILES.filter((profile) => monitor[profile] !== undefined);
  if (given.length === 1) return [];
  const message =
    given.length === 0
      ? "says not how the table is looked at: add one of `snapshot: {}`, `time_series` and `inference_log`"
      : `has ${given.join(" and ")}: keep one of them`;
  return [{ path: [], message }];
}

function checkMetrics({ custom_metrics: metrics }: Monitor): RuleFault[] {
  const names = metrics.map(({ name }) => name);
  return names.flatMap((name, index) =>
    names.indexOf(name) < index
      ? [
          {
            path: ["custom_metrics", index, "name"],
            message: "is used twice in this monitor: give each its own",
          },
        ]
      : [],
  );
}

function checkNotifications({ notifications, data_classification_config: classified }: Monitor): RuleFault[] {
  if (notifications?.on_new_classification_tag_detected === undefined || classified?.enabled === true) {
    return [];
  }
  const message = "never happens: set `data_classification_config: { enabled: true }`, or remove it";
  return [{ path: ["notifications", "on_new_classification_tag_detected"], message }];
}
