from __future__ import annotations

import mlflow
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from marvin import data, testing, tracking
from marvin.errors import TrackingError

X = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0]})
Y = [0, 0, 1, 1]


def test_a_run_carries_what_traces_it_back(config):
    data.write(config, X, "features")
    data.read(config, "features")
    with tracking.run(config, "first") as active:
        LogisticRegression().fit(X, Y)
    run = mlflow.get_run(active.info.run_id)
    assert mlflow.get_experiment(run.info.experiment_id).name == "/marvin/churn"
    ours = {key: value for key, value in run.data.tags.items() if key.startswith("marvin.")}
    assert ours == {
        "marvin.project": "churn",
        "marvin.environment": "dev",
        "marvin.commit": "0" * 40,
        "marvin.read.churn.features": "0",
        "marvin.wrote.churn.features": "0",
    }
    assert run.data.params["fit_intercept"] == "True"


def test_a_failed_run_is_recorded_as_failed(config):
    with pytest.raises(ZeroDivisionError), tracking.run(config) as active:
        raise ZeroDivisionError
    assert mlflow.get_run(active.info.run_id).info.status == "FAILED"


def test_a_model_carries_signature_and_example(config):
    model = LogisticRegression().fit(X, Y)
    with tracking.run(config):
        info = tracking.log_model(config, model, flavor="sklearn", sample=X)
    assert info.signature.inputs.input_names() == ["a"]
    assert info.signature.outputs is not None
    assert mlflow.pyfunc.load_model(info.model_uri).input_example is not None


def test_a_model_of_ones_own(config):
    class Rule(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input: pd.DataFrame, params=None):
            return (model_input["a"] > 1).astype("int64")

    with tracking.run(config):
        info = tracking.log_model(config, Rule(), flavor="pyfunc", sample=X)
    assert list(mlflow.pyfunc.load_model(info.model_uri).predict(X)) == [0, 0, 1, 1]


def test_refusals(config, tmp_path):
    model = LogisticRegression().fit(X, Y)
    with pytest.raises(TrackingError, match="open one by"):
        tracking.log_model(config, model, flavor="sklearn", sample=X)
    with tracking.run(config):
        with pytest.raises(TrackingError, match="needs a sample of its input"):
            tracking.log_model(config, model, flavor="sklearn", sample=X.head(0))
        with pytest.raises(TrackingError, match="no flavour 'sklaern'"):
            tracking.log_model(config, model, flavor="sklaern", sample=X)
        with pytest.raises(TrackingError, match="a run is open already"), tracking.run(config):
            pass
    with pytest.raises(TrackingError, match="names no experiment"):
        tracking.connect(testing.config(tmp_path, experiment=None))
