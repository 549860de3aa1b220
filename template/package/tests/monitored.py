"""Rows to monitor."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pandas as pd

from marvin import monitoring, tracking
from marvin.settings.monitoring import MonitoringSettings


def rows(count=400, *, seed=1, shift=0.0, **columns):
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "id": np.arange(count),
            "age": random.normal(40 + shift, 8, count),
            "visits": random.poisson(4, count),
            "region": random.choice(["north", "south"], count),
        }
    )
    return frame.assign(**columns)


def watch(config, current, reference, **options):
    with tracking.run(config, "monitor", autolog=False):
        return monitoring.monitor(config, current, reference, **options)


def with_settings(config, **settings):
    return config.model_copy(update={"monitoring": MonitoringSettings(**settings)})


def scored(frame, prediction, *, version="1", batch="b1", at=None):
    at = at or datetime.now(UTC)
    return frame.assign(prediction=prediction, model_name="churn", model_version=version, batch_id=batch, scored_at=at)


def labelled(frame, seed=3):
    """A label that depends on age."""
    random = np.random.default_rng(seed)
    chance = 1 / (1 + np.exp(-(frame["age"] - 40) / 4))
    return frame[["id"]].assign(left=(random.random(len(frame)) < chance).astype(int)), chance
