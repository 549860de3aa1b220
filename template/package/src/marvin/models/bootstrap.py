"""The paired bootstrap: would the candidate be better on other rows of the same kind?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from marvin.models.metrics import Metric

TIE = 1e-12
"""A gain up to this is rounding, not a gain."""

# Numbers held at once: 32 MB as float64.
_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Resampled:
    """What the resamples say of the candidate's gain."""

    better: float
    """Share of the resamples in which the candidate is better, from 0 to 1."""
    low: float
    """Lower end of the gain's interval, which holds the share `confidence` of the resamples."""
    high: float
    """Upper end."""
    used: int
    """Resamples in which the metric is defined."""


def paired(
    metric: Metric, target: Any, candidate: Any, champion: Any, *, resamples: int, confidence: float, seed: int
) -> Resampled:
    """Draws rows with replacement, the same ones for both models, and compares the models on each draw.

    Resamples on which the metric is not defined (roc_auc, where only one class was drawn) do not count. Where that
    leaves none, the candidate counts as better in none.

    Args:
        target, candidate, champion: true values and the models' predictions, shape (n,).
        resamples: how many draws of n rows.
        confidence: width of the interval, as a share.
        seed: the same seed gives the same result.
    """
    rows = len(target)
    generator = np.random.default_rng(seed)
    at_once = max(1, _AT_ONCE // rows)
    gains = []
    for begin in range(0, resamples, at_once):
        weights = _draws(generator, min(at_once, resamples - begin), rows)
        gains.append(
            metric.gain(metric.weighted(target, candidate, weights), metric.weighted(target, champion, weights))
        )
    gain = np.concatenate(gains)
    gain = gain[np.isfinite(gain)]
    if not len(gain):
        return Resampled(0.0, float("nan"), float("nan"), 0)
    low, high = np.quantile(gain, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Resampled(float(np.mean(gain > TIE)), float(low), float(high), len(gain))


def _draws(generator: np.random.Generator, resamples: int, rows: int) -> Any:
    """How often each row is drawn, shape (resamples, rows)."""
    places = generator.integers(0, rows, size=(resamples, rows)) + rows * np.arange(resamples)[:, None]
    return np.bincount(places.ravel(), minlength=resamples * rows).reshape(resamples, rows).astype(float)
