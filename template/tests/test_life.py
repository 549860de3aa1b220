"""One life of a rendered project, as it came, on real Spark, Delta Lake, MLflow, Great Expectations and Evidently."""

from __future__ import annotations

import sys
from pathlib import Path

import marvin
import mlflow
import pytest
from marvin import data, ledger, lineage, local, models, monitoring, tracking
from marvin.errors import MarvinError
from projects import git, render

ROWS = {"parameters.example_rows": "6000"}
WEAK = {**ROWS, "parameters.trees": "1", "parameters.depth": "1"}


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    folder = render(tmp_path_factory.mktemp("life") / "project")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "From the template")
    git(folder, "tag", "v1.0.0")
    yield folder
    for name in [name for name in sys.modules if name.partition(".")[0] == "exam_forecast"]:
        del sys.modules[name]


@pytest.fixture
def config(project):
    ledger.begin()
    config = marvin.load(root=project)
    tracking.connect(config)
    return config


def rows(config, table, where="true"):
    return data.read(config, table).where(where).toPandas()


def last_run(config, name):
    experiment = mlflow.get_experiment_by_name(config.experiment)
    [run] = mlflow.search_runs(
        [experiment.experiment_id],
        f"attributes.run_name = '{name}'",
        order_by=["attributes.start_time DESC"],
        max_results=1,
        output_format="list",
    )
    return run


def test_before_anything_was_trained_there_is_nothing_to_score_with(project, config):
    with pytest.raises(MarvinError, match="has no champion yet: run the notebooks that compare and promote"):
        local.run("score", root=project, only=["prepare_data", "batch_inference"], parameters=ROWS)


def test_the_first_model_becomes_champion(project, config):
    local.run("train", root=project, parameters=WEAK)
    champion = models.champion(config)
    assert str(champion.version) == "1"
    assert champion.tags["marvin_compared_with"] == "none"
    train = last_run(config, "train")
    assert train.data.tags["marvin.commit"] == git(project, "rev-parse", "HEAD")
    assert train.data.tags["marvin.release"] == "v1.0.0"
    assert train.data.tags["marvin.read.exam_forecast.features"] == "1"
    checked = rows(config, "_marvin_validation")
    assert len(checked) > 0
    assert len(rows(config, "features")) + len(rows(config, "holdout")) == 5400
    assert not set(rows(config, "features")["id"]) & set(rows(config, "holdout")["id"])


def test_a_tie_keeps_the_champion(project, config):
    local.run("train", root=project, only=["train", "validate", "promote"], parameters=WEAK)
    assert str(models.champion(config).version) == "1"
    comparison = models.comparison(config)
    assert (comparison.candidate, comparison.accepted) == ("2", False)
    assert comparison.gain == 0


def test_a_better_model_takes_its_place_with_the_evidence(project, config):
    local.run("train", root=project, only=["train", "validate", "promote"], parameters=ROWS)
    assert str(models.champion(config).version) == "3"
    comparison = models.comparison(config)
    assert comparison.accepted
    assert comparison.gain > 0.02
    assert comparison.better > 0.95
    page = mlflow.artifacts.load_text(f"runs:/{comparison.run_id}/comparison/version-3.html")
    assert "region = north" in page


def test_a_batch_is_scored_by_the_champion_once(project, config):
    for _ in range(2):
        local.run("score", root=project, parameters={**ROWS, "batch": "first"})
    scored = rows(config, "predictions")
    assert len(scored) == 600
    assert set(scored["model_version"]) == {"3"}
    assert set(scored["run_id"]) == {last_run(config, "batch_inference").info.run_id}
    assert scored["prediction"].between(0, 1).all()
    monitored = last_run(config, "monitor")
    assert monitored.data.tags["marvin.retrain"] == "false"
    found = monitoring.history(config).query(f"run_id == '{monitored.info.run_id}'").set_index("metric")
    assert found.loc["performance", "status"] == "unknown"
    assert found.loc["drift_share", "status"] == "ok"


def test_a_prediction_can_be_traced_to_the_data_that_its_model_was_trained_on(project, config):
    row = rows(config, "predictions").iloc[0]
    found = lineage.origin(config, run=row["run_id"])
    assert [run.name for run in found.runs] == ["batch_inference", "prepare_data", "train", "prepare_data"]
    assert {run.release for run in found.runs} == {"v1.0.0"}
    assert ledger.Model("ml_dev.exam_forecast.exam_forecast", "3") in found.models
    assert "exam_forecast.features, version" in lineage.picture(config, "predictions").html


def test_performance_is_known_once_outcomes_are(project, config):
    local.run(
        "score",
        root=project,
        parameters={**ROWS, "batch": "first", "parameters.example_complete": "true"},
        only=["prepare_data", "monitor"],
    )
    monitored = last_run(config, "monitor")
    found = monitoring.history(config).query(f"run_id == '{monitored.info.run_id}'").set_index("metric")
    assert found.loc["performance", "value"] > 0.6
    assert found.loc["performance", "reference"] == pytest.approx(
        float(models.champion(config).tags["marvin_value"]), abs=0.001
    )
    assert found.loc["labelled_share", "value"] == 1


def test_data_that_moved_calls_for_training(project, config):
    local.run("score", root=project, parameters={**ROWS, "batch": "moved", "parameters.example_shift": "2"})
    monitored = last_run(config, "monitor")
    assert monitored.data.tags["marvin.retrain"] == "true"
    # The table of the reference has moved, too: it is taken as it was when the champion was compared on it.
    assert data.version(config, "holdout") > int(monitored.data.tags["marvin.read.exam_forecast.holdout"])
    found = monitoring.history(config).query(f"run_id == '{monitored.info.run_id}'").set_index(["metric", "column"])
    assert found.loc[("drift_share", None), "status"] == "retrain"
    assert found.loc[("drift", "usage"), "note"].startswith("drifted")
    # The batch before is still there.
    assert rows(config, "predictions").groupby("batch_id").size().to_dict() == {"first": 600, "moved": 600}


def test_a_rollback_brings_the_champion_before_back(project, config):
    with tracking.run(config, "rollback"):
        models.rollback(config, "far too high since the move")
    assert str(models.champion(config).version) == "1"
    local.run("score", root=project, only=["batch_inference"], parameters={**ROWS, "batch": "after"})
    assert set(rows(config, "predictions", "batch_id = 'after'")["model_version"]) == {"1"}
    assert (
        mlflow.MlflowClient()
        .get_model_version("ml_dev.exam_forecast.exam_forecast", "3")
        .tags["marvin_rolled_back_because"]
        == "far too high since the move"
    )


def test_rows_that_break_a_rule_are_set_aside_and_data_that_breaks_one_for_good_stops(project, config, monkeypatch):
    from exam_forecast import source

    example = source.example

    def impossible(*arguments, **options):
        raw = example(*arguments, **options)
        raw.loc[:9, "usage"] = 500.0
        return raw

    monkeypatch.setattr(source, "example", impossible)
    before = data.version(config, "features")
    local.run("train", root=project, only=["prepare_data"], parameters=ROWS)
    assert len(rows(config, "features_quarantine")) == 10
    assert rows(config, "features")["usage"].max() <= 168
    monkeypatch.setattr(source, "example", lambda *a, **o: example(*a, **o).assign(tenure=-1.0))
    with pytest.raises(MarvinError, match="tenure"):
        local.run("train", root=project, only=["prepare_data"], parameters=ROWS)
    assert data.version(config, "features") == before + 1
    monkeypatch.setattr(source, "example", lambda *a, **o: example(*a, **o).drop(columns="region"))
    with pytest.raises(KeyError, match="the data has no region"):
        local.run("train", root=project, only=["prepare_data"], parameters=ROWS)
