"""What a frame's columns hold, in a few numbers each: computed where the frame is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from marvin.frames import is_spark

Kind = Literal["integer", "real", "truth", "moment", "text", "other"]


@dataclass(frozen=True)
class Column:
    """One column."""

    name: str
    kind: Kind
    type: str
    """What pandas or Spark calls its type."""
    nulls: int
    distinct: int | None
    """Different values, nulls left out. Of a Spark frame None where it is surely below the number of rows."""
    low: int | float | None
    """Least value of a number."""
    high: int | float | None
    values: tuple[str, ...]
    """The values of text, sorted, if there are few; else empty."""


def summarize(frame: Any, most: int) -> tuple[int, list[Column]]:
    """Number of rows, and the columns in their order.

    Args:
        frame: a Spark or pandas frame.
        most: different values of text up to which they are listed.
    """
    return _of_spark(frame, most) if is_spark(frame) else _of_pandas(frame, most)


def _of_pandas(frame: Any, most: int) -> tuple[int, list[Column]]:
    columns = []
    for name in frame.columns:
        values = frame[name]
        kind = _kind_of_pandas(values)
        number = kind in ("integer", "real")
        listed = sorted(values.dropna().unique()) if kind == "text" else []
        distinct = None if kind == "other" else int(values.nunique())
        columns.append(
            Column(
                name=str(name),
                kind=kind,
                type=str(values.dtype),
                nulls=int(values.isna().sum()),
                distinct=distinct,
                low=_number(values.min()) if number else None,
                high=_number(values.max()) if number else None,
                values=tuple(map(str, listed)) if len(listed) <= most else (),
            )
        )
    return len(frame), columns


def _kind_of_pandas(values: Any) -> Kind:
    import pandas
    from pandas.api import types

    kind = values.dtype
    if types.is_bool_dtype(kind):
        return "truth"
    if types.is_integer_dtype(kind):
        return "integer"
    if types.is_float_dtype(kind):
        return "real"
    if types.is_datetime64_any_dtype(kind):
        return "moment"
    if isinstance(kind, pandas.CategoricalDtype):
        values = values.astype(object)
    return "text" if types.infer_dtype(values, skipna=True) == "string" else "other"


def _of_spark(frame: Any, most: int) -> tuple[int, list[Column]]:
    from pyspark.sql import functions

    fields = frame.schema.fields
    kinds = [_kind_of_spark(field.dataType) for field in fields]
    wanted = [functions.count(functions.lit(1)).alias("rows")]
    for index, (field, kind) in enumerate(zip(fields, kinds, strict=True)):
        column = functions.col(_quoted(field.name))
        wanted.append(functions.sum(column.isNull().cast("long")).alias(f"nulls_{index}"))
        if kind in ("integer", "text"):
            wanted.append(functions.approx_count_distinct(column, 0.02).alias(f"about_{index}"))
        if kind in ("integer", "real"):
            real = functions.when(~functions.isnan(column.cast("double")), column)
            wanted += [functions.min(real).alias(f"low_{index}"), functions.max(real).alias(f"high_{index}")]
    seen = frame.agg(*wanted).collect()[0].asDict()
    rows = int(seen["rows"])
    there = [rows - int(seen[f"nulls_{index}"] or 0) for index in range(len(fields))]
    # Counting exactly costs a shuffle: only where it may be that all values differ.
    candidates = [index for index in range(len(fields)) if 0 < there[index] <= seen.get(f"about_{index}", 0) * 1.1]
    exact = (
        frame.agg(
            *(
                functions.count_distinct(functions.col(_quoted(fields[index].name))).alias(f"{index}")
                for index in candidates
            )
        )
        .collect()[0]
        .asDict()
        if candidates
        else {}
    )
    columns = []
    for index, (field, kind) in enumerate(zip(fields, kinds, strict=True)):
        few = kind == "text" and 0 < seen[f"about_{index}"] <= most * 1.1
        columns.append(
            Column(
                name=field.name,
                kind=kind,
                type=type(field.dataType).__name__,
                nulls=rows - there[index],
                distinct=exact.get(f"{index}"),
                low=_number(seen.get(f"low_{index}")),
                high=_number(seen.get(f"high_{index}")),
                values=_values(frame, field.name, most) if few else (),
            )
        )
    return rows, columns


def _kind_of_spark(kind: Any) -> Kind:
    name = type(kind).__name__
    if name in ("ByteType", "ShortType", "IntegerType", "LongType"):
        return "integer"
    if name in ("FloatType", "DoubleType", "DecimalType"):
        return "real"
    known: dict[str, Kind] = {
        "BooleanType": "truth",
        "TimestampType": "moment",
        "TimestampNTZType": "moment",
        "DateType": "moment",
        "StringType": "text",
    }
    return known.get(name, "other")


def _values(frame: Any, name: str, most: int) -> tuple[str, ...]:
    column = frame.select(_quoted(name)).dropna().distinct().limit(most + 1).collect()
    return tuple(sorted(row[0] for row in column)) if len(column) <= most else ()


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _number(value: Any) -> int | float | None:
    """A number as YAML can hold it: whole where it is whole by type, and finite."""
    if value is None:
        return None
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, int):
        return plain
    try:
        real = float(plain)
    except (TypeError, ValueError):  # the missing value of a nullable column
        return None
    return real if math.isfinite(real) else None
