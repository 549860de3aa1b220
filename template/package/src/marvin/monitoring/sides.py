"""The two sides that are compared: as pandas frames, with the columns that can be watched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from marvin.frames import repeated
from marvin.models.rows import text
from marvin.monitoring.findings import Finding, MonitoringError, noticed
from marvin.settings.monitoring import MonitoringSettings

if TYPE_CHECKING:
    from marvin.config import Config

Kind = Literal["number", "group"]
Type = Literal["numbers", "truth values", "texts"]

ADDED = ("model_name", "model_version", "run_id", "scored_at", "batch_id")
"""Columns that `scoring.score` adds, besides the predictions."""

_MOST_GROUPS = 100
"""Values up to which a column of texts counts as groups, and not as free text or names."""


@dataclass(frozen=True)
class Sides:
    """Rows of both sides with the watched columns alone, numbers as float64 and groups as texts."""

    current: pd.DataFrame
    reference: pd.DataFrame
    numbers: tuple[str, ...]
    groups: tuple[str, ...]
    findings: tuple[Finding, ...]
    """Columns that are missing, of another type or new, and why others are not watched."""


NO_TIME = "column scored_at of the predictions holds what is no time: keep it as scoring.score writes it"


def readable(frame: Any, what: str) -> Any:
    """A frame whose columns can be told apart by name: texts, as those of Spark and of the configuration are.

    Args:
        what: the side, for messages.

    Raises:
        MonitoringError: if it is no frame, or two columns share a name.
    """
    if not hasattr(frame, "columns"):
        raise MonitoringError(f"{what} are a {type(frame).__name__}: give a table's name, or a Spark or pandas frame")
    names = [str(column) for column in frame.columns]
    if twice := repeated(names):
        raise MonitoringError(f"{what} have column {', '.join(twice)} more than once: rename or drop one of them")
    return frame.set_axis(names, axis=1) if isinstance(frame, pd.DataFrame) else frame


def moments(frame: pd.DataFrame) -> pd.Series[Any]:
    """When each row was scored, in UTC.

    Raises:
        MonitoringError: if `scored_at` holds what is no time.
    """
    try:
        return pd.to_datetime(frame["scored_at"], utc=True)
    except (TypeError, ValueError):
        raise MonitoringError(NO_TIME) from None


def sample(config: Config, frame: Any) -> pd.DataFrame:
    """At most `maximum_rows` of a Spark or pandas frame, drawn with the seed."""
    settings = config.monitoring
    if isinstance(frame, pd.DataFrame):
        if len(frame) <= settings.maximum_rows:
            return frame
        return frame.sample(settings.maximum_rows, random_state=settings.seed)
    rows = frame.count()
    if rows > settings.maximum_rows:
        frame = frame.sample(fraction=settings.maximum_rows / rows, seed=settings.seed)
    taken: pd.DataFrame = frame.toPandas()
    return taken


def sides(current: pd.DataFrame, reference: pd.DataFrame, settings: MonitoringSettings, leave: Sequence[str]) -> Sides:
    """Chooses the columns, and brings both sides to the same types.

    Args:
        leave: columns besides `ignore` that are not watched: keys, predictions, the target.
    """
    findings = _unknown_names(settings, {*current.columns, *reference.columns})
    left_out = {*ADDED, *settings.ignore, *leave}
    wanted = settings.columns or [column for column in reference.columns if column not in left_out]
    kinds: dict[str, Kind] = {}
    for column in wanted:
        if column not in reference.columns:
            findings.append(noticed("missing_column", settings.missing_column, "not in the reference", column=column))
            continue
        kind, why = _kind(reference[column], column in settings.categorical)
        if column not in current.columns:
            findings.append(
                noticed("missing_column", settings.missing_column, "not in the current rows", column=column)
            )
        elif kind is None:
            findings.append(noticed("not_watched", "ok", why, column=column))
        elif current[column].isna().all():
            # Has no type of its own; its share of missing values speaks.
            kinds[column] = kind
        elif column not in settings.categorical and _type(current[column]) != (held := _type(reference[column])):
            note = f"holds {held} in the reference and {_type_of(current[column])!r} now"
            findings.append(noticed("missing_column", settings.missing_column, note, column=column))
        else:
            kinds[column] = kind
    new = [] if settings.columns else [c for c in current.columns if c not in {*reference.columns, *left_out}]
    findings.extend(
        noticed("new_column", "ok", "not in the reference, so not watched", column=column) for column in new
    )
    numbers = tuple(column for column, kind in kinds.items() if kind == "number")
    groups = tuple(column for column, kind in kinds.items() if kind == "group")
    return Sides(_typed(current, numbers, groups), _typed(reference, numbers, groups), numbers, groups, tuple(findings))


def _typed(frame: pd.DataFrame, numbers: Sequence[str], groups: Sequence[str]) -> pd.DataFrame:
    found = {column: pd.to_numeric(frame[column], errors="coerce").astype("float64") for column in numbers}
    # Infinite values belong to no histogram.
    found = {column: values.replace([np.inf, -np.inf], np.nan) for column, values in found.items()}
    texts = {column: frame[column].astype(object).map(text, na_action="ignore") for column in groups}
    # Missing values of pandas' own types have no truth, for which Evidently asks.
    texts = {column: values.where(values.notna(), None) for column, values in texts.items()}
    return pd.DataFrame({**found, **texts}).reset_index(drop=True)


def _kind(values: pd.Series[Any], categorical: bool) -> tuple[Kind | None, str]:
    """Kind of a column of the reference, or why it is not watched."""
    known = values.dropna()
    if known.empty:
        return None, "has no values in the reference"
    held = _type(values)
    if categorical or held == "truth values":
        return "group", ""
    if held == "numbers":
        return "number", ""
    if held is None:
        return None, f"holds {_type_of(values)}: only numbers and groups are watched"
    many = int(known.nunique())
    if many > _MOST_GROUPS:
        return None, f"has {many} different texts: name it in `monitoring.categorical` to watch it all the same"
    return "group", ""


def _type(values: pd.Series[Any]) -> Type | None:
    """What a column holds, by its first value; None for what is not watched."""
    first = values.dropna().iloc[0]
    if isinstance(first, bool | np.bool_):
        return "truth values"
    if isinstance(first, Decimal | int | float | np.number):
        return "numbers"
    return "texts" if isinstance(first, str) else None


def _unknown_names(settings: MonitoringSettings, columns: set[str]) -> list[Finding]:
    """Names in the configuration that no side has: most likely misspelt, so that a column is watched unawares."""
    named = (("ignore", settings.ignore), ("categorical", settings.categorical))
    return [
        noticed("unknown_name", "warn", f"is in `monitoring.{key}`, and on neither side", column=name)
        for key, names in named
        for name in names
        if name not in columns
    ]


def _type_of(values: pd.Series[Any]) -> str:
    """A type, and not a value: values may be private."""
    return type(values.dropna().iloc[0]).__name__
