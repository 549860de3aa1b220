"""Section `monitoring` of the configuration."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from marvin.settings.section import Section

Action = Literal["ok", "warn", "retrain", "fail"]
"""What is done about a finding: nothing, a warning, a call for training, or the job fails."""


class Limits(Section):
    """From which value on something is done. A limit that is left out never strikes."""

    warn: float | None = Field(default=None, ge=0)
    retrain: float | None = Field(default=None, ge=0)
    fail: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        given = [limit for limit in (self.warn, self.retrain, self.fail) if limit is not None]
        if given != sorted(given):
            raise ValueError("limits must grow: warn, then retrain, then fail")
        return self

    def action(self, value: float) -> Action:
        """What is done about a value: the gravest of the limits that it reaches."""
        if self.fail is not None and value >= self.fail:
            return "fail"
        if self.retrain is not None and value >= self.retrain:
            return "retrain"
        return "warn" if self.warn is not None and value >= self.warn else "ok"


class MonitoringSettings(Section):
    """What is watched in predictions or other rows, against a reference. Shares are from 0 to 1."""

    columns: list[str] = Field(default_factory=list)
    """Columns that are watched. Default: all that both sides have, without keys and what scoring adds."""
    ignore: list[str] = Field(default_factory=list)
    """Columns that are not watched."""
    categorical: list[str] = Field(default_factory=list)
    """Columns of numbers that are names of groups, and of texts with many values that are watched all the same."""
    minimum_rows: int = Field(default=100, ge=2)
    """Rows of either side below which nothing is decided: the status is `unknown`."""
    maximum_rows: int = Field(default=50_000, ge=1_000)
    """Rows of each side that are looked at; of more, a random sample."""
    seed: int = Field(default=0, ge=0)
    """Of the samples: the same rows and seed give the same result."""
    drift_method: Literal["psi", "jensenshannon", "hellinger", "kl_div"] | None = None
    """How drift of a column is measured. Default: by the number of rows. Up to 1,000 on either side, tests (K-S for
    numbers, chi-square for groups) against at most 1,000 rows of the reference, drawn with the seed; above, Evidently's
    distances, as https://docs.evidentlyai.com/metrics/explainer_drift says."""
    drift_threshold: float | None = Field(default=None, gt=0)
    """From which value of `drift_method` on a column has drifted; of a test, below which p-value. Default: 0.01 for
    tests, Evidently's for distances."""
    drift_share: Limits = Limits(warn=0.3, retrain=0.5)
    """Share of the watched columns that have drifted."""
    prediction_drift: Action = "retrain"
    """What is done when the predictions themselves have drifted."""
    missing_share: Limits = Limits(warn=0.05, fail=0.5)
    """By how much a column's share of missing values has risen."""
    new_values_share: Limits = Limits(warn=0.05)
    """Share of rows with a value that the reference does not have, in columns of groups."""
    out_of_range_share: Limits = Limits(warn=0.05)
    """Share of rows outside the reference's least and greatest value, in columns of numbers."""
    missing_column: Action = "fail"
    """What is done when a column of the reference is missing, or holds another type."""
    performance_days: int = Field(default=90, ge=1)
    """Days of predictions whose labels are looked at."""
    performance_drop: Limits = Limits(warn=0.03, retrain=0.05)
    """By how much the model's metric is worse than when the version was compared, in the metric's unit."""
    performance_minimum: float | None = None
    """What the metric must reach (at most, where less is better); else training is called for."""
