from __future__ import annotations

import mlflow
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from marvin import data, ledger, lineage, session, testing, tracking
from marvin.errors import TrackingError

X = pd.DataFrame({"a": [0.0, 1.0, 2.0, 3.0]})
Y = [0, 0, 1, 1]


def test_a_run_carries_what_traces_it_back(config):
    data.write(config, X, "features")
    data.read(config, "features")
    with tracking.run(config, "first") as active:
        data.write(config, X, "scores")
        LogisticRegression().fit(X, Y)
    run = mlflow.get_run(active.info.run_id)
    assert mlflow.get_experiment(run.info.experiment_id).name == "/marvin/churn"
    ours = {key: value for key, value in run.data.tags.items() if key.startswith("marvin.")}
    assert ours == {
        "marvin.project": "churn",
        "marvin.environment": "dev",
        "marvin.commit": "0" * 40,
        "marvin.read.churn.features": "0",
        "marvin.wrote.churn.scores": "0",
    }
    assert run.data.params["fit_intercept"] == "True"


def test_a_failed_run_is_recorded_as_failed(config):
    with pytest.raises(ZeroDivisionError), tracking.run(config) as active:
        raise ZeroDivisionError
    assert mlflow.get_run(active.info.run_id).info.status == "FAILED"


def test_a_run_answers_for_what_it_did_itself(config):
    """Reads carry over to later runs of a notebook; what was written, scored and made does not."""
    model = ledger.Model("churn.churn", "1")

    def touch(name):
        with tracking.run(config, name, autolog=False) as active:
            ledger.current().read(ledger.Touch("churn.raw", 1))
            ledger.current().wrote(ledger.Touch(f"churn.{name}", 0))
            ledger.current().scored(model, "churn.predictions")
            ledger.current().registered(ledger.Model("churn.churn", name))
        return mlflow.get_run(active.info.run_id).data.tags

    touch("one")
    second = {key: value for key, value in touch("two").items() if key.startswith(("marvin.read.", "marvin.wrote."))}
    assert second == {"marvin.read.churn.raw": "1", "marvin.wrote.churn.two": "0"}
    with tracking.run(config, "three", autolog=False):
        pass
    kept = {run.name: run for run in lineage.graph.runs_of(config)}
    assert kept["two"].writes == (ledger.Touch("churn.two", 0),)
    # The same model into the same table as before: it did that too.
    assert (kept["two"].used, kept["two"].predictions) == ((model,), ("churn.predictions",))
    assert kept["two"].made == (ledger.Model("churn.churn", "two"),)
    assert (kept["three"].reads, kept["three"].writes) == ((ledger.Touch("churn.raw", 1),), ())
    assert (kept["three"].used, kept["three"].made, kept["three"].predictions) == ((), (), ())


def test_a_run_that_the_code_ends_leaves_none_open(config):
    with tracking.run(config, autolog=False) as active:
        mlflow.end_run()
        ledger.current().wrote(ledger.Touch("churn.scores", 0))
    assert mlflow.active_run() is None
    [run] = mlflow.search_runs(output_format="list")
    assert (run.info.run_id, run.info.status) == (active.info.run_id, "FINISHED")
    assert run.data.tags["marvin.wrote.churn.scores"] == "0"
    with pytest.raises(ZeroDivisionError), tracking.run(config, autolog=False) as active:
        raise ZeroDivisionError(mlflow.end_run())
    assert mlflow.get_run(active.info.run_id).info.status == "FAILED"


def test_only_its_own_run_is_ended(config):
    with tracking.run(config, autolog=False) as active:
        mlflow.end_run()
        other = mlflow.start_run()
    assert mlflow.active_run().info.run_id == other.info.run_id
    assert not [tag for tag in mlflow.get_run(other.info.run_id).data.tags if tag.startswith("marvin.")]
    mlflow.end_run()
    with tracking.run(config, autolog=False) as active:
        child = mlflow.start_run(nested=True)
    assert mlflow.active_run() is None
    assert {mlflow.get_run(one.info.run_id).info.status for one in (active, child)} == {"FINISHED"}


def test_an_experiment_that_was_deleted(config):
    tracking.connect(config)
    mlflow.delete_experiment(mlflow.get_experiment_by_name(config.experiment).experiment_id)
    with pytest.raises(
        TrackingError, match=r"experiment /marvin/churn cannot be used: .*deleted.* restore it, or name"
    ):
        tracking.connect(config)


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
        with pytest.raises(TrackingError, match=r"give sample=frame.limit\(5\).toPandas\(\)"):
            tracking.log_model(config, model, flavor="sklearn", sample=session.spark(config).createDataFrame(X))
        with pytest.raises(TrackingError, match="the model fails on its sample, a list: ValueError"):
            tracking.log_model(config, model, flavor="sklearn", sample=[1, 2])
        with pytest.raises(TrackingError, match="'a/b' is no name of a model: leave out"):
            tracking.log_model(config, model, flavor="sklearn", sample=X, name="a/b")
        with pytest.raises(TrackingError, match="no flavour 'sklaern'"):
            tracking.log_model(config, model, flavor="sklaern", sample=X)
        with pytest.raises(TrackingError, match="a run is open already"), tracking.run(config):
            pass
    with pytest.raises(TrackingError, match="names no experiment"):
        tracking.connect(testing.config(tmp_path, experiment=None))
