"""Keeps what a validation found: rows of a Delta table, and files in the open run."""

from __future__ import annotations

import sys
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from marvin import data
from marvin.session import spark
from marvin.validation.report import Report, page

if TYPE_CHECKING:
    from marvin.config import Config

_COLUMNS = (
    "project string, environment string, commit string, job_run_id string, run_id string, suite string, "
    "table string, table_version long, position int, expectation string, column string, arguments string, "
    "severity string, success boolean, outcome string, observed string, unexpected_count long, "
    "unexpected_percent double, sample array<string>, error string, rows long, quarantined_rows long, "
    "quarantine_table string, validated_at timestamp"
)


def store(config: Config, report: Report, at: datetime) -> None:
    """Appends one row for each check to the table `validation.table`, and adds the report to the open run."""
    context = config.context
    rows = [
        (
            config.project,
            config.environment,
            context.commit,
            context.job_run_id,
            report.run_id,
            report.suite,
            report.table,
            report.table_version,
            position,
            check.expectation,
            check.column,
            check.arguments,
            check.severity,
            check.success,
            check.outcome,
            check.observed,
            check.unexpected_count,
            check.unexpected_percent,
            list(check.sample),
            check.error or None,
            report.rows,
            report.quarantined_rows,
            report.quarantine_table,
            at,
        )
        for position, check in enumerate(report.checks, 1)
    ]
    frame = spark(config).createDataFrame(rows, _COLUMNS)
    data.write(config, frame, config.validation.table, mode="append")
    if report.run_id is not None:
        mlflow = sys.modules["mlflow"]
        mlflow.log_text(report.as_json(), f"validation/{report.suite}.json")
        mlflow.log_text(
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(report.suite)}</title>'
            f"<body>{page(report)}</body></html>",
            f"validation/{report.suite}.html",
        )
        mlflow.log_metric(f"validation.{report.suite}.failed", len(report.of("failed")))
        mlflow.log_metric(f"validation.{report.suite}.quarantined_rows", report.quarantined_rows)
