"""What a version of the model predicts, in the form that a metric needs.

For `labels` and `values` this is what MLflow's `predict` of the model gives. For `probabilities`, in this order:

- the column `model.output`, if the predictions have several columns and the configuration names one;
- `predict_proba` of the native model, if it has one (scikit-learn, XGBoost's and LightGBM's classifiers) and the
  model's predictions are labels: those who score with it get labels, and are compared by probabilities;
- the column of the positive class, if there are two columns (in the order of the labels, or named by them);
- the predictions themselves, if they are numbers from 0 to 1.

Where a metric needs labels and the predictions are probabilities, `model.threshold` decides. For anything else, give
`predict=` to `compare`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from marvin.models.metrics import Metric
from marvin.models.rows import Rows

if TYPE_CHECKING:
    from marvin.settings.models import ModelSettings

Predict = Callable[[Any, pd.DataFrame], Any]
"""(MLflow's model, rows with all columns of the frame) -> what the metric needs, shape (n,)."""


# How MLflow begins when rows do not fit a signature, to go on with the rows themselves: nothing to be kept.
_REFUSED = "Failed to enforce schema of data"

# What columns of a signature's types hold, in the words of pandas.
_HOLDS = {
    "boolean": ("boolean", "empty"),
    "integer": ("integer", "empty"),
    "long": ("integer", "empty"),
    "float": ("floating", "integer", "mixed-integer-float", "empty"),
    "double": ("floating", "integer", "mixed-integer-float", "empty"),
    "string": ("string", "empty"),
    "binary": ("bytes", "empty"),
    "datetime": ("datetime64", "datetime", "date", "empty"),
}


class CannotPredict(Exception):  # noqa: N818 - not an error of the caller: a reason for the decision
    """A version cannot be measured on these rows; the message says why."""


def predictions(uri: str, rows: Rows, metric: Metric, settings: ModelSettings, predict: Predict | None = None) -> Any:
    """Predictions of the model at `uri` for the rows, shape (n,).

    Raises:
        CannotPredict: if columns are missing, the model fails, or its predictions are not what the metric needs.
    """
    import mlflow

    try:
        model = mlflow.pyfunc.load_model(uri)
    except Exception as error:  # a missing library, an artifact that is gone
        raise CannotPredict(f"cannot be loaded: {_line(error)}") from error
    if predict is None:
        wanted = input_columns(model.metadata.signature)
        if wanted is None:
            raise CannotPredict("takes tensors, not columns: give predict= to compare")
        names, optional = wanted
        missing = [name for name in names if name not in rows.frame.columns and name not in optional]
        if missing:
            raise CannotPredict(f"columns of its signature are missing in the frame: {', '.join(missing)}")
        given = rows.frame[[name for name in names if name in rows.frame.columns]]
    else:
        given = rows.frame
    try:
        found = predict(model, given) if predict else _predict(model, given, rows, metric, settings)
    except CannotPredict:
        raise
    except Exception as error:  # the model's own code: anything
        if _REFUSED in str(error):
            raise CannotPredict(f"takes columns of other types: {_misfits(model, given)}") from error
        raise CannotPredict(f"fails on these rows: {_line(error)}") from error
    return checked(found, rows, metric, settings)


def input_columns(signature: Any) -> tuple[list[str], set[str]] | None:
    """Names of the columns that a signature takes, and those among them that may be missing; None for tensors."""
    if signature is None or signature.inputs is None or not signature.inputs.has_input_names():
        return None
    names = [str(name) for name in signature.inputs.input_names()]
    return names, set(names) - {str(name) for name in signature.inputs.required_input_names()}


def _predict(model: Any, given: pd.DataFrame, rows: Rows, metric: Metric, settings: ModelSettings) -> Any:
    found = model.predict(given)
    if isinstance(found, pd.DataFrame) and settings.output is not None:
        if settings.output not in found.columns:
            raise CannotPredict(
                f"has no prediction {settings.output!r} (`model.output`), but {', '.join(map(str, found.columns))}"
            )
        return found[settings.output]
    if metric.needs == "probabilities" and np.ndim(found) == 1 and not _between_0_and_1(found, strictly=True):
        native = _native(model)
        if hasattr(native, "predict_proba"):
            of_classes = list(getattr(native, "classes_", rows.labels))
            return np.asarray(native.predict_proba(_typed(model, given)))[:, _place(of_classes, rows)]
    return found


def _misfits(model: Any, given: pd.DataFrame) -> str:
    """Columns of other types than the signature's, in words without any value; all, where each seems to fit."""
    told = {
        spec.name: (pd.api.types.infer_dtype(given[spec.name]), getattr(spec.type, "name", str(spec.type)))
        for spec in model.metadata.signature.inputs.inputs
        if spec.name in given.columns
    }
    wrong = {name: pair for name, pair in told.items() if pair[0] not in _HOLDS.get(pair[1], ())}
    return "; ".join(
        f"{name} holds {found}, its signature {wanted}" for name, (found, wanted) in (wrong or told).items()
    )


def _native(model: Any) -> Any:
    try:
        return model.get_raw_model()
    except Exception:  # noqa: BLE001 - the flavour has none, in one of many ways
        return None


def _typed(model: Any, given: pd.DataFrame) -> pd.DataFrame:
    """The rows as MLflow hands them to the native model: in the signature's order and types."""
    columns = []
    for spec in model.metadata.signature.inputs.inputs:
        if spec.name in given.columns:
            column = given[spec.name]
            kind = getattr(spec.type, "to_numpy", lambda: None)()
            columns.append(column.astype(kind) if kind is not None and kind.kind in "iuf" else column)
    typed: pd.DataFrame = pd.concat(columns, axis=1)
    return typed


def _place(classes: list[Any], rows: Rows) -> int:
    """Column of the positive class."""
    if rows.positive in classes:
        return classes.index(rows.positive)
    # Trained on 0 and 1 where the frame holds other labels, in the same order.
    if len(classes) == 2 and len(rows.labels) == 2 and set(classes) <= {0, 1}:
        return classes.index(rows.labels.index(rows.positive))
    raise CannotPredict(f"knows the classes {', '.join(map(repr, classes))}, and not {rows.positive!r}")


def checked(found: Any, rows: Rows, metric: Metric, settings: ModelSettings) -> Any:
    """Predictions of any model for the rows, as the metric needs them, shape (n,).

    Raises:
        CannotPredict: if they are something else.
    """
    columns = list(found.columns) if isinstance(found, pd.DataFrame) else None
    values = np.asarray(found)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim == 2 and values.shape[1] == len(rows.labels) > 2 and metric.needs == "labels":
        return np.asarray(columns if columns and set(columns) == {*rows.labels} else rows.labels)[values.argmax(axis=1)]
    if values.ndim == 2 and values.shape[1] == 2 and rows.positive is not None:
        named = columns is not None and rows.positive in columns
        place = columns.index(rows.positive) if columns is not None and named else _place(list(rows.labels), rows)
        values = values[:, place]
        if metric.needs == "labels":
            return _from_probabilities(values, metric, rows, settings)
    if values.shape != (len(rows.frame),):
        raise CannotPredict(
            f"gives predictions of shape {values.shape} for {len(rows.frame)} rows, of which {metric.name} can use "
            "one each: name the column as `output` under `model` in conf/base.yml, or give predict= to compare"
        )
    missing = int(pd.isna(values).sum())
    if missing:
        raise CannotPredict(f"gives no prediction (NaN) for {missing} of {len(values)} rows")
    if metric.needs == "labels":
        return _labels(values, metric, rows, settings)
    try:
        numbers = values.astype(float)
    except (TypeError, ValueError):
        raise CannotPredict(f"predicts {values.tolist()[0]!r}, and {metric.name} needs {metric.needs}") from None
    if not np.isfinite(numbers).all():
        raise CannotPredict("gives predictions that are infinite")
    if metric.needs == "probabilities" and not _between_0_and_1(numbers):
        raise CannotPredict(
            f"gives numbers from {numbers.min():.4g} to {numbers.max():.4g}, and {metric.name} needs probabilities: "
            "give predict= to compare"
        )
    return numbers


def _labels(values: Any, metric: Metric, rows: Rows, settings: ModelSettings) -> Any:
    known = set(rows.labels)
    found = set(values.tolist())
    # Probabilities may be exactly 0 or 1 too: they are labels only if all of them are.
    if not found <= known and values.dtype.kind == "f" and _between_0_and_1(values):
        return _from_probabilities(values, metric, rows, settings)
    if found & known:
        return (values == rows.positive).astype(float) if metric.two_classes else values
    few = ", ".join(map(repr, list(found)[:3]))
    raise CannotPredict(
        f"predicts {few}, none of which is a label of the frame ({', '.join(map(repr, rows.labels[:5]))}): train on "
        "the labels themselves, or give predict= to compare"
    )


def _from_probabilities(values: Any, metric: Metric, rows: Rows, settings: ModelSettings) -> Any:
    above = values >= settings.threshold
    if metric.two_classes:
        return above.astype(float)
    if rows.positive is None:
        raise CannotPredict("gives one probability a row, and there are more than two classes: give predict=")
    other = next((label for label in rows.labels if label != rows.positive), None)
    both = np.array([other, rows.positive], dtype=object)
    return both[above.astype(int)]


def _between_0_and_1(values: Any, *, strictly: bool = False) -> bool:
    """Whether these can be probabilities; `strictly`: and are no labels 0 and 1."""
    array = np.asarray(values)
    if array.dtype.kind not in ("f" if strictly else "fiub"):
        return False
    numbers = array.astype(float)
    inside = bool(((numbers >= 0) & (numbers <= 1)).all())
    return inside and not (strictly and bool(np.isin(numbers, (0, 1)).all()))


def _line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:300]}"
