"""Rows that break an expectation of severity `quarantine`: taken out of the frame, and kept in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from marvin import data
from marvin.errors import DataError, MarvinError
from marvin.frames import is_spark, to_spark
from marvin.session import spark

if TYPE_CHECKING:
    from marvin.config import Config

REASONS = "quarantine_reasons"
"""Column with the expectations that a row breaks, joined by a semicolon."""

_OURS = (REASONS, "quarantine_suite", "quarantine_batch", "quarantine_source", "quarantine_run_id", "quarantined_at")

_CLEAR = ("string", "boolean", "datetime", "date", "decimal", "bytes", "datetime64")


def split(frame: Any, broken: Sequence[tuple[str, Any]]) -> tuple[Any, Any]:
    """Splits a frame.

    Args:
        frame: a Spark or pandas frame.
        broken: expectations with which rows break them: a series of booleans by position, or a column of Spark.

    Returns:
        The rows that break none, and those that break any, with their reasons in one more column.

    Raises:
        MarvinError: if the frame has one of the quarantine's own columns.
    """
    taken = [column for column in frame.columns if column in _OURS]
    if taken:
        raise MarvinError(f"the frame has columns that the quarantine needs: rename {', '.join(taken)}")
    return _split_spark(frame, broken) if is_spark(frame) else _split_pandas(frame, broken)


def _split_pandas(frame: Any, broken: Sequence[tuple[str, Any]]) -> tuple[Any, Any]:
    reasons: list[list[str]] = [[] for _ in range(len(frame))]
    for label, mask in broken:
        for position in mask.to_numpy().nonzero()[0]:
            reasons[position].append(label)
    out = [bool(found) for found in reasons]
    rows = frame.loc[out].assign(**{REASONS: ["; ".join(found) for found in reasons if found]})
    return frame.loc[[not taken for taken in out]], rows


def _split_spark(frame: Any, broken: Sequence[tuple[str, Any]]) -> tuple[Any, Any]:
    from pyspark.sql import functions

    found = [functions.when(condition, functions.lit(label)) for label, condition in broken]
    # In a column first: a condition over a window cannot stand in a filter.
    marked = frame.withColumn(REASONS, functions.concat_ws("; ", *found))
    reasons = functions.col(REASONS)
    return marked.where(reasons == "").drop(REASONS), marked.where(reasons != "")


@dataclass(frozen=True)
class Origin:
    """Where rows in quarantine come from. Texts stand in an SQL condition: their forms were checked before."""

    suite: str
    batch: str
    source: str
    """Full name of the table, or empty."""
    run_id: str | None
    at: datetime


@dataclass(frozen=True)
class Kept:
    """How many rows are in quarantine, and the table's full name, None if there are none."""

    rows: int
    table: str | None


def write(config: Config, rows: Any, table: str, origin: Origin) -> Kept:
    """Writes the rows to `table`, in place of those of the same suite, batch and source: a rerun doubles nothing.

    Raises:
        MarvinError: if the table cannot take the rows.
    """
    from pyspark.sql import functions

    there = data.exists(config, table)
    name = data.full_name(config, table)
    same = {"suite": origin.suite, "batch": origin.batch, "source": origin.source}
    where = " AND ".join(f"quarantine_{key} = '{value}'" for key, value in same.items())
    if is_spark(rows):
        count = int(rows.count())
        frame = rows
    else:
        count = len(rows)
        frame = _on_spark(config, rows) if count else None
    if count == 0:
        if there:
            _clear(config, table, name, where)
        return Kept(0, None)
    known = {
        **{f"quarantine_{key}": functions.lit(value) for key, value in same.items()},
        "quarantine_run_id": functions.lit(origin.run_id).cast("string"),
        "quarantined_at": functions.lit(origin.at).cast("timestamp"),
    }
    kept = frame.withColumns(known)
    try:
        data.write(config, kept, table, replace_where=where if there else None, evolve=True)
    except DataError as error:
        raise MarvinError(
            f"{count} rows could not be put in quarantine in {name}, most likely because a column's type changed: "
            f"rename or drop that table, and run again. {error}"
        ) from error
    return Kept(count, name.replace("`", ""))


def _clear(config: Config, table: str, name: str, where: str) -> None:
    """Takes out what an earlier try of the same batch left, now that nothing is wrong any more."""
    old = spark(config).table(name)
    if old.where(where).limit(1).count():
        data.write(config, old.limit(0), table, replace_where=where)


def _on_spark(config: Config, rows: Any) -> Any:
    """A pandas frame as a Spark frame. Values of several types, which a table could not keep, become text."""
    import pandas
    from pandas.api import types

    plain = rows.set_axis([str(column) for column in rows.columns], axis=1)
    for column in plain.columns:
        values = plain[column]
        if isinstance(values.dtype, pandas.CategoricalDtype) or types.is_object_dtype(values.dtype):
            clear = types.is_object_dtype(values.dtype) and types.infer_dtype(values, skipna=True) in _CLEAR
            there = values.astype(object).where(values.notna(), None)
            plain[column] = there if clear else there.map(_text)
    return to_spark(spark(config), plain)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
