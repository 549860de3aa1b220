"""Suggests a suite from data: a beginning to be corrected by somebody who knows what the data should be."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from marvin import frames
from marvin.errors import MarvinError
from marvin.validation import suites
from marvin.validation.summary import Column, summarize

if TYPE_CHECKING:
    from marvin.config import Config

MOST_VALUES = 20
"""Different values up to which a column of text is taken for one with a fixed set of values."""

# What pandas and Spark call the same: the suite works on both.
_BITS = (64, 32, 16, 8)
_WHOLE = [
    *(f"int{bits}" for bits in _BITS),
    *(f"uint{bits}" for bits in _BITS),
    *(f"Int{bits}Dtype" for bits in _BITS),
    *(f"UInt{bits}Dtype" for bits in _BITS),
    *("IntegerType", "LongType", "ShortType", "ByteType"),
]
_TYPES = {
    "integer": _WHOLE,
    # Whole numbers too: pandas makes them real where one is missing.
    "real": [
        *("float64", "float32", "float16", "Float64Dtype", "Float32Dtype", "DoubleType", "FloatType", "DecimalType"),
        *_WHOLE,
    ],
    "truth": ["bool", "BooleanDtype", "BooleanType"],
    "moment": [
        "datetime64[ns]",
        "datetime64[us]",
        "datetime64[ms]",
        "datetime64[s]",
        "TimestampType",
        "TimestampNTZType",
        "DateType",
    ],
}


@dataclass(frozen=True)
class _Suggestion:
    comment: str
    entry: dict[str, Any]


def profile(config: Config, frame: Any, *, name: str, overwrite: bool = False) -> str:
    """Suggests a suite from a profile of the data, and writes it to `suites/NAME.yml`.

    Suggested are the columns, types, shares of nulls, ranges of numbers, sets of values of text columns with few, and
    unique columns, each with a comment that says what was seen. They describe the data that was seen, which is not
    what the data should be: correct them before use. With `validation.sample: 0` in the configuration no range and no
    value is suggested, since they would show the data in Git.

    Args:
        frame: a Spark or pandas frame with at least one row. A Spark frame is read a few times.
        name: name of the suite.
        overwrite: whether a suite of that name is replaced.

    Returns:
        Text of the suite.

    Raises:
        MarvinError: if the suite is there already, or the frame has no rows or no columns, or several of the same name.
    """
    file = suites.path(config, name)
    shown = f"{suites.FOLDER}/{name}.yml"
    if file.exists() and not overwrite:
        raise MarvinError(f"{shown} is there already: choose another name, or give overwrite=True to replace it")
    frames.distinct_columns(frame)
    rows, columns = summarize(frame, MOST_VALUES)
    if rows == 0 or not columns:
        raise MarvinError(f"{shown} was not written: a frame without rows or columns suggests nothing")
    suggestions = [
        _Suggestion(f"{rows} rows", {"type": "expect_table_row_count_to_be_between", "min_value": 1}),
        _Suggestion(
            f"{len(columns)} columns; with exact_match: true there may be no others",
            {
                "type": "expect_table_columns_to_match_set",
                "column_set": [column.name for column in columns],
                "exact_match": False,
            },
        ),
        *(part for column in columns for part in _of_column(column, rows, config.validation.sample > 0)),
    ]
    source = "Spark" if frames.is_spark(frame) else "pandas"
    text = _text(suggestions, rows, source)
    suites.parse(text, name)  # what is suggested must be usable
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return text


def _of_column(column: Column, rows: int, values: bool) -> list[_Suggestion]:
    if column.nulls == rows:
        return []
    there = rows - column.nulls
    found = [_nulls(column, rows)]
    # No name of a type of moments with a time zone is known to Great Expectations.
    types = None if column.type.startswith("datetime64[") and "," in column.type else _TYPES.get(column.kind)
    if types is not None:
        found.append(
            _Suggestion(
                f"type: {column.type}",
                {"type": "expect_column_values_to_be_in_type_list", "column": column.name, "type_list": types},
            )
        )
    if column.distinct == there and there > 1 and column.kind in ("integer", "text"):
        found.append(
            _Suggestion(
                f"{there} values, all different",
                {"type": "expect_column_values_to_be_unique", "column": column.name},
            )
        )
    if values and column.kind in ("integer", "real") and column.low is not None and column.high is not None:
        found.append(
            _Suggestion(
                f"seen from {column.low} to {column.high}: widen this to what is possible",
                {
                    "type": "expect_column_values_to_be_between",
                    "column": column.name,
                    "min_value": column.low,
                    "max_value": column.high,
                    "severity": "warn",
                },
            )
        )
    # Few values, each often enough to be no accident.
    if values and column.kind == "text" and column.values and len(column.values) * 5 <= there:
        found.append(
            _Suggestion(
                f"{len(column.values)} different values in {there} rows: add those that may come",
                {
                    "type": "expect_column_values_to_be_in_set",
                    "column": column.name,
                    "value_set": list(column.values),
                    "severity": "warn",
                },
            )
        )
    return found


def _nulls(column: Column, rows: int) -> _Suggestion:
    entry: dict[str, Any] = {"type": "expect_column_values_to_not_be_null", "column": column.name}
    if column.nulls == 0:
        return _Suggestion(f"none of {rows} rows is null", entry)
    share = column.nulls / rows
    # Half as many nulls again are let pass: shares vary from delivery to delivery.
    mostly = max(0.0, math.floor((1 - 1.5 * share) * 100) / 100)
    seen = f"{column.nulls} of {rows} rows are null ({100 * share:.3g} %)"
    return _Suggestion(seen, {**entry, "mostly": mostly, "severity": "warn"})


def _text(suggestions: list[_Suggestion], rows: int, source: str) -> str:
    lines = [
        f"# Suggested from a profile of {rows} rows of a {source} frame: what was seen there, which may be neither",
        "# right nor complete. Correct it, and remove what you do not mean. severity: fail (the default), warn, or",
        "# quarantine, which takes out the rows that break an expectation about values.",
        "expectations:",
    ]
    column = None
    for part in suggestions:
        if part.entry.get("column") != column:
            column = part.entry.get("column")
            # As JSON: a name with a line break would end the comment.
            lines += ["", f"  # {json.dumps(column, ensure_ascii=True)}"]
        lines.append(f"  # {part.comment}")
        written = yaml.safe_dump([part.entry], sort_keys=False, allow_unicode=True, width=100, default_flow_style=None)
        lines += [f"  {line}" if line else "" for line in written.splitlines()]
    return "\n".join(lines) + "\n"
