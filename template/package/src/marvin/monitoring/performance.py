"""How good predictions were, once labels have arrived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from marvin import frames
from marvin.errors import ModelError
from marvin.models import metrics, registry
from marvin.models.predictions import CannotPredict, checked
from marvin.models.rows import rows_of
from marvin.monitoring.findings import Finding, MonitoringError, limited, unknown
from marvin.monitoring.sides import NO_TIME, moments, sample
from marvin.session import spark

if TYPE_CHECKING:
    from marvin.config import Config


def performance(
    config: Config, predictions: Any, labels: Any, keys: Sequence[str], prediction: str, version: str | None
) -> list[Finding]:
    """Compares predictions with the labels that have arrived, by the project's metric.

    Args:
        predictions: a Spark or pandas frame with keys, predictions and, where scoring wrote it, `scored_at` and
            `model_version`; of predictions for the same keys the newest counts.
        labels: a Spark or pandas frame with keys and the target.
        version: of the model. Its predictions alone count; None: all.

    Raises:
        ModelError: if the configuration has no target, a column is missing, or the keys are of different types.
        MonitoringError: if `scored_at` holds what is no time.
    """
    settings = registry.settings(config).model_copy(update={"slices": []})
    watched = config.monitoring
    if settings.target is None:
        raise ModelError("performance needs to know the label: add `target: COLUMN` to `model` in conf/base.yml")
    _has(predictions, [*keys, prediction], "the predictions")
    _has(labels, [*keys, settings.target], "the labels")
    metric = metrics.find(settings.metric, settings.task)
    newest = _newest(config, predictions, keys, version)
    scored = _count(newest)
    joined = sample(config, _joined(config, newest, labels, keys, prediction, settings.target))
    known = joined[joined[settings.target].notna()]
    labelled = Finding("labelled_share", None, len(known) / scored if scored else 0.0, None, "ok", f"of {scored} rows")
    if len(known) < watched.minimum_rows:
        few = f"{len(known)} predictions have a label, and {watched.minimum_rows} are needed"
        return [unknown("performance", few), labelled]
    try:
        rows = rows_of(known, settings, metric, None)
        value = metric.value(rows.target, checked(rows.frame[prediction], rows, metric, settings))
    except CannotPredict as error:
        return [unknown("performance", f"column {prediction} {error}"), labelled]
    except ModelError as error:
        return [unknown("performance", str(error)), labelled]
    before = _compared(config, metric.name, version)
    found = [Finding("performance", None, value, before, "ok", metric.name)]
    least = watched.performance_minimum
    if least is not None and metric.gain(value, least) < 0:
        word = "below" if metric.greater_is_better else "above"
        found = [Finding("performance", None, value, least, "retrain", f"{metric.name} is {word} {least:g}")]
    if before is None:
        note = "the version was not compared by this metric, so there is nothing to hold it against"
        return [*found, unknown("performance_drop", note), labelled]
    drop = max(float(metric.gain(before, value)), 0.0)
    note = f"{metric.name} from {before:.4g} to {value:.4g}, on {len(known)} rows"
    return [*found, limited("performance_drop", drop, watched.performance_drop, reference=before, note=note), labelled]


def _compared(config: Config, metric: str, version: str | None) -> float | None:
    """The metric of the version when it was compared with the champion, on rows that it was not trained on."""
    if version is None:
        return None
    try:
        tags = registry.version_of(config, version).tags
    except ModelError:
        return None
    if tags.get("marvin_compared_by") != metric:
        return None
    try:
        return float(tags.get("marvin_value", ""))
    except ValueError:
        return None


def _newest(config: Config, frame: Any, keys: Sequence[str], version: str | None) -> Any:
    """Of predictions for the same keys the newest, within `performance_days`."""
    since = datetime.now(UTC) - timedelta(days=config.monitoring.performance_days)
    timed, versioned = "scored_at" in frame.columns, version is not None and "model_version" in frame.columns
    if isinstance(frame, pd.DataFrame):
        if versioned:
            frame = frame[frame["model_version"] == version]
        if timed:
            frame = frame.assign(scored_at=moments(frame)).sort_values("scored_at", kind="stable")
            frame = frame[frame["scored_at"] >= since]
        return frame.drop_duplicates(list(keys), keep="last")
    from pyspark.sql import Window, functions

    if versioned:
        frame = frame.where(functions.col("model_version") == version)
    if not timed:
        return frame.dropDuplicates(list(keys))
    if not dict(frame.dtypes)["scored_at"].startswith(("timestamp", "date")):
        raise MonitoringError(NO_TIME)
    frame = frame.where(functions.col("scored_at") >= functions.lit(since))
    order = Window.partitionBy(*keys).orderBy(functions.desc("scored_at"))
    ranked = frame.withColumn("_marvin_place", functions.row_number().over(order))
    return ranked.where("_marvin_place = 1").drop("_marvin_place")


def _joined(config: Config, predictions: Any, labels: Any, keys: Sequence[str], prediction: str, target: str) -> Any:
    """Predictions with their labels: one row for each prediction that has one."""
    if isinstance(predictions, pd.DataFrame) and isinstance(labels, pd.DataFrame):
        truth = labels[[*keys, target]].dropna(subset=[target]).drop_duplicates(list(keys), keep="last")
        try:
            return predictions[[*keys, prediction]].merge(truth, on=list(keys))
        except ValueError:
            both = ", ".join(f"{key} ({predictions[key].dtype} and {truth[key].dtype})" for key in keys)
            raise ModelError(
                f"predictions and labels cannot be joined, for their keys are of different types: {both}. Bring them "
                "to the same type first"
            ) from None
    left, right = (
        frames.to_spark(spark(config), frame) if isinstance(frame, pd.DataFrame) else frame
        for frame in (predictions, labels)
    )
    columns = [f"`{key}`" for key in keys]
    truth = right.select(*columns, f"`{target}`").dropna(subset=[target]).dropDuplicates(list(keys))
    return left.select(*columns, f"`{prediction}`").join(truth, on=list(keys))


def _count(frame: Any) -> int:
    return len(frame) if isinstance(frame, pd.DataFrame) else int(frame.count())


def _has(frame: Any, columns: Sequence[str], what: str) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ModelError(f"{what} have no column {', '.join(missing)}: check keys= and `model` in conf/base.yml")
