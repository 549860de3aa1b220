"""Checks a frame by a suite, stores what was found, and says what came of it."""

from __future__ import annotations

import json
import re
import sys
import warnings
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from marvin import batch as batches
from marvin import data, frames, ledger
from marvin.errors import MarvinError, ValidationError
from marvin.validation import quarantine, results, suites
from marvin.validation.engine import ROW_COUNTS, Engine, Found
from marvin.validation.report import Check, Outcome, Report
from marvin.validation.suites import Entry

if TYPE_CHECKING:
    from marvin.config import Config

# Their result is a count, a share or a name, never a value of the data.
_HARMLESS = re.compile(r"^expect_table_|_proportion_of_|_unique_value_count_|_of_type$|_in_type_list$|_type_to_be$")

_IMPLIED = Entry("expect_table_row_count_to_be_between", "fail", {"min_value": 1})

_LONGEST = 500


def validate(
    config: Config,
    frame_or_table: Any,
    suite: str | suites.Suite,
    *,
    table: str | None = None,
    batch: str | None = None,
) -> Report:
    """Checks a frame by a suite.

    Results are appended to the table `validation.table` of the configuration and, if a run is open, kept in it as
    `validation/SUITE.json` and `.html`. Then failures raise, and warnings warn. Values that are null break an
    expectation only if it is about nulls; NaN in a Spark frame is a value, in a pandas frame it is null. A frame
    without rows fails, unless the suite has an expectation about the number of rows that allows it. An expectation
    that cannot be checked, because its column is missing or of a type that it cannot be checked on, does not hold; it
    then fails with severity quarantine too.

    Rows that break an expectation of severity quarantine are not in `good`, and are written to the project's table
    `TABLE_quarantine`, with their reasons. Where such an expectation has `mostly`, that share of the rows must hold it:
    else it fails, since something is wrong with more than some rows.

    Args:
        frame_or_table: a Spark or pandas frame, or a table as in `data.full_name`. A Spark frame is read several
            times: write one that is costly to compute to a table first, and check the table.
        suite: name of a suite in `suites/`, or a suite from `validation.read`.
        table: the table that a frame is from or goes to, as in `data.full_name`: for results and quarantine. Results
            have its version where a table is checked, or this run read or wrote one version of it and no other.
        batch: name of the batch, of which a rerun replaces the rows in quarantine. Default: the parameter `batch`,
            else the job's run, which a repair shares, else the day (UTC), where no job runs.

    Raises:
        ConfigError: if the suite cannot be used.
        ValidationError: if an expectation of severity `fail` does not hold, after everything was stored.
        MarvinError: if columns of the frame share a name, the batch cannot be kept, or the quarantine not be written,
            after the results were stored.
    """
    chosen = suites.read(config, suite) if isinstance(suite, str) else suite
    named = batches.name_of(config, batch)
    table = frame_or_table if isinstance(frame_or_table, str) else table
    if isinstance(frame_or_table, str):
        version = data.version(config, frame_or_table)
        frame = data.read(config, frame_or_table, version=version)
    else:
        version = None if table is None else _touched(data.full_name(config, table))
        frame = frame_or_table
    full = None if table is None else data.full_name(config, table)
    at = datetime.now(UTC)
    engine = Engine(frame, config.validation.sample)
    entries = list(chosen.entries)
    if engine.rows == 0 and not any(entry.type in ROW_COUNTS for entry in entries):
        entries.insert(0, _IMPLIED)
    found = engine.run(entries)
    checks = tuple(
        _check(entry, result, config.validation.sample) for entry, result in zip(entries, found, strict=True)
    )
    good, rows = _split(frame, entries, found, checks)
    run_id = _run_id()
    source = "" if full is None else full.replace("`", "")
    kept = quarantine.Kept(0, None)
    problem: MarvinError | None = None
    if rows is not None:
        base = source.rpartition(".")[2] or chosen.name
        origin = quarantine.Origin(chosen.name, named, source, run_id, at)
        try:
            kept = quarantine.write(config, rows, f"{base}{config.validation.quarantine_suffix}", origin)
        except MarvinError as error:
            problem = error
    report = Report(
        suite=chosen.name,
        table=source or None,
        table_version=version,
        rows=engine.rows,
        checks=checks,
        run_id=run_id,
        validated_at=at.isoformat(timespec="seconds"),
        quarantined_rows=kept.rows,
        quarantine_table=kept.table,
        good=good,
        quarantined=rows,
    )
    results.store(config, report, at)
    if problem is not None:
        raise problem
    _tell(config, report)
    return report


def _check(entry: Entry, found: Found, sample: int) -> Check:
    result = found.result
    observed = result.get("observed_value")
    if not sample and not _HARMLESS.search(entry.type):
        observed = None
    values = [] if not sample else list(result.get("partial_unexpected_list") or ())[:sample]
    others = {
        key: value
        for key, value in entry.arguments.items()
        if key not in ("column", "column_A", "column_B", "column_list") or not entry.columns
    }
    count = result.get("unexpected_count")
    percent = result.get("unexpected_percent")
    return Check(
        expectation=entry.type,
        column=", ".join(entry.columns),
        severity=entry.severity,
        arguments=json.dumps(others, default=str, ensure_ascii=False),
        success=found.success,
        outcome=_outcome(entry, found),
        observed=None if observed is None else _text(observed),
        unexpected_count=None if count is None else int(count),
        unexpected_percent=None if percent is None else float(percent),
        sample=tuple(_text(value) for value in values),
        error=found.error,
    )


def _outcome(entry: Entry, found: Found) -> Outcome:
    if entry.severity == "quarantine" and not found.error:
        if not found.success and "mostly" in entry.arguments:
            return "failed"
        return "quarantined" if found.result.get("unexpected_count") else "passed"
    if found.success:
        return "passed"
    return "warned" if entry.severity == "warn" else "failed"


def _split(frame: Any, entries: Sequence[Entry], found: Sequence[Found], checks: Sequence[Check]) -> tuple[Any, Any]:
    """The good rows, and those for the quarantine; None where the suite quarantines nothing."""
    if not any(entry.severity == "quarantine" for entry in entries):
        return frame, None
    conditions = zip(checks, found, strict=True)
    broken = [(check.label, result.condition) for check, result in conditions if result.condition is not None]
    if broken:
        return quarantine.split(frame, broken)
    return frame, frame.limit(0) if frames.is_spark(frame) else frame.head(0)


def _touched(full: str) -> int | None:
    """The version that a frame of this table can only be: the one that this run read or wrote, if it was one alone.

    The table may have a newer version by now, and the frame may not be written yet: neither is evidence.
    """
    touched = ledger.current()
    seen = {touch.version for touch in (*touched.reads, *touched.writes) if touch.table == full}
    return seen.pop() if len(seen) == 1 else None


def _run_id() -> str | None:
    # Who has no MLflow loaded has no run open; loading it takes seconds.
    mlflow = sys.modules.get("mlflow")
    run = None if mlflow is None else mlflow.active_run()
    return None if run is None else str(run.info.run_id)


def _tell(config: Config, report: Report) -> None:
    for check in report.of("warned"):
        warnings.warn(f"suite {report.suite} on {report.subject}: {check}", stacklevel=3)
    if report.quarantined_rows:
        warnings.warn(
            f"suite {report.suite} on {report.subject}: {report.quarantined_rows} of {report.rows} rows are in "
            f"quarantine, in {report.quarantine_table}",
            stacklevel=3,
        )
    failed = report.of("failed")
    if not failed:
        return
    lines = "\n".join(f"  {check}{_hint(check)}" for check in failed)
    where = data.full_name(config, config.validation.table).replace("`", "")
    kept = f"{where} and in run {report.run_id}" if report.run_id else where
    raise ValidationError(
        f"suite {report.suite} on {report.subject}: {len(failed)} of {len(report.checks)} expectations fail:\n{lines}\n"
        f"Results are in {kept}. Correct the data, or the suite in {suites.FOLDER}/{report.suite}.yml",
        report,
    )


def _hint(check: Check) -> str:
    if check.expectation == _IMPLIED.type and check.observed == "0":
        return ". If no rows are well, expect a row count with min_value: 0"
    return ""


def _text(value: Any) -> str:
    """A value of the data, or what was found of it, on one line and of limited length."""
    if isinstance(value, Mapping | list | tuple):
        text = json.dumps(value, default=str, ensure_ascii=False)
    else:
        text = " ".join(str(value).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
