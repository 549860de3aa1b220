"""The project's registered model: register, compare with the champion, promote, roll back.

    with tracking.run(config):
        model = train(rows, models.target(config, rows))
        info = tracking.log_model(config, model, flavor="sklearn", sample=rows.head())
        version = models.register(config, info)
        comparison = models.compare(config, version, holdout)
    if comparison.accepted:
        models.promote(config, comparison)

The alias `champion` marks the version that scores, `previous` the one that a roll back returns to. Where comparing and
promoting are separate tasks, `newest` finds the version and `comparison` its evidence.
"""

from __future__ import annotations

from marvin.models.compare import compare
from marvin.models.comparison import Comparison, Slice, comparison
from marvin.models.metrics import METRICS, Metric, own_metric
from marvin.models.promotion import promote, rollback
from marvin.models.registry import champion, full_name, newest, register, target

__all__ = [
    "METRICS",
    "Comparison",
    "Metric",
    "Slice",
    "champion",
    "compare",
    "comparison",
    "full_name",
    "newest",
    "own_metric",
    "promote",
    "register",
    "rollback",
    "target",
]
