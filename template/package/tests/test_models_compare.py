from __future__ import annotations

import dataclasses
import json

import mlflow
import numpy as np
import pandas as pd
import pytest
from model_world import INPUTS, Fixed, Seer, championed, compared, frame, log, registered
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from marvin import data, models, testing, tracking
from marvin.errors import DataError, ModelError

pytestmark = pytest.mark.usefixtures("no_lineage")

SOUTH = frame(4)[[*INPUTS, "region"]]


def configured(tmp_path, **model):
    return testing.config(tmp_path, model={"name": "churn", "target": "left", "resamples": 200, **model})


def test_the_first_model(config):
    found = compared(config, registered(config, Seer(1.0)))
    assert found.accepted
    assert found.champion is None
    assert found.candidate_value == pytest.approx(roc_auc_score(frame()["left"], frame()["signal"]))
    assert found.reasons == (
        f"the first model: there is no champion yet (roc_auc {found.candidate_value:.4g} on 400 rows)",
    )


@pytest.mark.parametrize(
    ("metric", "minimum", "accepted"),
    [("roc_auc", 0.7, True), ("roc_auc", 0.99, False), ("log_loss", 0.6, True), ("log_loss", 0.1, False)],
)
def test_a_minimum_that_the_first_model_must_reach(tmp_path, metric, minimum, accepted):
    config = configured(tmp_path, metric=metric, minimum=minimum)
    found = compared(config, registered(config, Seer(1.0)))
    assert found.accepted is accepted
    which = "below" if metric == "roc_auc" else "above"
    assert accepted or f"{which} the {minimum:g} that `model.minimum` asks for" in found.reasons[0]


def test_a_better_one(config):
    championed(config, Seer(0.5))
    found = compared(config, registered(config, Seer(1.0)))
    assert found.accepted
    assert (found.champion, found.candidate) == ("1", "2")
    assert found.gain == pytest.approx(found.candidate_value - found.champion_value)
    assert 0 < found.gain_low < found.gain < found.gain_high
    assert found.better > 0.99
    assert found.reasons[0].startswith(f"better by {found.gain:.4g} (roc_auc ")


def test_a_better_one_where_less_is_better(tmp_path):
    config = configured(tmp_path, metric="log_loss")
    championed(config, Seer(0.5))
    found = compared(config, registered(config, Seer(1.0)))
    assert found.accepted
    assert found.candidate_value < found.champion_value
    assert found.gain > 0


def test_a_worse_one(config):
    championed(config, Seer(1.0))
    found = compared(config, registered(config, Seer(0.5)))
    assert not found.accepted
    assert found.gain < 0
    assert found.reasons[0].startswith("worse than the champion (roc_auc ")


def test_a_tie_keeps_the_champion(config):
    championed(config, Seer(1.0))
    found = compared(config, registered(config, Seer(1.0)))
    assert not found.accepted
    assert (found.gain, found.better) == (0.0, 0.0)
    assert found.reasons[0].startswith("a tie (roc_auc ")


def test_better_by_too_little(tmp_path):
    config = configured(tmp_path, margin=0.3)
    championed(config, Seer(0.5))
    found = compared(config, registered(config, Seer(1.0)))
    assert not found.accepted
    assert "less than the 0.3 that `model.margin` asks for" in found.reasons[0]


def test_better_perhaps_by_chance(config):
    championed(config, Seer(0.97))
    found = compared(config, registered(config, Seer(1.0)), frame(40, seed=2))
    assert not found.accepted
    assert found.gain > 0
    assert "that `model.confidence` asks for" in found.reasons[0]
    assert "it may be chance" in found.reasons[0]


def test_few_rows_accept_the_first_model_alone(tmp_path):
    """On one row the resamples are all the same: the better one is better in all of them."""
    config = configured(tmp_path, task="regression", metric="rmse", target="signal")
    first = registered(config, Fixed(1.0))
    found = compared(config, first, frame(1))
    assert found.accepted
    models.promote(config, found)
    better = registered(config, Fixed(frame(1)["signal"][0]))
    found = compared(config, better, frame(29))
    assert not found.accepted
    assert found.better == 1.0
    assert found.reasons[0].startswith("only 29 rows, and 30 are needed (`model.minimum_rows`): rmse ")
    lenient = configured(tmp_path, task="regression", metric="rmse", target="signal", minimum_rows=29)
    assert compared(lenient, better, frame(29)).accepted


def test_worse_on_one_slice(tmp_path):
    config = configured(tmp_path, slices=["region"])
    championed(config, Seer(0.5), SOUTH)
    found = compared(config, registered(config, Seer(1.0, sight_south=0.4), SOUTH))
    assert found.gain > 0
    north, south = found.slices
    assert (north.value, north.accepted, north.note) == ("north", True, "")
    assert (south.value, south.accepted, south.note) == ("south", False, "worse by more than 0.05")
    rows = frame()
    inside = rows[rows["region"] == "north"]
    assert north.rows == len(inside)
    assert north.candidate == pytest.approx(roc_auc_score(inside["left"], inside["signal"]))
    assert not found.accepted
    assert found.reasons[-1].startswith(f"on region = south ({south.rows} rows) worse by more than 0.05: ")


def test_slices_that_decide_nothing(tmp_path):
    config = configured(tmp_path, slices=["region"])
    championed(config, Seer(0.6), SOUTH)
    rows = frame()
    rows.loc[rows.index[:5], "region"] = "east"
    rows.loc[rows.index[5:50], "region"] = None
    rows.loc[rows["region"] == "north", "left"] = 0
    found = compared(config, registered(config, Seer(1.0, sight_south=1.0), SOUTH), rows)
    notes = {part.value: part.note for part in found.slices}
    assert notes == {
        "(missing)": "",
        "east": "not judged: fewer than 30 rows",
        "north": "not judged: the rows are all of one class",
        "south": "",
    }
    assert all(part.accepted for part in found.slices)


def test_values_that_no_model_has_seen(tmp_path):
    """A model that cannot take a new value is not the better one; one that can is not held back by the other."""
    config = configured(tmp_path, slices=["region"])
    trained = frame()[["region"]]
    fitted = {
        unknown: make_pipeline(OneHotEncoder(handle_unknown=unknown), LogisticRegression()).fit(
            trained, frame()["left"]
        )
        for unknown in ("error", "ignore")
    }
    rows = frame()
    rows.loc[rows.index[:100], "region"] = "west"
    strict = registered(config, fitted["error"], trained.head(4), flavor="sklearn")
    found = compared(config, strict, rows)
    assert not found.accepted
    assert "version 1: fails on these rows: ValueError: Found unknown categories ['west']" in found.reasons[0]
    found = compared(config, registered(config, fitted["ignore"], trained.head(4), flavor="sklearn"), rows)
    assert found.accepted
    assert [(part.value, part.note) for part in found.slices] == [("north", ""), ("south", ""), ("west", "")]


def test_the_champion_itself(config):
    version = championed(config, Seer(1.0))
    found = compared(config, version)
    assert not found.accepted
    assert found.reasons == ("version 1 is the champion already",)
    # What it was promoted for stays, and is still found.
    kept = models.champion(config).tags
    assert (kept["marvin_accepted"], kept["marvin_compared_run"] == found.run_id) == ("true", False)
    assert models.comparison(config, version).accepted


def test_a_champion_that_cannot_score_the_frame(config):
    championed(config, Seer(1.0))
    candidate = registered(config, Fixed(0.5), frame(4)[["signal"]])
    found = compared(config, candidate, frame().drop(columns="noise"))
    assert not found.accepted
    assert found.champion_value is None
    assert "champion 1: columns of its signature are missing in the frame: noise. Nothing can be" in found.reasons[0]


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (Fixed(float("nan")), "gives no prediction (NaN) for 400 of 400 rows"),
        (Fixed(3.5), "gives numbers from 3.5 to 3.5, and roc_auc needs probabilities"),
        (Fixed([0.1, 0.2, 0.7]), "gives predictions of shape (400, 3) for 400 rows"),
        (Fixed("yes"), "predicts 'yes', and roc_auc needs probabilities"),
    ],
)
def test_candidates_that_cannot_be_measured(config, model, reason):
    found = compared(config, registered(config, model))
    assert not found.accepted
    assert reason in found.reasons[0]


def test_a_candidate_whose_columns_are_missing(config):
    found = compared(config, registered(config, Seer(1.0)), frame().drop(columns="noise"))
    assert found.reasons == ("version 1: columns of its signature are missing in the frame: noise",)


def test_columns_of_other_types_are_told_without_their_values(config):
    rows = frame().assign(signal="born 1970-01-01")
    found = compared(config, registered(config, Seer(1.0)), rows)
    said = "version 1: takes columns of other types: signal holds string, its signature double"
    assert found.reasons == (said,)
    page = mlflow.artifacts.load_text(f"runs:/{found.run_id}/comparison/version-1.html")
    assert "1970" not in page


def test_frames_that_tell_nothing(tmp_path):
    config = configured(tmp_path, slices=["region"])
    version = registered(config, Seer(1.0))
    rows = frame()
    for wrong, says in [
        (rows.drop(columns=["left", "region"]), "the frame has no column left, region"),
        (rows.assign(left=None), "no row of the frame has a value of left"),
        (rows.head(0), "no row of the frame has a value of left"),
        (rows.assign(left=0), "roc_auc has no value on these 400 rows: the rows are all of one class"),
        (rows.assign(left="no"), "needs to know the positive class, and the rows are all of class 'no'"),
        (rows.assign(left=rows["id"] % 3), "roc_auc is for two classes, and left has 3"),
        (rows.assign(region=rows["id"]), r"too many values for slices: region \(400 values\)"),
        (rows.assign(region=[["north"]] * 400), "column region holds values of type list, which cannot be told apart"),
        (rows.assign(left=[{"yes": 1}] * 400), "column left holds values of type dict, which cannot be told apart"),
        (pd.concat([rows, rows[["left"]]], axis=1), "the frame has column left more than once"),
        ([1, 2], "the rows are a list: give a table's name, or a Spark or pandas frame"),
    ]:
        with pytest.raises(ModelError, match=says):
            compared(config, version, wrong)
    with pytest.raises(ModelError, match="open one by `with tracking.run"):
        models.compare(config, version, rows)
    with pytest.raises(ModelError, match="names no target"):
        compared(testing.config(tmp_path, model={"name": "churn"}), version)
    with pytest.raises(ModelError, match="there is no metric 'auc': did you mean roc_auc"):
        compared(config, version, metric="auc")


def test_rows_without_a_target_are_left_out(config):
    rows = frame().astype({"left": "float64"})
    rows.loc[rows.index[:100], "left"] = np.nan
    found = compared(config, registered(config, Seer(1.0)), rows)
    assert (found.rows, found.rows_without_target) == (300, 100)
    assert found.candidate_value == pytest.approx(roc_auc_score(frame()["left"][100:], frame()["signal"][100:]))


def test_labels_of_text(tmp_path):
    """scikit-learn's classifier gives labels: probabilities are asked of it itself, for the class that is meant."""
    rows = frame().assign(left=lambda rows: np.where(rows["left"] == 1, "away", "here"))
    fitted = LogisticRegression().fit(rows[INPUTS], rows["left"])
    chance = fitted.predict_proba(rows[INPUTS])
    config = configured(tmp_path, positive="away")
    version = registered(config, fitted, flavor="sklearn")
    expected = roc_auc_score(rows["left"] == "away", chance[:, 0])
    assert compared(config, version, rows).candidate_value == pytest.approx(expected)
    accuracy = np.mean(fitted.predict(rows[INPUTS]) == rows["left"])
    assert compared(config, version, rows, metric="accuracy").candidate_value == pytest.approx(accuracy)
    assert compared(config, version, rows, metric="f1").accepted
    with pytest.raises(
        ModelError, match="`model.positive` in conf/base.yml is True, and the labels are 'away', 'here'"
    ):
        compared(configured(tmp_path, positive=True), version, rows)
    # Trained on 0 and 1 instead of the labels.
    numbers = registered(config, LogisticRegression().fit(rows[INPUTS], frame()["left"]), flavor="sklearn")
    assert (
        "none of which is a label of the frame ('away', 'here')"
        in compared(config, numbers, rows, metric="f1").reasons[0]
    )


def test_columns_of_probabilities(config):
    """As `pyfunc_predict_fn="predict_proba"` gives them."""
    rows = frame()
    fitted = LogisticRegression().fit(rows[INPUTS], rows["left"])
    with tracking.run(config, autolog=False):
        info = log(config, fitted, flavor="sklearn", predict=fitted.predict_proba, pyfunc_predict_fn="predict_proba")
        version = models.register(config, info)
        chance = models.compare(config, version, rows)
        labels = models.compare(config, version, rows, metric="accuracy")
    assert chance.candidate_value == pytest.approx(roc_auc_score(rows["left"], fitted.decision_function(rows[INPUTS])))
    assert labels.candidate_value == pytest.approx(fitted.score(rows[INPUTS], rows["left"]))


def test_one_probability_for_the_lesser_label(tmp_path):
    """Where the positive class is the first of the labels, a probability of 1 means that one."""
    rows = frame().assign(left=lambda rows: np.where(rows["left"] == 1, "away", "here"))
    config = configured(tmp_path, positive="away", metric="accuracy")
    found = compared(config, registered(config, Seer(1.0)), rows)
    assert found.candidate_value == pytest.approx(np.mean((rows["signal"] >= 0) == (rows["left"] == "away")))


def test_three_classes(tmp_path):
    rows = frame().assign(left=lambda rows: pd.cut(rows["signal"], [-9, -0.5, 0.5, 9], labels=["a", "b", "c"]))
    rows["left"] = rows["left"].astype(str)
    fitted = LogisticRegression().fit(rows[INPUTS], rows["left"])
    config = configured(tmp_path, metric="accuracy", slices=["region"])
    with tracking.run(config, autolog=False):
        labels = models.register(config, log(config, fitted, flavor="sklearn"))
        info = log(config, fitted, flavor="sklearn", predict=fitted.predict_proba, pyfunc_predict_fn="predict_proba")
        chances = models.register(config, info)
    for version in (labels, chances):
        found = compared(config, version, rows)
        assert found.candidate_value == pytest.approx(fitted.score(rows[INPUTS], rows["left"]))
    one = compared(config, registered(config, Seer(1.0)), rows)
    assert "gives one probability a row, and there are more than two classes" in one.reasons[0]


def test_a_named_output(tmp_path):
    class Both(mlflow.pyfunc.PythonModel):
        def predict(self, context, model_input: pd.DataFrame, params=None):
            chance = 1 / (1 + np.exp(-model_input["signal"]))
            return pd.DataFrame({"chance": chance, "label": (chance > 0.9).astype("int64")})

    config = configured(tmp_path, output="chance", threshold=0.7)
    version = registered(config, Both())
    rows = frame()
    assert compared(config, version).candidate_value == pytest.approx(roc_auc_score(rows["left"], rows["signal"]))
    above = 1 / (1 + np.exp(-rows["signal"])) >= 0.7
    assert compared(config, version, metric="accuracy").candidate_value == pytest.approx(np.mean(above == rows["left"]))
    wrong = compared(configured(tmp_path, output="score"), version)
    assert wrong.reasons == ("version 1: has no prediction 'score' (`model.output`), but chance, label",)


def test_predictions_of_ones_own(config):
    version = registered(config, Fixed("whatever"))
    found = compared(config, version, predict=lambda model, rows: rows["id"] % 2 * 0.5)
    assert found.candidate_value == pytest.approx(roc_auc_score(frame()["left"], frame()["id"] % 2))


def test_regression(tmp_path):
    config = configured(tmp_path, task="regression", metric="rmse", target="signal")
    championed(config, Fixed(1.0))
    found = compared(config, registered(config, Fixed(0.0)))
    assert found.accepted
    assert found.champion_value == pytest.approx(np.sqrt(np.mean((frame()["signal"] - 1) ** 2)))
    with pytest.raises(ModelError, match="rmse needs numbers, and region holds others, such as '(north|south)'"):
        compared(configured(tmp_path, task="regression", metric="rmse", target="region"), 1)


def test_a_metric_of_ones_own(config):
    def missed(truth, label):
        return float(np.sum((truth == 1) & (label == 0)))

    championed(config, Fixed(0.2))
    metric = models.own_metric(missed, greater_is_better=False)
    found = compared(config, registered(config, Fixed(0.9)), metric=metric)
    assert (found.metric, found.accepted) == ("missed", True)
    assert (found.candidate_value, found.champion_value) == (0.0, frame()["left"].sum())


def test_a_frame_of_spark_and_a_table(config):
    data.write(config, frame(), "holdout")
    version = registered(config, Seer(1.0))
    for given in (data.read(config, "holdout"), "holdout"):
        found = compared(config, version, given)
        assert found.candidate_value == pytest.approx(roc_auc_score(frame()["left"], frame()["signal"]))
    with pytest.raises(DataError, match="table churn.holdouts is not there"):
        compared(config, version, "holdouts")


def test_the_evidence(tmp_path):
    config = configured(tmp_path, slices=["region"])
    championed(config, Seer(0.5), SOUTH)
    version = registered(config, Seer(1.0), SOUTH)
    rows = frame().replace("south", "<south>")
    found = compared(config, version, rows)
    run = mlflow.get_run(found.run_id)
    assert run.data.metrics["compare.gain"] == found.gain
    assert run.data.metrics["compare.accepted"] == 1.0
    kept = mlflow.artifacts.load_dict(f"runs:/{found.run_id}/comparison/version-2.json")
    assert kept == json.loads(json.dumps(dataclasses.asdict(found)))
    page = mlflow.artifacts.load_text(f"runs:/{found.run_id}/comparison/version-2.html")
    assert page == found._repr_html_()
    assert "<td>region = &lt;south&gt;</td>" in page
    tags = models.newest(config).tags
    assert tags["marvin_accepted"] == "true"
    assert tags["marvin_compared_with"] == "1"
    assert tags["marvin_compared_run"] == found.run_id
    assert tags["marvin_reasons"] == "; ".join(found.reasons)
    # In a task of its own.
    assert models.comparison(config) == found
    assert models.comparison(config, "1").champion is None
    third = registered(config, Seer(1.0), SOUTH)
    with pytest.raises(ModelError, match="version 3 of ml_dev.churn.churn was not compared"):
        models.comparison(config)
    assert str(found).startswith("version 2 of ml_dev.churn.churn is accepted: better by")
    assert third.version != version.version
