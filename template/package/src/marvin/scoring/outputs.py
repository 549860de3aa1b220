"""What a model's predictions become in the output table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marvin.errors import ScoringError

if TYPE_CHECKING:
    from pyspark.sql.types import DataType

PREDICTION = "prediction"
"""Column of the predictions of a model that gives one a row."""


def result_type(signature: Any, who: str) -> DataType:
    """Spark's type of the predictions, by the signature.

    One number or text a row gives that type, several columns a struct, a matrix an array. MLflow would make an array
    of one of what scikit-learn predicts: a vector, which counts as a tensor.

    Raises:
        ScoringError: if the signature has no outputs, or such as no table holds.
    """
    from pyspark.sql.types import StructField, StructType

    specs = [] if signature is None or signature.outputs is None else signature.outputs.inputs
    if not specs:
        raise ScoringError(
            f"the signature of {who} does not say what it predicts: record it by tracking.log_model, or give result="
        )
    if len(specs) == 1:
        return _type_of(specs[0], who)
    return StructType([StructField(spec.name or str(place), _type_of(spec, who)) for place, spec in enumerate(specs)])


def _type_of(spec: Any, who: str) -> DataType:
    from mlflow.types.schema import DataType as Known
    from mlflow.types.schema import TensorSpec
    from pyspark.sql.types import ArrayType

    if isinstance(spec, TensorSpec):
        element = _of_numpy(spec.type)
        if element is not None and len(spec.shape) <= 2:
            return element if len(spec.shape) == 1 or spec.shape[1] == 1 else ArrayType(element)
    elif isinstance(spec.type, Known):
        return spec.type.to_spark()
    raise ScoringError(
        f"{who} predicts {spec!r}, which is no column of a table by itself: give result=, a type of Spark such "
        "as 'double' or 'array<double>'"
    )


def _of_numpy(kind: Any) -> DataType | None:
    from pyspark.sql import types

    # MLflow's function for Spark takes numbers of 64 bits for `long` alone, and smaller ones for `int`.
    by_kind = {
        "b": types.BooleanType(),
        "i": types.LongType() if kind.itemsize == 8 else types.IntegerType(),
        "u": types.IntegerType() if kind.itemsize <= 2 else None,
        "f": types.DoubleType() if kind.itemsize == 8 else types.FloatType(),
        "U": types.StringType(),
        "O": types.StringType(),
    }
    return by_kind.get(kind.kind)
