"""The metrics by which models are compared, each computed on many resamples of the rows at once."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from marvin.errors import ModelError

Needs = Literal["labels", "probabilities", "values"]


@dataclass(frozen=True)
class Metric:
    """How good predictions are, in one number."""

    name: str
    needs: Needs
    """`labels`: the predicted class. `probabilities`: that of the positive class. `values`: a number."""
    greater_is_better: bool
    weighted: Callable[[Any, Any, Any], Any]
    """(target, prediction, weights) -> value of each resample; shapes (n,), (n,), (resamples, n) -> (resamples,).

    A weight is how often a row is in the resample; NaN is the value where it is not defined there.
    """
    undefined: Callable[[Any], str | None] = lambda target: None
    """(target) -> why the metric has no value for any prediction, if so."""
    two_classes: bool = False
    """Whether target and prediction are about two classes: 1 for the positive one, else 0."""

    @property
    def task(self) -> str:
        """`regression`, or `classification`."""
        return "regression" if self.needs == "values" else "classification"

    def gain(self, candidate: Any, champion: Any) -> Any:
        """By how much the candidate is better: above zero is better, whichever way the metric goes."""
        return candidate - champion if self.greater_is_better else champion - candidate

    def value(self, target: Any, prediction: Any) -> float:
        """The metric on all rows, each once; NaN where it is not defined."""
        return float(self.weighted(target, prediction, np.ones((1, len(target))))[0])


def own_metric(
    function: Callable[[Any, Any], float],
    *,
    greater_is_better: bool,
    needs: Needs = "labels",
    name: str | None = None,
) -> Metric:
    """A metric of one's own, for `compare(metric=...)`.

    Args:
        function: (target, prediction) -> number, both arrays of shape (n,). Called once for each resample. NaN,
            a ValueError, as of scikit-learn's metrics, or a division by zero says that it has no value on these rows.
        greater_is_better: False for errors and costs.
        needs: what `prediction` is: `labels` (target holds labels too), `probabilities` of the positive class (target
            is 1 for it, else 0), or `values` of a regression.
        name: default: the function's name.

    Raises:
        ModelError: when it is computed, if the function fails in another way or gives no number.
    """
    called = name or getattr(function, "__name__", "own").strip("<>")

    def value(target: Any, prediction: Any) -> float:
        try:
            found = function(target, prediction)
        except (ValueError, ZeroDivisionError):
            return float("nan")
        except Exception as error:  # the user's own code: anything
            raise ModelError(f"metric {called} fails: {type(error).__name__}: {error}. Correct its function") from error
        try:
            return float(found)
        except (TypeError, ValueError):
            raise ModelError(
                f"metric {called} gives a {type(found).__name__}: its function must return a number"
            ) from None

    def weighted(target: Any, prediction: Any, weights: Any) -> Any:
        places = np.arange(len(target))
        drawn = (np.repeat(places, counts.astype(np.int64)) for counts in weights)
        return np.array([value(target[rows], prediction[rows]) for rows in drawn])

    return Metric(called, needs, greater_is_better, weighted, two_classes=needs == "probabilities")


def find(metric: str | Metric, task: str) -> Metric:
    """The metric of this name, for models of this task.

    Raises:
        ModelError: if there is none, or it is for models of another task.
    """
    if isinstance(metric, Metric):
        found = metric
    elif callable(metric):
        raise ModelError(
            "a function alone does not say whether more is better: give "
            "metric=models.own_metric(function, greater_is_better=...)"
        )
    elif metric in METRICS:
        found = METRICS[metric]
    else:
        close = difflib.get_close_matches(metric.lower(), METRICS, n=1)
        hint = f"did you mean {close[0]}? " if close else ""
        raise ModelError(f"there is no metric {metric!r}: {hint}Known are {', '.join(METRICS)}")
    if found.task != task:
        known = ", ".join(name for name, other in METRICS.items() if other.task == task)
        raise ModelError(
            f"metric {found.name} is for {found.task}, and `model.task` is {task}: correct one of them in "
            f"conf/base.yml. For {task} there are {known}"
        )
    return found


def _mean_of(loss: Callable[[Any, Any], Any]) -> Callable[[Any, Any, Any], Any]:
    def weighted(target: Any, prediction: Any, weights: Any) -> Any:
        return weights @ np.asarray(loss(target, prediction), dtype=float) / weights.sum(axis=1)

    return weighted


def _log_loss(target: Any, probability: Any) -> Any:
    # A certain and wrong prediction would cost infinity.
    safe = np.clip(probability, 1e-15, 1 - 1e-15)
    return -np.where(target == 1, np.log(safe), np.log1p(-safe))


def _roc_auc(target: Any, score: Any, weights: Any) -> Any:
    order = np.argsort(score, kind="stable")
    ranked, of_score = np.asarray(target)[order], np.asarray(score)[order]
    starts = np.flatnonzero(np.r_[True, of_score[1:] != of_score[:-1]])
    drawn = weights[:, order]
    positives = np.add.reduceat(drawn * (ranked == 1), starts, axis=1)
    negatives = np.add.reduceat(drawn * (ranked != 1), starts, axis=1)
    # Pairs of which the positive row has the greater score; equal scores count half.
    below = np.cumsum(negatives, axis=1) - negatives / 2
    return _ratio((positives * below).sum(axis=1), positives.sum(axis=1) * negatives.sum(axis=1))


def _f1(target: Any, label: Any, weights: Any) -> Any:
    hits = weights @ ((target == 1) & (label == 1)).astype(float)
    return _ratio(2 * hits, weights @ (target == 1).astype(float) + weights @ (label == 1).astype(float))


def _r2(target: Any, value: Any, weights: Any) -> Any:
    centred = target - np.mean(target)
    rows = weights.sum(axis=1)
    spread = weights @ centred**2 - (weights @ centred) ** 2 / rows
    # What is left of equal numbers after subtraction is no spread.
    return 1 - _ratio(weights @ (target - value) ** 2, np.where(spread > 1e-12 * rows, spread, 0))


def _rmse(target: Any, value: Any, weights: Any) -> Any:
    return np.sqrt(weights @ (target - value) ** 2 / weights.sum(axis=1))


def _ratio(above: Any, below: Any) -> Any:
    return np.divide(above, below, out=np.full(len(below), np.nan), where=below > 0)


def _one_class(target: Any) -> str | None:
    return None if 0 < np.sum(target == 1) < len(target) else "the rows are all of one class"


def _no_positive(target: Any) -> str | None:
    return None if np.any(target == 1) else "no row is of the positive class"


def _constant(target: Any) -> str | None:
    return None if len(target) > 1 and np.ptp(target) > 0 else "the target is the same in all rows"


METRICS: dict[str, Metric] = {
    found.name: found
    for found in (
        Metric("roc_auc", "probabilities", True, _roc_auc, _one_class, two_classes=True),
        Metric("accuracy", "labels", True, _mean_of(lambda target, label: target == label)),
        Metric("f1", "labels", True, _f1, _no_positive, two_classes=True),
        Metric("log_loss", "probabilities", False, _mean_of(_log_loss), two_classes=True),
        Metric("brier", "probabilities", False, _mean_of(lambda target, p: (p - target) ** 2), two_classes=True),
        Metric("rmse", "values", False, _rmse),
        Metric("mae", "values", False, _mean_of(lambda target, value: np.abs(target - value))),
        Metric("r2", "values", True, _r2, _constant),
    )
}
"""By name. roc_auc, accuracy, f1 and r2: greater is better; log_loss, brier, rmse and mae: less is better."""
