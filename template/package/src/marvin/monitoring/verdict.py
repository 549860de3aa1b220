"""Compares rows with a reference, keeps what is found, and says what is to be done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from marvin import context, data, tracking
from marvin.errors import DataError, MarvinError, ModelError
from marvin.models import registry
from marvin.monitoring.evidence import PREDICTION, measure
from marvin.monitoring.findings import Finding, MonitoringError, Report, limited, noticed, unknown
from marvin.monitoring.performance import performance
from marvin.monitoring.sides import moments, readable, sample, sides
from marvin.monitoring.store import keep

if TYPE_CHECKING:
    from marvin.config import Config

_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")


class MonitoringFailed(MarvinError):  # noqa: N818 - a verdict, not a mistake
    """A finding reached the limit `fail`. Everything was kept before; `report` has it all."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(str(report))


def monitor(
    config: Config,
    current: Any,
    reference: Any,
    *,
    labels: Any = None,
    keys: Sequence[str] = (),
    name: str | None = None,
) -> Report:
    """Compares rows with a reference, by `monitoring` in the configuration, in the open run.

    Drift and quality of each column, drift of the predictions, and, with labels, performance. Of a table that
    `scoring.score` wrote, the newest batch is compared; performance looks at all batches of its model version.
    What is found goes into the table `_marvin_monitoring`; Evidently's pages, metrics and the tags `marvin.monitoring`
    and `marvin.retrain` into the run; and on Databricks the task values `status` and `retrain` (`true`, `false`) to the
    tasks that follow, so that a condition task can start training by `{{tasks.monitor.values.retrain}}`.

    Args:
        current: a table as in `data.full_name`, or a Spark or pandas frame.
        reference: the same: rows as they should be, best such as no model was trained on. A table is taken as it was
            when the model that made the current predictions was compared on it, if it was: newer rows may have moved
            like the current ones. Where it has no predictions, that model predicts for them.
        labels: the same, with keys and `model.target`: what really came.
        keys: columns that tell rows apart; never watched.
        name: what is monitored, as it is kept: letters, digits, _ and -. Default: the table.

    Raises:
        MonitoringError: if no run is open, the name cannot be kept, or the rows cannot be read as they are.
        ModelError: if labels cannot be told to belong to the predictions.
        MonitoringFailed: if a finding reaches a limit `fail`, after everything was kept.
    """
    import mlflow

    run = mlflow.active_run()
    if run is None:
        raise MonitoringError("what is found is kept in a run: open one by `with tracking.run(config):`")
    called = name or (current if isinstance(current, str) else "rows")
    if not _NAME.fullmatch(called):
        raise MonitoringError(f"{called!r} cannot be kept as a name: give name= of letters, digits, _ and -")
    if isinstance(keys, str):
        raise MonitoringError(f"keys= needs a list: keys=[{keys!r}]")
    if labels is not None and not keys:
        raise MonitoringError("labels= needs keys=, the columns by which labels and predictions belong together")
    keys = [str(key) for key in keys]
    everything = _frame(config, current, "the current rows")
    rows = sample(config, _newest_batch(everything))
    version = _one(rows, "model_version")
    found_reference, findings = _reference(config, reference, version)
    expected = sample(config, found_reference)
    prediction = _prediction(config, rows)
    snapshot: Any = None
    few = _few(rows, expected, config.monitoring.minimum_rows)
    if few is not None:
        findings.append(unknown("rows", few))
    else:
        findings.append(Finding("rows", None, float(len(rows)), float(len(expected)), "ok"))
        if prediction is not None and prediction not in expected.columns:
            expected, why = _predicted(config, expected, prediction, version)
            if why is not None:
                missing = float(rows[prediction].isna().mean())
                findings.append(unknown("prediction_drift", why))
                findings.append(limited("missing_share", missing, config.monitoring.missing_share, column=prediction))
        found, snapshot = _compared(config, rows, expected, prediction, keys)
        findings.extend(found)
    if labels is not None:
        if prediction is None:
            findings.append(unknown("performance", f"the rows have no column {PREDICTION}"))
        else:
            truth = _frame(config, labels, "the labels")
            findings.extend(performance(config, everything, truth, keys, prediction, version))
    model = _one(rows, "model_name")
    report = Report(called, tuple(findings), len(rows), len(expected), model, version, run.info.run_id)
    keep(config, report, snapshot)
    for key, value in (("status", report.status), ("retrain", str(report.retrain).lower())):
        context.set_task_value(key, value)
    if report.status == "fail":
        raise MonitoringFailed(report)
    return report


def _compared(
    config: Config, rows: pd.DataFrame, expected: pd.DataFrame, prediction: str | None, keys: Sequence[str]
) -> tuple[list[Finding], Any]:
    target = None if config.model is None else config.model.target
    both = prediction is not None and prediction in expected.columns
    leave = [*keys, *([target] if target else []), *([] if both or prediction is None else [prediction])]
    settings = config.monitoring
    if both and settings.columns:
        settings = settings.model_copy(update={"columns": [*settings.columns, prediction]})
    compared = sides(rows, expected, settings, leave)
    watched = {*compared.numbers, *compared.groups}
    if not watched:
        return [*compared.findings, noticed("watched_columns", "fail", "none can be watched", value=0.0)], None
    found, snapshot = measure(compared, prediction if prediction in watched else None, settings)
    if both and prediction not in watched:
        found.append(unknown("prediction_drift", f"column {prediction} cannot be watched: see its finding"))
    return [*found, *compared.findings], snapshot


def _reference(config: Config, reference: Any, version: str | None) -> tuple[Any, list[Finding]]:
    """The reference, and at which version it was taken, where that is not the newest."""
    if not isinstance(reference, str):
        return readable(reference, "the reference rows"), []
    known = None if version is None else _compared_on(config, reference, version)
    if known is None:
        return data.read(config, reference), []
    note = f"{reference} at version {known}, on which version {version} of the model was compared"
    try:
        frame = data.read(config, reference, version=known)
    except DataError:
        gone = f"{note}, is gone: the newest is taken, which may have moved like the current rows"
        return data.read(config, reference), [unknown("reference", gone)]
    return frame, [Finding("reference", None, float(known), None, "ok", note)]


def _compared_on(config: Config, table: str, version: str) -> int | None:
    """The table's version that the model's comparison with the champion read."""
    import mlflow
    from mlflow.exceptions import MlflowException

    try:
        run = registry.version_of(config, version).tags.get("marvin_compared_run")
        tags = {} if run is None else mlflow.get_run(run).data.tags
    except (ModelError, MlflowException):
        return None
    read = tags.get(tracking.read_tag(data.full_name(config, table)), "")
    return int(read) if read.isdigit() else None


def _frame(config: Config, frame_or_table: Any, what: str) -> Any:
    return data.read(config, frame_or_table) if isinstance(frame_or_table, str) else readable(frame_or_table, what)


def earlier(frame: Any) -> Any:
    """All batches of predictions but the newest: a reference for those who have no other.

    Args:
        frame: a Spark or pandas frame that `scoring.score` wrote.
    """
    newest = _newest_id(frame)
    return frame if newest is None else frame[frame["batch_id"] != newest]


def _newest_batch(frame: Any) -> Any:
    """The newest batch where scoring wrote the rows; else all."""
    if not {"batch_id", "scored_at"} <= set(frame.columns):
        return frame
    newest = _newest_id(frame)
    return frame if newest is None else frame[frame["batch_id"] == newest]


def _newest_id(frame: Any) -> Any:
    if isinstance(frame, pd.DataFrame):
        at = moments(frame).reset_index(drop=True)
        return None if at.isna().all() else frame["batch_id"].iloc[int(at.argmax())]
    from pyspark.sql import functions

    newest = frame.orderBy(functions.desc("scored_at")).select("batch_id").first()
    return None if newest is None else newest["batch_id"]


def _one(rows: pd.DataFrame, column: str) -> str | None:
    values = rows[column].dropna().unique().tolist() if column in rows.columns else []
    return str(values[0]) if len(values) == 1 else None


def _prediction(config: Config, rows: pd.DataFrame) -> str | None:
    named = config.model.output if config.model is not None and config.model.output else PREDICTION
    return named if named in rows.columns else None


def _few(rows: pd.DataFrame, expected: pd.DataFrame, least: int) -> str | None:
    few = [
        f"{len(side)} {what} rows" for side, what in ((rows, "current"), (expected, "reference")) if len(side) < least
    ]
    return f"{' and '.join(few)}, and {least} are needed to tell" if few else None


def _predicted(
    config: Config, expected: pd.DataFrame, prediction: str, version: str | None
) -> tuple[pd.DataFrame, str | None]:
    """The reference with predictions of the model that made the current ones; or why it has none."""
    import mlflow

    if config.model is None or version is None:
        return expected, "the reference has no predictions, and which model made the current ones is not said"
    try:
        chosen = registry.version_of(config, version)
        model = mlflow.pyfunc.load_model(f"models:/{chosen.name}/{chosen.version}")
        names = model.metadata.get_input_schema().input_names()
        found = model.predict(expected[names])
        values = found[prediction] if isinstance(found, pd.DataFrame) else found
        return expected.assign(**{prediction: values}), None
    except Exception as error:  # noqa: BLE001 - the model's own code: anything
        first = str(error).strip().partition("\n")[0][:200]
        return expected, f"the reference has no predictions, and version {version} cannot make them: {first}"
