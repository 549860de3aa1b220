from __future__ import annotations

from datetime import UTC, datetime, timedelta

import cloudpickle
import mlflow
import model_world
import numpy as np
import pandas as pd
import pytest
from model_world import INPUTS, Fixed, Seer, Touchy, Two, championed, frame, log, registered
from sklearn.linear_model import LogisticRegression

from marvin import data, ledger, models, scoring, testing, tracking
from marvin.context import Context
from marvin.errors import DataError, ScoringError
from marvin.scoring.outputs import result_type
from marvin.session import spark

pytestmark = pytest.mark.usefixtures("no_lineage")

NAME = "ml_dev.churn.churn"


def scored(config, rows, output="predictions", **options):
    with tracking.run(config, autolog=False):
        return scoring.score(config, rows, output, **{"keys": ["id"], **options})


def table(config, name="predictions") -> pd.DataFrame:
    return data.read(config, name).toPandas().sort_values(["batch_id", "id"], ignore_index=True)


def test_a_batch(config):
    rows = frame(20)
    championed(config, Seer(1.0))
    data.write(config, rows, "features")
    before = datetime.now(UTC)
    found = scored(config, "features", batch="2026-11-26", keep=["region"])
    assert found == scoring.Scored(
        "churn.predictions", 0, 20, "2026-11-26", NAME, "1", mlflow.last_active_run().info.run_id
    )
    kept = table(config)
    assert list(kept) == [
        *("id", "region", "prediction", "model_name", "model_version", "run_id", "scored_at", "batch_id")
    ]
    assert kept["prediction"].to_numpy() == pytest.approx(1 / (1 + np.exp(-rows["signal"].to_numpy())))
    assert (kept["region"] == rows["region"]).all()
    assert set(kept["model_version"]) == {"1"}
    assert set(kept["run_id"]) == {found.run_id}
    # The session's time is UTC.
    assert abs(kept["scored_at"][0].tz_localize("UTC") - before) < timedelta(minutes=2)
    assert kept["scored_at"].nunique() == 1
    assert ledger.Touch("churn.features", 0) in ledger.current().reads
    assert ledger.Touch("churn.predictions", 0) in ledger.current().writes
    tags = mlflow.get_run(found.run_id).data.tags
    assert tags["marvin.model"] == NAME
    assert (tags["marvin.model_version"], tags["marvin.batch"]) == ("1", "2026-11-26")
    assert tags["marvin.predictions"] == "churn.predictions"


def test_a_rerun_replaces_its_own_batch_alone(config):
    championed(config, Seer(0.5))
    championed(config, Seer(1.0))
    rows = frame(6)
    scored(config, rows.head(4), batch="monday")
    scored(config, rows, batch="tuesday", version=1)
    first = table(config)
    assert dict(first.groupby("batch_id")["model_version"].unique().map(list)) == {"monday": ["2"], "tuesday": ["1"]}
    # Corrected rows, the champion, the same batch.
    found = scored(config, rows.tail(5), batch="tuesday")
    again = table(config)
    assert (found.rows, found.model_version) == (5, "2")
    monday, tuesday = (again[again["batch_id"] == day] for day in ("monday", "tuesday"))
    pd.testing.assert_frame_equal(monday, first[first["batch_id"] == "monday"])
    assert list(tuesday["id"]) == [1, 2, 3, 4, 5]
    assert set(tuesday["model_version"]) == {"2"}


def test_a_crash_in_the_middle_leaves_the_old_rows(config):
    championed(config, Touchy())
    rows = frame(6)
    scored(config, rows, batch="monday")
    before = table(config)
    rows.loc[5, "signal"] = 1000
    with pytest.raises(
        ScoringError, match=r"version 1 of ml_dev.churn.churn failed while scoring batch monday; churn.*too great"
    ):
        scored(config, rows, batch="monday")
    pd.testing.assert_frame_equal(table(config), before)


def test_a_model_whose_code_the_workers_have_not(config):
    # As a class of a project's module, which is kept by its name.
    cloudpickle.unregister_pickle_by_value(model_world)
    try:
        version = registered(config, Fixed(0.5))
    finally:
        cloudpickle.register_pickle_by_value(model_world)
    with pytest.raises(ScoringError, match="No module named 'model_world'.*record the model with code_paths="):
        scored(config, frame(2), version=version)


def test_the_champion_changes_midway(config, monkeypatch):
    championed(config, Seer(0.5))
    better = registered(config, Seer(1.0))
    ready = mlflow.pyfunc.spark_udf

    def late(*arguments, **options):
        mlflow.MlflowClient().set_registered_model_alias(NAME, "champion", str(better.version))
        return ready(*arguments, **options)

    monkeypatch.setattr("mlflow.pyfunc.spark_udf", late)
    rows = frame(6)
    found = scored(config, rows, batch="monday")
    kept = table(config)
    expected = 1 / (1 + np.exp(-(rows["signal"] + rows["noise"]) / 2))
    assert (found.model_version, set(kept["model_version"])) == ("1", {"1"})
    assert kept["prediction"].to_numpy() == pytest.approx(expected.to_numpy())


def test_frames_that_cannot_be_scored(config):
    sample = frame(4)[INPUTS].assign(age=[1, 2, 3, 4])
    version = registered(config, Fixed(0.5), sample)
    rows = frame(4).assign(age=[1, 2, 3, 4])
    for wrong, keys, says in [
        (rows.drop(columns=["noise", "age"]), ["id"], "column noise is missing; column age is missing. Nothing was"),
        (rows.assign(age="old", noise=True), ["id"], "column noise is boolean, and the model takes double; column age"),
        (rows.assign(age=[1.5, 2, 3, 4]), ["id"], "column age is double, and the model takes long"),
        (rows.head(0), ["id"], "the frame has no rows"),
        (spark(config).createDataFrame(rows).where("id < 0"), ["id"], "has no rows: check what should have filled it"),
        (rows.assign(id=[1, 1, 2, 3]), ["id"], "rows share the same id"),
        (
            rows.assign(region=["north", None, "south", "south"]),
            ["region", "id"],
            "region is missing in 1 rows, and is a",
        ),
        (rows.assign(id=[None, 1.5, 2.5, 3.5]), ["id"], "id is missing in 1 rows, and is a key"),
        (rows, ["customer"], "the frame has no column customer"),
        (pd.concat([rows, rows[["noise"]]], axis=1), ["id"], "has column noise more than once"),
        (None, ["id"], "a NoneType cannot be scored: give a table's name or a frame"),
        ([1, 2], ["id"], "a list cannot be scored: give a table's name or a frame"),
        (rows, [], "keys= needs a list"),
        (rows.rename(columns={"id": "batch_id"}), ["batch_id"], "two columns batch_id"),
    ]:
        with pytest.raises(ScoringError, match=says):
            scored(config, wrong, keys=keys, version=version)
    holes = spark(config).createDataFrame(rows).selectExpr("*", "nullif(age, 2) AS aged").drop("age")
    with pytest.raises(ScoringError, match="age is missing in 1 rows, and the model takes whole numbers"):
        scored(config, holes.withColumnRenamed("aged", "age"), version=version)
    assert not data.exists(config, "predictions")


def test_other_refusals(config):
    with pytest.raises(ScoringError, match="open one by `with tracking.run"):
        scoring.score(config, frame(4), "predictions", keys=["id"])
    registered(config, Seer(1.0))
    with pytest.raises(ScoringError, match="has no champion yet: run the notebooks that compare and promote"):
        scored(config, frame(4))
    with pytest.raises(ScoringError, match=r"batch \"it's\" cannot be kept"):
        scored(config, frame(4), batch="it's", version=1)
    with pytest.raises(DataError, match="table churn.nothing is not there"):
        scored(config, "nothing", version=1)
    with pytest.raises(DataError, match="may not be written from dev"):
        scored(config, frame(4), "ml_prod.churn.predictions", version=1)


def test_types_that_fit_without_loss(config):
    """A whole number for a float, as SQL gives it, is no reason to fail on a worker."""
    championed(config, Seer(1.0))
    rows = spark(config).sql("SELECT 1 AS id, CAST(2 AS BIGINT) AS signal, CAST(1.5 AS DECIMAL(9, 2)) AS noise")
    scored(config, rows)
    assert table(config)["prediction"].to_numpy() == pytest.approx([1 / (1 + np.exp(-2))])


def test_columns_of_pandas_without_a_type(config):
    """Missing in all rows of a batch, or not wanted at all."""
    championed(config, Fixed(0.5))
    rows = frame(4)
    scored(config, rows, keep=["noise", "region"], batch="monday")
    odd = rows.assign(signal=None, noise=None, region=None, other=[1, "a", None, {}])
    scored(config, odd, keep=["noise", "region"], batch="tuesday")
    kept = table(config)
    tuesday = kept[kept["batch_id"] == "tuesday"]
    assert tuesday[["noise", "region"]].isna().all(axis=None)
    assert list(tuesday["prediction"]) == [0.5] * 4


def test_types_and_names_that_spark_refuses(config):
    championed(config, Fixed(0.5))
    with pytest.raises(ScoringError, match="cannot be made ready for Spark: .*Nothing was written"):
        scored(config, frame(4), result="dobule")
    with pytest.raises(DataError, match="Delta takes no blanks .* in names of columns: rename 'customer id'"):
        scored(config, frame(4).rename(columns={"id": "customer id"}), keys=["customer id"])


def test_what_scikit_learn_predicts(config):
    rows = frame(50)
    labels = LogisticRegression().fit(rows[INPUTS], rows["left"].map({0: "here", 1: "away"}))
    with tracking.run(config, autolog=False):
        numbers = log(config, LogisticRegression().fit(rows[INPUTS], rows["left"]), flavor="sklearn", name="numbers")
        words = log(config, labels, flavor="sklearn", name="words")
        chances = log(config, labels, flavor="sklearn", predict=labels.predict_proba, pyfunc_predict_fn="predict_proba")
        versions = [models.register(config, info).version for info in (numbers, words, chances)]
    for version, kind in zip(versions, ["bigint", "string", "array<double>"], strict=True):
        name = f"predictions_{version}"
        scored(config, rows, name, version=version)
        assert dict(data.read(config, name).dtypes)["prediction"] == kind
    assert list(table(config, "predictions_2")["prediction"]) == list(labels.predict(rows[INPUTS]))
    with pytest.raises(ScoringError, match="prediction is string in the table and bigint here. Nothing was written"):
        scored(config, rows, "predictions_2", version=1)


def test_several_predictions_are_a_column_each(config):
    version = registered(config, Two())
    scored(config, frame(6), version=version)
    kept = table(config)
    assert list(kept)[:3] == ["id", "chance", "label"]
    assert list(kept["label"]) == list(np.where(frame(6)["signal"] > 0, "away", "here"))
    with pytest.raises(ScoringError, match="two columns chance"):
        scored(config, frame(6).assign(chance=1), keep=["chance"], version=version)


def test_signatures_that_no_column_holds(config):
    from mlflow.models import infer_signature

    with pytest.raises(ScoringError, match="does not say what it predicts"):
        result_type(infer_signature(frame(2)), "version 1")
    with pytest.raises(ScoringError, match="is no column of a table by itself: give result="):
        result_type(infer_signature(frame(2), np.zeros((2, 3, 4))), "version 1")


@pytest.mark.parametrize(
    ("context", "arguments", "batch"),
    [
        ({"job_run_id": "77"}, {"batch": "2026-11-01"}, "2026-11-01"),
        ({"job_run_id": "77"}, {}, "77"),
        ({}, {}, datetime.now(UTC).date().isoformat()),
    ],
)
def test_names_of_batches(tmp_path, context, arguments, batch):
    from marvin.batch import name_of

    config = testing.config(tmp_path, context=Context(local=True, **context), arguments=arguments)
    assert name_of(config, None) == batch
    assert name_of(config, "mine") == "mine"
