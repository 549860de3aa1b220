"""Drift and quality, measured by Evidently."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import pandas as pd

from marvin.errors import MarvinError
from marvin.monitoring.findings import Finding, limited, noticed
from marvin.monitoring.sides import Sides
from marvin.settings.monitoring import MonitoringSettings

PREDICTION = "prediction"

_TESTED = 1000
"""Rows of the reference up to which Evidently tests for drift; above, it measures distances."""

_FEW_VALUES = 5
"""Different numbers up to which Evidently treats them as groups."""

_SIGNIFICANCE = 0.01
"""Of a test: one in a hundred columns that did not move counts as drifted. Evidently's 0.05 would call for training by
chance every few weeks, where one column or the predictions are enough to do so."""


def measure(sides: Sides, prediction: str | None, settings: MonitoringSettings) -> tuple[list[Finding], Any]:
    """Compares the sides column by column.

    Few current rows are held against as few of the reference as make Evidently test, for a distance between few and
    many is great by chance alone; quality against all.

    Args:
        prediction: the column of predictions, among the sides' columns; its drift counts apart. None: there is none.

    Returns:
        The findings, and Evidently's snapshot: its page holds histograms, quantiles, extremes and names of groups of
        the watched columns, and no rows.

    Raises:
        MarvinError: if Evidently is not installed.
    """
    evidently = _evidently()
    from evidently.metrics import MissingValueCount, OutListValueCount, OutRangeValueCount, ValueDrift
    from evidently.presets import DataSummaryPreset

    current, reference = sides.current, sides.reference
    columns = [*sides.numbers, *sides.groups]
    few = len(current) <= _TESTED
    against = reference.sample(_TESTED, random_state=settings.seed) if few and len(reference) > _TESTED else reference
    # Drift between values needs values on both sides.
    drifting = [column for column in columns if current[column].notna().any() and against[column].notna().any()]
    watched = [column for column in columns if column != prediction]
    metrics = [
        *(ValueDrift(column=c, **_drift(current[c], against[c], settings)) for c in drifting),
        *(MissingValueCount(column=column) for column in columns),
        *(
            OutRangeValueCount(column=c, left=float(reference[c].min()), right=float(reference[c].max()))
            for c in watched
            if c in sides.numbers and c in drifting
        ),
        *(
            OutListValueCount(column=c, values=sorted(reference[c].dropna().unique()))
            for c in watched
            if c in sides.groups and c in drifting
        ),
        # Last: for whoever looks at the page.
        DataSummaryPreset(columns=drifting),
    ]
    definition = evidently.DataDefinition(
        numerical_columns=[c for c in sides.numbers if c in drifting],
        categorical_columns=[c for c in sides.groups if c in drifting],
    )
    snapshot = evidently.Report(metrics).run(
        evidently.Dataset.from_pandas(current[columns], definition),
        evidently.Dataset.from_pandas(against[columns], definition),
    )
    found = _findings(snapshot.dict()["metrics"], reference, prediction, settings)
    return found, snapshot


def _findings(
    results: list[dict[str, Any]], reference: pd.DataFrame, prediction: str | None, settings: MonitoringSettings
) -> list[Finding]:
    drifts: list[Finding] = []
    drifted_columns: list[str] = []
    quality: list[Finding] = []
    of_prediction: list[Finding] = []
    seen: set[str] = set()
    for result in results:
        # The summary for readers repeats some.
        if result["metric_name"] in seen:
            continue
        seen.add(result["metric_name"])
        config, value = result["config"], result["value"]
        kind, column = config["type"].rpartition(":")[2], config.get("column")
        if kind == "ValueDrift":
            drifted = _drifted(config, value)
            note = f"{config['method']}, threshold {config['threshold']:g}"
            if column == prediction:
                action = settings.prediction_drift if drifted else "ok"
                of_prediction.append(noticed("prediction_drift", action, note, value=float(value)))
            else:
                said = f"drifted: {note}" if drifted else note
                drifted_columns.extend([column] if drifted else [])
                drifts.append(noticed("drift", "ok", said, column=column, value=float(value)))
        elif kind == "MissingValueCount":
            before = float(reference[column].isna().mean())
            rise = max(float(value["share"]) - before, 0.0)
            note = f"from {before:.1%} to {float(value['share']):.1%}"
            quality.append(limited("missing_share", rise, settings.missing_share, column=column, note=note))
        elif kind == "OutRangeValueCount":
            share = float(value["share"])
            quality.append(limited("out_of_range_share", share, settings.out_of_range_share, column=column))
        elif kind == "OutListValueCount":
            share = float(value["share"])
            quality.append(limited("new_values_share", share, settings.new_values_share, column=column))
    if drifts:
        share = len(drifted_columns) / len(drifts)
        drifts.insert(0, limited("drift_share", share, settings.drift_share, note=", ".join(drifted_columns)))
    return [*drifts, *of_prediction, *quality]


def _drift(current: pd.Series[Any], reference: pd.Series[Any], settings: MonitoringSettings) -> dict[str, Any]:
    """How drift of a column is measured: as configured, else tests for few rows and Evidently's distances for many."""
    if settings.drift_method is not None or len(reference) > _TESTED:
        return {"method": settings.drift_method, "threshold": settings.drift_threshold}
    values = pd.concat([current, reference]).nunique()
    grouped = current.dtype == object or values <= _FEW_VALUES
    threshold = settings.drift_threshold or _SIGNIFICANCE
    return {"method": _two_samples() if grouped else None, "threshold": threshold}


@cache
def _two_samples() -> str:
    """Makes the chi-square test of two samples known to Evidently, and returns its name there.

    Evidently's own takes the shares of the reference for exact, although they come from a sample too: of two samples of
    400 rows of the same 20 groups it finds four in five different.
    """
    from evidently.legacy.calculations.stattests import StatTest, register_stattest
    from evidently.legacy.core import ColumnType
    from scipy.stats import chi2_contingency

    def test(reference: Any, current: Any, _: Any, threshold: float) -> tuple[float, bool]:
        counts = pd.DataFrame({"reference": reference.value_counts(), "current": current.value_counts()}).fillna(0)
        chance = 1.0 if len(counts) < 2 else float(chi2_contingency(counts.to_numpy(), correction=False)[1])
        return chance, chance < threshold

    kinds = [ColumnType.Categorical, ColumnType.Numerical]
    name = "chi-square p_value"
    register_stattest(StatTest(name, name, kinds, _SIGNIFICANCE), test)
    return name


def _drifted(config: dict[str, Any], value: float) -> bool:
    # A p-value is small where the sides differ, a distance great.
    threshold = float(config["threshold"])
    return value < threshold if "p_value" in config["method"] else value >= threshold


def _evidently() -> Any:
    # Before it is imported: nothing about who monitors what is told to others.
    os.environ.setdefault("DO_NOT_TRACK", "1")
    try:
        import evidently
    except ImportError:
        raise MarvinError(
            "evidently is not installed: begin the notebook with %pip install -q -r ../requirements-databricks.txt"
        ) from None
    return evidently
