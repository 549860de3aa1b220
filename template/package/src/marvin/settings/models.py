"""Section `model` of the configuration."""

from __future__ import annotations

import difflib
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from marvin.settings.section import Section

Task = Literal["classification", "regression"]

TASKS: dict[str, Task] = {
    "roc_auc": "classification",
    "accuracy": "classification",
    "f1": "classification",
    "log_loss": "classification",
    "brier": "classification",
    "rmse": "regression",
    "mae": "regression",
    "r2": "regression",
}
"""The task of each metric of `marvin.models.METRICS`, here without the libraries that compute them."""


class ModelSettings(Section):
    """The project's model, and when a candidate is better than the champion."""

    name: str
    """Name of the registered model: `model` in the project's schema, or `catalog.schema.model`."""
    task: Task = "classification"
    metric: str = "roc_auc"
    """One of `marvin.models.METRICS`, for models of this task. One of your own is given to `models.compare` in code."""
    target: str | None = None
    """Column that holds the true value."""
    positive: bool | int | float | str | None = None
    """Label of the class that probabilities and f1 are about. Default: the greater of the target's two labels."""
    output: str | None = None
    """Column with what the metric needs, where the model's predictions have several. Default: there is only one."""
    threshold: float = Field(default=0.5, gt=0, lt=1)
    """Probability from which on a row is of the positive class, for models that give probabilities alone."""
    minimum: float | None = None
    """What a candidate must reach, the first one too: at least this value, or at most, where less is better."""
    minimum_rows: int = Field(default=30, ge=1)
    """Rows that a candidate must be better on than a champion: on fewer it is not accepted, however much better."""
    margin: float = Field(default=0.0, ge=0)
    """By how much the candidate must be better, in the metric's unit."""
    slices: list[str] = Field(default_factory=list)
    """Columns by whose values the models are compared too."""
    slice_margin: float = Field(default=0.05, ge=0)
    """How much worse, in the metric's unit, the candidate may be on a slice."""
    slice_rows: int = Field(default=30, ge=1)
    """Rows from which on a slice counts. Smaller ones are shown, and decide nothing."""
    confidence: float = Field(default=0.95, gt=0.5, lt=1)
    """Of the paired bootstrap: share of resamples in which the candidate must be better."""
    resamples: int = Field(default=1000, ge=100, le=100_000)
    """Resamples of the paired bootstrap."""
    seed: int = Field(default=0, ge=0)
    """Of the resamples: the same seed and rows give the same decision."""

    @field_validator("metric")
    @classmethod
    def _is_known(cls, metric: str, others: ValidationInfo) -> str:
        task = others.data.get("task")
        fitting = [name for name, of in TASKS.items() if task in (None, of)]
        if metric not in TASKS:
            close = difflib.get_close_matches(metric.lower(), fitting, n=1)
            hint = f"did you mean {close[0]}? " if close else ""
            raise ValueError(f"there is no metric {metric!r}: {hint}Known are {', '.join(fitting)}")
        if metric not in fitting:
            raise ValueError(f"{metric} is for {TASKS[metric]}, and `task` is {task}: use {', '.join(fitting)}")
        return metric
