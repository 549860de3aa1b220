"""Section `model` of the configuration."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from marvin.settings.section import Section


class ModelSettings(Section):
    """The project's model, and when a candidate is better than the champion."""

    name: str
    """Name of the registered model: `model` in the project's schema, or `catalog.schema.model`."""
    task: Literal["classification", "regression"] = "classification"
    metric: str = "roc_auc"
    """Declared metric; see `marvin.models` for those it knows."""
    target: str | None = None
    """Column that holds the true value."""
    margin: float = Field(default=0.0, ge=0)
    """By how much the candidate must be better, in the metric's unit."""
    slices: list[str] = Field(default_factory=list)
    """Columns by whose values the models are compared too."""
    slice_margin: float = Field(default=0.05, ge=0)
    """How much worse, in the metric's unit, the candidate may be on a slice."""
    confidence: float = Field(default=0.95, gt=0.5, lt=1)
    """Of the paired bootstrap: share of resamples in which the candidate must be better."""
    resamples: int = Field(default=1000, ge=100, le=100_000)
    """Resamples of the paired bootstrap."""
