"""Small real models for tests: what they see of the truth decides how good they are."""

from __future__ import annotations

import sys

import cloudpickle
import mlflow
import numpy as np
import pandas as pd

from marvin import models, tracking

# Spark's workers cannot import the tests.
cloudpickle.register_pickle_by_value(sys.modules[__name__])

INPUTS = ["signal", "noise"]


def frame(rows: int = 400, seed: int = 1) -> pd.DataFrame:
    """Customers of whom some left: `signal` tells of it, `noise` does not."""
    random = np.random.default_rng(seed)
    signal = random.normal(size=rows)
    return pd.DataFrame(
        {
            "id": np.arange(rows),
            "signal": signal,
            "noise": random.normal(size=rows),
            "region": random.choice(["north", "south"], size=rows),
            "left": (signal + random.normal(scale=0.7, size=rows) > 0).astype("int64"),
        }
    )


class Seer(mlflow.pyfunc.PythonModel):
    """Gives probabilities that follow the signal by `sight`, and else the noise; in the south by `sight_south`."""

    def __init__(self, sight: float, sight_south: float | None = None) -> None:
        self.sight = sight
        self.sight_south = sight_south

    def predict(self, context, model_input: pd.DataFrame, params=None):
        sight = pd.Series(self.sight, index=model_input.index)
        if self.sight_south is not None:
            sight = sight.where(model_input["region"] == "north", self.sight_south)
        score = sight * model_input["signal"] + (1 - sight) * model_input["noise"]
        return (1 / (1 + np.exp(-score))).to_numpy()


class Fixed(mlflow.pyfunc.PythonModel):
    """Gives what it is told, whatever it sees."""

    def __init__(self, value: object) -> None:
        self.value = value

    def predict(self, context, model_input: pd.DataFrame, params=None):
        return np.array([self.value] * len(model_input))


class Touchy(mlflow.pyfunc.PythonModel):
    """Fails on rows with a great signal."""

    def predict(self, context, model_input: pd.DataFrame, params=None):
        if (model_input["signal"] > 100).any():
            raise ValueError("too great")
        return np.full(len(model_input), 0.9)


class Two(mlflow.pyfunc.PythonModel):
    """Gives a probability and a label."""

    def predict(self, context, model_input: pd.DataFrame, params=None):
        chance = 1 / (1 + np.exp(-model_input["signal"]))
        return pd.DataFrame({"chance": chance, "label": np.where(chance > 0.5, "away", "here")})


def log(config, model, sample=None, flavor="pyfunc", **options):
    """Records a model in the open run. Naming what it needs spares MLflow a process that finds it out."""
    given = frame(4)[INPUTS] if sample is None else sample
    return tracking.log_model(config, model, flavor=flavor, sample=given, pip_requirements=["mlflow"], **options)


def registered(config, model, sample=None, **options):
    """A new version of the project's model, from a run of its own."""
    with tracking.run(config, autolog=False):
        return models.register(config, log(config, model, sample, **options))


def compared(config, version, rows=None, **options):
    """The comparison of a version, from a run of its own."""
    with tracking.run(config, autolog=False):
        return models.compare(config, version, frame() if rows is None else rows, **options)


def championed(config, model, sample=None, **options):
    """A new version that was compared and promoted."""
    version = registered(config, model, sample, **options)
    return models.promote(config, compared(config, version))
