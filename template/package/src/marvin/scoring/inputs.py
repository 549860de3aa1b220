"""What is checked before a frame is scored: a fault that is found here has cost no work and no rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from marvin.errors import ScoringError

if TYPE_CHECKING:
    from pyspark.sql import Column, DataFrame

# Spark's types that become the signature's without loss. MLflow itself is stricter, and says so on a worker, late.
_FITS = {
    "boolean": ("boolean",),
    "integer": ("byte", "short", "integer"),
    "long": ("byte", "short", "integer", "long"),
    "float": ("byte", "short", "float"),
    "double": ("byte", "short", "integer", "long", "float", "double", "decimal"),
    "string": ("string", "char", "varchar"),
    "binary": ("binary",),
    "datetime": ("timestamp", "timestamp_ntz", "date"),
}

_NO_TYPE = "void"
"""Spark's type of a column that has no value in any row."""


def model_columns(frame: DataFrame, signature: Any, who: str) -> list[Column]:
    """The columns that the model takes, cast to the types of its signature.

    Args:
        who: the version, for messages.

    Raises:
        ScoringError: with every column that is missing or of a type that does not fit.
    """
    inputs = None if signature is None else signature.inputs
    if inputs is None or not inputs.has_input_names() or inputs.is_tensor_spec():
        raise ScoringError(
            f"{who} takes tensors or anything, not columns by name: record it with a sample that is a pandas frame"
        )
    types = {field.name: field.dataType for field in frame.schema.fields}
    columns, faults = [], []
    for spec in inputs.inputs:
        if spec.name not in types:
            if spec.required:
                faults.append(f"column {spec.name} is missing")
            continue
        wanted = getattr(spec.type, "name", None)
        found = types[spec.name].typeName()
        if wanted in _FITS and found.partition("(")[0] not in (*_FITS[wanted], _NO_TYPE):
            faults.append(f"column {spec.name} is {found}, and the model takes {wanted}")
            continue
        column = frame[_quoted(spec.name)]
        columns.append(column.cast(spec.type.to_spark()).alias(spec.name) if wanted in _FITS else column)
    if faults:
        raise ScoringError(f"{who} cannot score the frame: {'; '.join(faults)}. Nothing was written")
    return columns


def count_rows(frame: DataFrame, signature: Any, keys: Sequence[str], who: str) -> int:
    """Rows of the frame, after looking at its values once.

    Raises:
        ScoringError: if there are none; keys are missing or repeat; or whole numbers are missing, which the model's
            signature does not allow for.
    """
    from pyspark.sql import functions

    whole = [
        spec.name
        for spec in signature.inputs.inputs
        if getattr(spec.type, "name", "") in ("integer", "long") and spec.name in frame.columns
    ]
    watched = [*keys, *(name for name in whole if name not in keys)]
    nulls = [functions.count_if(_missing(frame, name)).alias(f"n{i}") for i, name in enumerate(watched)]
    counts = frame.agg(functions.count("*").alias("rows"), *nulls).collect()[0]
    if counts["rows"] == 0:
        raise ScoringError(
            f"the frame for {who} has no rows: check what should have filled it. Nothing was written, so that the "
            "batch keeps the rows that it has"
        )
    missing = {name: counts[f"n{i}"] for i, name in enumerate(watched) if counts[f"n{i}"]}
    faults = [
        f"{name} is missing in {rows} rows, and is a key"
        if name in keys
        else f"{name} is missing in {rows} rows, and the model takes whole numbers, which cannot be missing: fill "
        "them, or train with a sample in which the column is of floats"
        for name, rows in missing.items()
    ]
    repeated = frame.groupBy(*(_quoted(key) for key in keys)).count().where("count > 1").limit(1).count()
    if repeated:
        faults.append(f"rows share the same {', '.join(keys)}: name keys that tell rows apart, or drop the repeats")
    if faults:
        raise ScoringError(f"{who} cannot score the frame: {'; '.join(faults)}. Nothing was written")
    return int(counts["rows"])


def _missing(frame: DataFrame, name: str) -> Column:
    """Whether a value is missing: also NaN, as pandas has it in numbers."""
    from pyspark.sql import functions

    column = frame[_quoted(name)]
    nan = frame.schema[name].dataType.typeName() in ("float", "double")
    return column.isNull() | functions.isnan(column) if nan else column.isNull()


def _quoted(name: str) -> str:
    return f"`{name}`"
