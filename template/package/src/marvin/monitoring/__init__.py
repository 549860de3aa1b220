"""Watches predictions, or any table, against a reference: drift, quality, and performance once labels arrive.

    with tracking.run(config, "monitor"):
        report = monitoring.monitor(config, "predictions", "holdout", labels="outcomes", keys=["id", "as_of"])
    report.status, report.retrain

Section `monitoring` of the configuration says what is watched, and from when on something is done about it.
"""

from marvin.monitoring.findings import Finding, MonitoringError, Report
from marvin.monitoring.store import TABLE, history
from marvin.monitoring.verdict import MonitoringFailed, earlier, monitor

__all__ = ["TABLE", "Finding", "MonitoringError", "MonitoringFailed", "Report", "earlier", "history", "monitor"]
