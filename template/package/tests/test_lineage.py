"""Rows of lineage, what they answer, and the page that shows it."""

from __future__ import annotations

import re

import mlflow
import pandas as pd
import pytest

from marvin import data, ledger, lineage, testing, tracking
from marvin.lineage import LineageError


def step(config, name, *, reads=(), writes=(), mode="overwrite", made=(), used=(), fails=False):
    """One notebook of a job."""
    ledger.begin()
    try:
        with tracking.run(config, name) as active:
            for table, version in reads:
                data.read(config, table, version=version)
            for table in writes:
                data.write(config, pd.DataFrame({"id": [1]}), table, mode=mode)
            for version in made:
                ledger.current().registered(ledger.Model("churn.churn", version))
            for version in used:
                ledger.current().scored(ledger.Model("churn.churn", version), data.full_name(config, "predictions"))
            if fails:
                raise ZeroDivisionError
    except ZeroDivisionError:
        assert fails
    return active.info.run_id


@pytest.fixture
def life(config):
    """Two rounds of training; the second model scores."""
    step(config, "prepare", writes=["features"])
    step(config, "train", reads=[("features", None)], made=["1"])
    step(config, "prepare", writes=["features", "holdout"])
    step(config, "train", reads=[("features", None)], made=["2"])
    step(config, "inputs", writes=["scoring_input"])
    step(config, "score", reads=[("scoring_input", None)], writes=["predictions"], used=["2"])
    return config


def test_a_prediction_leads_to_the_data_that_trained_its_model_and_back(life):
    found = lineage.origin(life, "predictions")
    assert [run.name for run in found.runs] == ["score", "inputs", "train", "prepare"]
    assert found.models == [ledger.Model("churn.churn", "2")]
    # The features of the second round, not of the first.
    assert ledger.Touch("churn.features", 1) in found.tables
    assert ledger.Touch("churn.features", 0) not in found.tables
    run = found.runs[0]
    assert (run.commit, run.release, run.dirty, run.status) == ("0" * 40, None, False, "FINISHED")
    assert run.predictions == ("churn.predictions",)
    assert mlflow.get_run(run.run_id).info.run_name == "score"
    assert lineage.origin(life, run=run.run_id).runs == found.runs
    said = str(found)
    assert "scored with churn.churn version 2" in said
    assert "read churn.features at version 1" in said
    # And the other way: each step that depends on a table once, by its newest run.
    found = lineage.feeds(life, "features")
    assert [run.name for run in found.runs] == ["train", "score"]
    assert found.runs[0].made == (ledger.Model("churn.churn", "2"),)
    assert [touch.table for touch in found.tables] == ["churn.predictions"]
    assert lineage.feeds(life, "holdout").runs == ()
    assert "feeds nothing" in str(lineage.feeds(life, "holdout"))


def test_rows_that_were_appended_come_from_every_run_since_the_table_was_whole(config):
    step(config, "first", writes=["events"])
    step(config, "again", writes=["events"])
    step(config, "add", writes=["events"], mode="append")
    step(config, "add more", writes=["events"], mode="append")
    assert [run.name for run in lineage.origin(config, "events").runs] == ["add more", "add", "again"]
    assert [run.name for run in lineage.origin(config, "events", version=2).runs] == ["add", "again"]
    assert [run.name for run in lineage.origin(config, "events", version=0).runs] == ["first"]


def test_a_table_that_updates_itself_does_not_go_round(config):
    step(config, "begin", writes=["state"])
    for _ in range(2):
        step(config, "advance", reads=[("state", None)], writes=["state"])
    assert [run.name for run in lineage.origin(config, "state").runs] == ["advance", "advance", "begin"]
    assert [run.name for run in lineage.feeds(config, "state").runs] == ["advance"]
    assert "state" in lineage.picture(config, "state").html


def test_a_failed_run_is_kept_as_failed_with_what_it_wrote(config):
    step(config, "breaks", writes=["features"], fails=True)
    [run] = lineage.origin(config, "features").runs
    assert run.status == "FAILED"
    assert "failed" in lineage.picture(config, "features").html


def test_its_own_table_is_no_lineage_and_nothing_touched_is_no_row(config):
    step(config, "prepare", writes=["features"])
    assert [touch.table for touch in ledger.current().writes] == ["churn.features"]
    step(config, "idle")
    rows = data.read(config, lineage.TABLE)
    assert [row["run_name"] for row in rows.collect()] == ["prepare"]
    assert ledger.current().reads == []


def test_that_it_cannot_be_written_is_a_warning(config, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError("no rights here\nand more")

    monkeypatch.setattr("marvin.data.write", refuse)
    ledger.current().read(ledger.Touch("churn.features", 0))
    said = r"the lineage of run \w+ was not written to _marvin_lineage: no rights here$"
    with pytest.warns(UserWarning, match=said), tracking.run(config):
        pass


def test_other_projects_in_the_same_schema_are_not_ours(config, tmp_path):
    step(testing.config(tmp_path, project="other"), "theirs", writes=["features"])
    with pytest.raises(LineageError, match="no run of churn in dev left a trace of churn.features"):
        lineage.origin(config, "features")


def test_says_what_left_no_trace(config):
    with pytest.raises(LineageError, match="no run of churn in dev has left a trace yet"):
        lineage.origin(config, "features")
    step(config, "prepare", writes=["features"])
    with pytest.raises(LineageError, match="no run of churn in dev left a trace of run abc"):
        lineage.origin(config, run="abc")
    with pytest.raises(LineageError, match="read or wrote churn.other"):
        lineage.feeds(config, "other")
    with pytest.raises(LineageError, match="version '2' is no version of a table: give its number"):
        lineage.origin(config, "features", version="2")
    with pytest.raises(LineageError, match="churn.features has no version 999: it has 0 to 0"):
        lineage.origin(config, "features", version=999)
    with pytest.raises(LineageError, match="and not both"):
        lineage.origin(config, "features", run="abc")
    with pytest.raises(LineageError, match="left a trace of churn.other"):
        lineage.picture(config, "other")


def test_the_page_shows_both_ways_without_scripts_and_with_names_escaped(life, tmp_path):
    step(life, "<script>alert(1)</script>", reads=[("predictions", None)], writes=["report"])
    html = lineage.picture(life, "predictions").html
    assert "Where it comes from: churn.predictions" in html
    assert "What it feeds: churn.predictions" in html
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", html)
    # Tables and models that the origin has nothing to do with are not drawn.
    drawn = html.partition("What it feeds")[0].partition("<table>")[0]
    assert "holdout" not in drawn
    assert "churn.features, version 1" in drawn
    file = lineage.picture(life, run=lineage.origin(life, "predictions").runs[0].run_id).save(tmp_path / "a" / "b.html")
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_source_has_no_origin_and_is_shown(config):
    data.write(config, pd.DataFrame({"id": [1]}), "raw")
    step(config, "prepare", reads=[("raw", None)], writes=["features"])
    html = lineage.picture(config, "raw").html
    assert "What it feeds: churn.raw" in html
    assert "Where it comes from" not in html


def test_a_run_that_read_nothing_is_shown(config):
    run = step(config, "prepare", writes=["features"])
    assert (
        f"run prepare, {lineage.origin(config, run=run).runs[0].ended_at:%Y}" in lineage.picture(config, run=run).html
    )
