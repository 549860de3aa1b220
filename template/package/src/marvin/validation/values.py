"""Faults of an expectation's values that Great Expectations takes, and which make it fail later or always hold."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

_NUMBERS = ("mostly", "min_value", "max_value", "value", "threshold", "sum_total", "multiplier", "column_index")
_LISTS = ("value_set", "value_pairs_set", "regex_list", "type_list", "column_set", "column_list")
_COUNTS = re.compile(r"_count_to_|_value_lengths_to_")

_SPARK_TYPES = {
    f"{name}Type"
    for name in (
        *("Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double", "Decimal", "String", "Char", "Varchar"),
        *("Binary", "Date", "Timestamp", "TimestampNTZ", "Time", "Array", "Map", "Struct", "Null", "Variant"),
        *("DayTimeInterval", "YearMonthInterval"),
    )
}
_PYTHON_TYPES = {kind.__name__ for kind in (bool, int, float, str, bytes, list, tuple, set, dict)} | {
    kind.__name__ for kind in (date, datetime, Decimal)
}


def faults(kind: str, given: Mapping[Any, Any]) -> list[str]:
    """All faults of the arguments `given` to the expectation `kind`, each beginning with the argument's name."""
    found = [f"{key}: {fault}" for key in _NUMBERS if (fault := _number(kind, given.get(key)))]
    found += [f"{key}: is empty: add what is meant" for key in _LISTS if given.get(key) == []]
    if isinstance(given.get("value_set"), list) and None in given["value_set"]:
        found.append("value_set: holds null, which no value equals: leave it out; missing values break no such rule")
    found += _patterns(given)
    found += _types(given)
    if "column_A" in given and given["column_A"] == given.get("column_B"):
        found.append(f"column_B: is {given['column_A']}, as column_A is: name two columns")
    form = given.get("strftime_format")
    if isinstance(form, str) and "%" not in form:
        found.append(f"strftime_format: {form!r} has no part of a moment: write it like '%Y-%m-%d'")
    if "quantile_ranges" in given:
        found += [f"quantile_ranges: {fault}" for fault in _quantiles(given["quantile_ranges"])]
    if given.get("partition_object") is not None:
        found += [f"partition_object: {fault}" for fault in _partition(given["partition_object"])]
    return found


def _number(kind: str, value: Any) -> str | None:
    if isinstance(value, bool):
        return f"is {str(value).lower()}, and must be a number"
    if isinstance(value, str) and _real(value) is not None:
        return f"is the text {value!r}: write the number without quotes"
    if isinstance(value, float) and not math.isfinite(value):
        return f"is {value}, which no value can be held against: correct it, or leave it out"
    if isinstance(value, int | float) and _COUNTS.search(kind) and (value < 0 or value != int(value)):
        return f"is {value}, and must be a whole number of at least 0"
    return None


def _real(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _patterns(given: Mapping[Any, Any]) -> list[str]:
    found: list[str] = []
    for key in ("regex", "regex_list"):
        value = given.get(key)
        for pattern in value if isinstance(value, list) else [value]:
            # Spark reads them by the rules of Java, which alone has classes such as \\p{L}.
            if not isinstance(pattern, str) or re.search(r"\\[pP]", pattern):
                continue
            try:
                re.compile(pattern)
            except re.error as error:
                found.append(f"{key}: {pattern!r} is no regular expression, {error}: correct it")
    return found


def _types(given: Mapping[Any, Any]) -> list[str]:
    listed = given.get("type_list")
    named = [("type_", given.get("type_")), *(("type_list", name) for name in listed or () if isinstance(listed, list))]
    return [
        f"{key}: {name!r} is no type of pandas or Spark, such as int64, str, LongType or StringType: correct it"
        for key, name in named
        if isinstance(name, str) and not _is_type(name)
    ]


def _is_type(name: str) -> bool:
    """Whether Great Expectations finds a type of this name for pandas or Spark."""
    import pandas
    from pandas.api.types import pandas_dtype

    if name in _SPARK_TYPES | _PYTHON_TYPES or isinstance(getattr(pandas, name, None), type):
        return True
    try:
        pandas_dtype(name)
    except (TypeError, ValueError):
        return False
    return True


def _quantiles(value: Any) -> list[str]:
    if not isinstance(value, dict) or set(value) != {"quantiles", "value_ranges"}:
        return ["must hold `quantiles` and `value_ranges`, and nothing else"]
    shares, ranges = value["quantiles"], value["value_ranges"]
    if not isinstance(shares, list) or not isinstance(ranges, list) or not shares or len(shares) != len(ranges):
        return ["`quantiles` and `value_ranges` must be lists of the same length, with at least one part"]
    wrong = [share for share in shares if not _plain(share) or not 0 <= share <= 1]
    odd = [part for part in ranges if not _is_range(part)]
    return [
        *([f"quantiles are between 0 and 1, and not {', '.join(map(repr, wrong))}"] if wrong else []),
        *([f"each of `value_ranges` is [lowest, highest], and not {', '.join(map(repr, odd))}"] if odd else []),
    ]


def _partition(value: Any) -> list[str]:
    """A distribution by `values` and their `weights`, or by the edges of `bins`, where more may lie in two tails."""
    if not isinstance(value, dict) or "weights" not in value or ("values" in value) == ("bins" in value):
        return ["must hold `weights`, and `values` or `bins`"]
    by_values = "values" in value
    weights, parts = value["weights"], value["values" if by_values else "bins"]
    tails = value.get("tail_weights", [])
    if not all(isinstance(each, list) for each in (weights, parts, tails)):
        return ["`weights`, `values`, `bins` and `tail_weights` must be lists"]
    if not weights or len(parts) != (len(weights) if by_values else len(weights) + 1):
        return ["there must be a weight for each of `values`, or one between each two of `bins`"]
    shares = [*weights, *tails]
    if not all(_plain(share) and share >= 0 for share in shares) or not math.isclose(sum(shares), 1, abs_tol=1e-6):
        return ["the weights must be numbers of at least 0 that add up to 1"]
    if not by_values and not (all(map(_plain, parts)) and all(low < high for low, high in pairwise(parts))):
        return ["`bins` must be numbers that rise"]
    return []


def _is_range(part: Any) -> bool:
    if not isinstance(part, list) or len(part) != 2:
        return False
    there = [end for end in part if end is not None]
    return bool(there) and all(map(_plain, there)) and there[0] <= there[-1]


def _plain(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
