"""The rows on which models are compared, checked before any model is loaded."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from marvin.errors import ModelError
from marvin.frames import repeated
from marvin.models.metrics import Metric

if TYPE_CHECKING:
    from marvin.settings.models import ModelSettings

# More values than this are no slices, but numbers or keys.
_MOST_SLICES = 100

MISSING = "(missing)"
"""Slice of the rows that have no value in its column."""


@dataclass(frozen=True)
class Rows:
    """Rows with a true value, and what a metric needs of them."""

    frame: pd.DataFrame
    """All columns, rows numbered from 0."""
    target: Any
    """True values, shape (n,): labels, or 1 and 0 where the metric is about two classes, or numbers."""
    positive: Any
    """Label of the positive class; None where there is no such thing."""
    labels: tuple[Any, ...]
    """The target's labels in order; empty for regression."""
    without_target: int
    """Rows that were left out, because their true value is missing."""


def rows_of(frame: Any, settings: ModelSettings, metric: Metric, columns: Iterable[str] | None) -> Rows:
    """Takes the rows that have a true value.

    Args:
        frame: a Spark or pandas frame. A Spark frame is brought to the driver: give a sample of a large one.
        columns: besides target and slices, those wanted of a Spark frame. None: all.

    Raises:
        ModelError: if this is no frame, target or slices are missing in it or cannot be told apart, no row has a
            target, or the metric has no value on these rows for any model.
    """
    target = target_in(frame, settings, settings.slices)
    found = frame if isinstance(frame, pd.DataFrame) else _from_spark(frame, columns, (target, *settings.slices))
    known = found[found[target].notna()].reset_index(drop=True)
    if known.empty:
        raise ModelError(
            f"no row of the frame has a value of {target}: models cannot be compared before labels have arrived"
        )
    for column in (target, *settings.slices):
        _comparable(known[column])
    _few_slices(known, settings.slices)
    truth, positive, labels = _truth(known[target], settings, metric)
    if why := metric.undefined(truth):
        raise ModelError(f"{metric.name} has no value on these {len(known)} rows: {why}. Give other rows")
    return Rows(known, truth, positive, labels, len(found) - len(known))


def target_in(frame: Any, settings: ModelSettings, slices: Iterable[str] = ()) -> str:
    """Name of the column with the true values, which the frame has, as it has the slices.

    Raises:
        ModelError: if the configuration names no target, this is no frame, or its columns are missing or there twice.
    """
    target = settings.target
    if target is None:
        raise ModelError("the configuration names no target: add `target: COLUMN` to `model` in conf/base.yml")
    if not hasattr(frame, "columns"):
        raise ModelError(f"the rows are a {type(frame).__name__}: give a table's name, or a Spark or pandas frame")
    there = [str(column) for column in frame.columns]
    if twice := repeated(there):
        raise ModelError(f"the frame has column {', '.join(twice)} more than once: rename or drop one of them")
    missing = [column + _near(column, there) for column in (target, *slices) if column not in there]
    if missing:
        named = "`model.target` or `model.slices`" if slices else "`model.target`"
        raise ModelError(
            f"the frame has no column {', '.join(missing)}, which {named} in conf/base.yml names: add it to the "
            f"frame, or correct the name. The frame has {', '.join(there[:20])}{', ...' if len(there) > 20 else ''}"
        )
    return target


def _near(column: str, there: Iterable[str]) -> str:
    close = difflib.get_close_matches(column, [*there], n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def slices_of(rows: Rows, columns: Iterable[str]) -> Iterable[tuple[str, str, Any]]:
    """Each column's values in order: column, value, and which rows have it, as booleans of shape (n,)."""
    for column in columns:
        values = _texts(rows.frame[column])
        for value in sorted(set(values)):
            yield column, value, values == value


def _texts(column: pd.Series[Any]) -> Any:
    return np.where(column.isna(), MISSING, column.astype(object).map(text)).astype(object)


def text(value: Any) -> str:
    """A value as the name of a group."""
    # Whole numbers come as floats where others of the column are missing.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _from_spark(frame: Any, columns: Iterable[str] | None, needed: Iterable[str]) -> pd.DataFrame:
    wanted = frame.columns if columns is None else {*columns, *needed}
    selected: pd.DataFrame = frame.select(*(f"`{column}`" for column in frame.columns if column in wanted)).toPandas()
    return selected


def _comparable(column: pd.Series[Any]) -> None:
    try:
        column.nunique()
    except TypeError:
        kind = type(column.dropna().iloc[0]).__name__
        raise ModelError(
            f"column {column.name} holds values of type {kind}, which cannot be told apart: correct `model.target` or "
            "`model.slices` in conf/base.yml, or make texts or numbers of them"
        ) from None


def _few_slices(frame: pd.DataFrame, columns: Iterable[str]) -> None:
    many = [f"{column} ({count} values)" for column in columns if (count := frame[column].nunique()) > _MOST_SLICES]
    if many:
        raise ModelError(
            f"these columns of `model.slices` have too many values for slices: {', '.join(many)}. Name columns with "
            f"at most {_MOST_SLICES}, e.g. of bands instead of numbers"
        )


def _truth(column: pd.Series[Any], settings: ModelSettings, metric: Metric) -> tuple[Any, Any, tuple[Any, ...]]:
    if metric.needs == "values":
        try:
            return column.to_numpy(dtype=float), None, ()
        except (TypeError, ValueError):
            raise ModelError(
                f"{metric.name} needs numbers, and {column.name} holds others, such as {column.iloc[0]!r}: check "
                "`model.task` and `model.target` in conf/base.yml"
            ) from None
    labels = tuple(sorted(column.unique().tolist(), key=lambda label: (str(type(label)), label)))
    if not metric.two_classes:
        return column.to_numpy(), _positive_if_two(labels, settings), labels
    if len(labels) > 2:
        raise ModelError(
            f"{metric.name} is for two classes, and {column.name} has {len(labels)}: use accuracy, or models.own_metric"
        )
    positive = _positive(labels, settings, metric)
    return (column == positive).to_numpy().astype(float), positive, labels


def _positive_if_two(labels: tuple[Any, ...], settings: ModelSettings) -> Any:
    """The positive class where a model's probabilities can be about one."""
    if len(labels) > 2:
        return None
    return settings.positive if settings.positive is not None else 1 if set(labels) <= {0, 1} else labels[-1]


def _positive(labels: tuple[Any, ...], settings: ModelSettings, metric: Metric) -> Any:
    wanted = settings.positive
    if wanted is not None:
        # With one label only, the other class just does not occur in these rows.
        if wanted in labels or len(labels) == 1:
            return wanted
        raise ModelError(
            f"`model.positive` in conf/base.yml is {wanted!r}, and the labels are {', '.join(map(repr, labels))}: "
            "write one of them (with quotes where it is text such as yes or no)"
        )
    if set(labels) <= {0, 1}:
        return 1
    if len(labels) == 1:
        raise ModelError(
            f"{metric.name} needs to know the positive class, and the rows are all of class {labels[0]!r}: add "
            "`positive` to `model` in conf/base.yml, or give other rows"
        )
    return labels[-1]
