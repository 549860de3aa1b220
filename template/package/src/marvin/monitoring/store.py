"""Keeps what monitoring found: as a Delta table over time, and in the MLflow run."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from marvin import data
from marvin.monitoring.findings import Report
from marvin.session import spark

if TYPE_CHECKING:
    import pandas as pd

    from marvin.config import Config

TABLE = f"{data.BOOKKEEPING}monitoring"
"""Table of the findings, in the project's schema."""

SCHEMA = (
    "name string, measured_at timestamp, run_key string, run_id string, metric string, column string, value double, "
    "reference double, warn_at double, retrain_at double, fail_at double, status string, note string, rows bigint, "
    "reference_rows bigint, model string, model_version string"
)


def keep(config: Config, report: Report, snapshot: Any) -> None:
    """Stores a report in the table, where a rerun of the same job run replaces it, and in the open run.

    The run gets the numbers as metrics, the status as a tag, and the pages.

    Args:
        snapshot: Evidently's; None where nothing was compared.
    """
    import mlflow

    if snapshot is not None:
        mlflow.log_text(snapshot.get_html_str(as_iframe=False), f"monitoring/{report.name}/comparison.html")
        mlflow.log_text(snapshot.json(), f"monitoring/{report.name}/comparison.json")
    mlflow.log_text(report._repr_html_(), f"monitoring/{report.name}/findings.html")
    measured = {_metric(finding.name): finding.value for finding in report.findings if finding.value is not None}
    mlflow.log_metrics({f"monitor.{report.name}.{name}": value for name, value in measured.items()})
    mlflow.set_tags({"marvin.monitoring": report.status, "marvin.retrain": str(report.retrain).lower()})
    key = config.context.job_run_id or report.run_id
    now = datetime.now(UTC)
    rows = [
        (
            report.name,
            now,
            key,
            report.run_id,
            finding.metric,
            finding.column,
            finding.value,
            finding.reference,
            None if finding.limits is None else finding.limits.warn,
            None if finding.limits is None else finding.limits.retrain,
            None if finding.limits is None else finding.limits.fail,
            finding.status,
            finding.note,
            report.rows,
            report.reference_rows,
            report.model,
            report.model_version,
        )
        for finding in report.findings
    ]
    frame = spark(config).createDataFrame(rows, SCHEMA)
    data.write(config, frame, TABLE, replace_where=f"name = '{report.name}' AND run_key = '{key}'", evolve=True)


def history(config: Config, name: str | None = None, *, days: int = 90) -> pd.DataFrame:
    """What was found in the last days, the newest first.

    Args:
        name: what was monitored. Default: everything.

    Returns:
        The columns of the table `_marvin_monitoring`, one row for each finding.

    Raises:
        DataError: if nothing was monitored yet.
    """
    from pyspark.sql import functions

    frame = data.read(config, TABLE)
    since = datetime.now(UTC) - timedelta(days=days)
    found = frame.where(functions.col("measured_at") >= functions.lit(since))
    if name is not None:
        found = found.where(functions.col("name") == name)
    rows: pd.DataFrame = found.orderBy(functions.desc("measured_at"), "name", "metric", "column").toPandas()
    return rows


def _metric(name: str) -> str:
    """A name that MLflow takes for a metric."""
    return re.sub(r"[^A-Za-z0-9_. /:-]", "_", name)
