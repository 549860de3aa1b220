"""Drift, quality and performance, by the real Evidently."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from monitored import labelled, rows, scored, watch, with_settings

from marvin import monitoring, tracking
from marvin.errors import ModelError
from marvin.monitoring import MonitoringError, MonitoringFailed
from marvin.monitoring.evidence import measure
from marvin.monitoring.findings import ORDER
from marvin.monitoring.sides import sides
from marvin.settings.monitoring import Limits, MonitoringSettings


@pytest.fixture(autouse=True)
def _not_kept(monkeypatch):
    """These are about what is found; test_monitoring_store.py is about how it is kept."""
    monkeypatch.setattr("marvin.monitoring.verdict.keep", lambda *_: None)


def test_what_is_alike_is_well(config):
    report = watch(config, rows(seed=2), rows(), keys=["id"])
    assert (report.status, report.retrain) == ("ok", False)
    assert report.of("drift_share").value == 0
    assert report.of("rows").value == 400
    with pytest.raises(KeyError):
        report.of("drift", "id")


def test_drift_of_half_of_the_columns_calls_for_training(config):
    current = rows(seed=2, shift=10).assign(region="south")
    report = watch(config, current, rows(), keys=["id"])
    assert (report.status, report.retrain) == ("retrain", True)
    share = report.of("drift_share")
    assert share.value == pytest.approx(2 / 3)
    assert share.note == "age, region"
    assert report.of("drift", "age").note.startswith("drifted: K-S p_value")
    assert "drift_share 0.6667: retrain" in str(report)
    assert "<td>drift_share</td>" in report._repr_html_()


def statuses(config, count, reference_rows, *, seeds, groups=2, shift=0.0):
    """Of comparisons, each of other rows: how many had each status."""

    def side(rows_of, random):
        kind = random.choice([f"kind {number}" for number in range(groups)], len(rows_of))
        return rows_of.assign(kind=kind, prediction=random.random(len(rows_of)))

    found = []
    for seed in range(seeds):
        random = np.random.default_rng(seed)
        current = side(rows(count, seed=10 + seed, shift=shift), random)
        reference = side(rows(reference_rows, seed=900 + seed), random)
        both = sides(current, reference, config.monitoring, ["id"])
        findings, _ = measure(both, "prediction", config.monitoring)
        found.append(max((finding.status for finding in findings), key=ORDER.index))
    return Counter(found)


@pytest.mark.parametrize(("count", "reference_rows", "groups"), [(120, 20_000, 2), (400, 400, 20)])
def test_rows_of_the_same_kind_seldom_alarm(config, count, reference_rows, groups):
    """Neither few rows against many, which are far apart by chance, nor columns of many groups."""
    found = statuses(config, count, reference_rows, seeds=6, groups=groups)
    assert found["ok"] >= 5
    assert found["retrain"] == 0


def test_a_small_batch_that_moved_is_still_found(config):
    narrow = with_settings(config, columns=["age", "prediction"])
    assert statuses(narrow, 150, 5000, seeds=3, shift=4.0) == {"retrain": 3}


def test_the_same_rows_and_seed_find_the_same(config):
    limited = with_settings(config, maximum_rows=1000)
    current, reference = rows(3000, seed=2, shift=0.5), rows(3000)
    first, second = (watch(limited, current, reference, keys=["id"]) for _ in range(2))
    assert first.findings == second.findings
    assert (first.rows, first.reference_rows) == (1000, 1000)


def test_another_way_to_measure_drift(config):
    report = watch(with_settings(config, drift_method="psi"), rows(shift=10), rows(), keys=["id"])
    assert report.of("drift", "age").note.startswith("drifted: psi")
    assert not report.of("drift", "region").note.startswith("drifted")


def test_a_missing_column_fails_the_job_and_names_all(config):
    current = rows().drop(columns=["age", "region"]).assign(new=1.0)
    with pytest.raises(MonitoringFailed, match="missing_column of age 1: fail \\(not in the current rows\\)") as failed:
        watch(config, current, rows(), keys=["id"])
    report = failed.value.report
    assert report.of("missing_column", "region").status == "fail"
    assert report.of("new_column", "new").status == "ok"
    lenient = with_settings(config, missing_column="warn")
    assert watch(lenient, current, rows(), keys=["id"]).status == "warn"


def test_a_column_of_another_type_is_as_good_as_missing(config):
    with pytest.raises(
        MonitoringFailed, match="missing_column of age 1: fail .holds numbers in the reference and 'str'"
    ):
        watch(config, rows(age="forty"), rows(), keys=["id"])


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [
        (["north", "south"] * 200, [1, 2] * 200, "holds texts in the reference and 'int64' now"),
        ([True, False] * 200, [1, 0] * 200, "holds truth values in the reference and 'int64' now"),
        ([True, False] * 200, ["yes", "no"] * 200, "holds truth values in the reference and 'str' now"),
    ],
)
def test_groups_of_another_type_are_as_good_as_missing(config, before, now, says):
    with pytest.raises(MonitoringFailed, match=f"missing_column of region 1: fail .{says}"):
        watch(config, rows(region=now), rows(region=before), keys=["id"])
    # Who names it as categorical says that numbers and texts are the same groups.
    named = with_settings(config, categorical=["region"], new_values_share=Limits())
    assert watch(named, rows(region=now), rows(region=before), keys=["id"]).of("drift", "region")


def test_texts_that_became_many_are_no_other_type(config):
    report = watch(config, rows(region=[f"place {number}" for number in range(400)]), rows(), keys=["id"])
    assert report.of("new_values_share", "region").value == 1


def test_names_in_the_configuration_that_no_side_has(config):
    misspelt = with_settings(config, ignore=["agee", "visits"], categorical=["regoin"])
    report = watch(misspelt, rows(seed=2), rows(), keys=["id"])
    assert report.status == "warn"
    assert report.of("unknown_name", "agee").note == "is in `monitoring.ignore`, and on neither side"
    assert report.of("unknown_name", "regoin").note == "is in `monitoring.categorical`, and on neither side"
    with pytest.raises(KeyError):
        report.of("unknown_name", "visits")


def test_no_column_at_all_fails(config):
    with pytest.raises(MonitoringFailed, match="watched_columns 0: fail"):
        watch(config, rows()[["id"]], rows()[["id"]], keys=["id"])


def test_missing_values_new_values_and_values_out_of_range(config):
    current = rows(seed=2)
    current.loc[:99, "age"] = np.nan
    current.loc[:39, "region"] = "west"
    current.loc[:39, "visits"] = 500
    report = watch(config, current, rows(), keys=["id"])
    assert report.of("missing_share", "age").value == pytest.approx(0.25)
    assert report.of("missing_share", "age").status == "warn"
    assert report.of("new_values_share", "region").value == pytest.approx(0.1)
    assert report.of("new_values_share", "region").status == "warn"
    assert report.of("out_of_range_share", "visits").value == pytest.approx(0.1)
    assert report.of("out_of_range_share", "visits").status == "warn"
    current["age"] = np.nan
    with pytest.raises(MonitoringFailed, match="missing_share of age 1: fail .from 0.0% to 100.0%"):
        watch(config, current, rows(), keys=["id"])


def test_columns_that_cannot_be_watched_are_told_and_harm_nothing(config):
    odd = {
        "constant": 1.0,
        "empty": np.nan,
        "none": None,
        "day": date(2026, 1, 1),
        "at": pd.Timestamp("2026-01-01"),
        "nested": [[1, 2]] * 400,
        "name": [f"person {number}" for number in range(400)],
        "flag": [True, False] * 200,
        "price": [Decimal("1.5"), Decimal("2.5")] * 200,
        "nullable": pd.array([1, None] * 200, dtype="Int64"),
        "endless": [np.inf, 1.0, 2.0, 3.0] * 100,
        "a.b c": 1.0,
        "level": pd.Categorical(["low", "high"] * 200),
        "word": pd.array(["low", None] * 200, dtype="string"),
        "truth": pd.array([True, False, None, None] * 100, dtype="boolean"),
        "zero": 1.0,
    }
    numbered = {"zero": 0}
    report = watch(
        config, rows(seed=2, **odd).rename(columns=numbered), rows(**odd).rename(columns=numbered), keys=["id"]
    )
    assert report.status == "ok"
    notes = {finding.column: finding.note for finding in report.findings if finding.metric == "not_watched"}
    assert set(notes) == {"empty", "none", "day", "at", "nested", "name"}
    assert "400 different texts" in notes["name"]
    assert notes["day"] == "holds date: only numbers and groups are watched"
    for column in ("flag", "price", "nullable", "endless", "constant", "a.b c", "level", "word", "truth", "0"):
        assert report.of("drift", column).status == "ok"


def test_numbers_that_are_groups(config):
    groups = with_settings(config, categorical=["visits"])
    report = watch(groups, rows(visits=[1, 2] * 200), rows(visits=[1, 1, 1, 2] * 100), keys=["id"])
    assert "chi-square" in report.of("drift", "visits").note or "Z-test" in report.of("drift", "visits").note
    assert watch(groups, rows(visits=9), rows(visits=1), keys=["id"]).of("new_values_share", "visits").value == 1


def test_few_rows_decide_nothing(config):
    report = watch(config, rows(20, shift=50), rows(), keys=["id"])
    assert report.status == "unknown"
    assert report.of("rows").note == "20 current rows, and 100 are needed to tell"
    assert watch(config, rows(0), rows(), keys=["id"]).status == "unknown"
    assert watch(config, rows(), rows(5), keys=["id"]).of("rows").note.startswith("5 reference rows")


def test_predictions_that_moved_call_for_training(config):
    frame = rows()
    report = watch(config, scored(frame, 0.9), scored(frame, [0.1, 0.3] * 200), keys=["id"])
    assert report.of("prediction_drift").status == "retrain"
    assert report.of("drift_share").value == 0
    only = with_settings(config, columns=["age"], prediction_drift="warn")
    report = watch(only, scored(frame, 0.9), scored(frame, [0.1, 0.3] * 200), keys=["id"])
    assert [finding.column for finding in report.findings if finding.metric == "drift"] == ["age"]
    assert report.of("prediction_drift").status == "warn"


def test_predictions_that_are_missing_fail_the_job(config):
    reference = scored(rows(), [0.1, 0.3] * 200)
    with pytest.raises(MonitoringFailed, match="missing_share of prediction 1: fail .from 0.0% to 100.0%"):
        watch(config, scored(rows(seed=2), np.nan), reference, keys=["id"])
    with pytest.raises(MonitoringFailed, match="missing_share of prediction 1: fail"):
        watch(config, scored(rows(seed=2), np.nan), rows(), keys=["id"])


def test_predictions_that_cannot_be_watched_are_not_well(config):
    nested = scored(rows(), 0.5).assign(prediction=[[0.1, 0.9]] * 400)
    report = watch(config, nested, nested, keys=["id"])
    assert report.of("prediction_drift").status == "unknown"


def test_a_reference_without_predictions_says_why_theirs_are_unknown(config):
    report = watch(config, scored(rows(), 0.5), rows(), keys=["id"])
    assert report.of("prediction_drift").status == "unknown"
    assert "version 1 cannot make them" in report.of("prediction_drift").note


def test_the_newest_batch_is_compared(config):
    old = scored(rows(), 0.5, batch="b1", at=datetime.now(UTC) - timedelta(days=1))
    new = scored(rows(200, seed=2, shift=20), 0.5, batch="b2")
    report = watch(config, pd.concat([new, old]), old, keys=["id"])
    assert report.rows == 200
    assert set(monitoring.earlier(pd.concat([new, old]))["batch_id"]) == {"b1"}
    assert report.of("drift", "age").note.startswith("drifted")


def test_performance_once_labels_have_arrived(config, monkeypatch):
    monkeypatch.setattr("marvin.monitoring.performance._compared", lambda *_: 0.85)
    frame = rows(600)
    labels, chance = labelled(frame)
    good = watch(config, scored(frame, chance), scored(frame, chance), labels=labels, keys=["id"])
    assert good.of("performance").value == pytest.approx(0.86, abs=0.06)
    assert good.of("performance_drop").status == "ok"
    assert good.of("labelled_share").value == 1
    bad = watch(config, scored(frame, 1 - chance), scored(frame, 1 - chance), labels=labels, keys=["id"])
    assert (bad.of("performance_drop").status, bad.retrain) == ("retrain", True)
    assert bad.of("performance_drop").note.startswith("roc_auc from 0.85 to 0.1")


def test_performance_counts_what_has_a_label_once(config):
    frame = rows(300)
    labels, chance = labelled(frame)
    before = scored(frame, 1 - chance, batch="b0", at=datetime.now(UTC) - timedelta(days=1))
    long_ago = scored(frame, 1 - chance, batch="b-1", at=datetime.now(UTC) - timedelta(days=200))
    other = scored(frame, 1 - chance, version="0", batch="b-2", at=datetime.now(UTC))
    current = pd.concat([other, scored(frame, chance, at=datetime.now(UTC) + timedelta(seconds=1)), before, long_ago])
    labels.loc[150:, "left"] = np.nan
    report = watch(config, current, before, labels=labels, keys=["id"])
    assert report.of("performance").value > 0.75
    assert report.of("labelled_share").value == 0.5
    few = watch(config, current, before, labels=labels.head(30), keys=["id"])
    assert few.of("performance").note == "30 predictions have a label, and 100 are needed"
    assert few.of("performance").status == "unknown"


def test_performance_below_what_is_asked_for(config):
    frame = rows()
    labels, chance = labelled(frame)
    asked = with_settings(config, performance_minimum=0.99)
    report = watch(asked, scored(frame, chance), scored(frame, chance), labels=labels, keys=["id"])
    assert (report.of("performance").status, report.of("performance").note) == ("retrain", "roc_auc is below 0.99")
    assert report.of("performance_drop").status == "unknown"


def test_performance_of_a_regression(config):
    model = config.model.model_copy(update={"task": "regression", "metric": "rmse", "target": "spent"})
    regression = config.model_copy(update={"model": model, "monitoring": MonitoringSettings(performance_minimum=2.0)})
    frame = rows()
    labels = frame[["id"]].assign(spent=frame["age"] * 2)
    report = watch(regression, scored(frame, frame["age"] * 2 + 3), scored(frame, 1.0), labels=labels, keys=["id"])
    assert report.of("performance").value == pytest.approx(3.0)
    assert report.of("performance").note == "rmse is above 2"


def test_predictions_that_the_metric_cannot_use_are_said(config):
    frame = rows()
    labels, _ = labelled(frame)
    report = watch(config, scored(frame, 7.0), scored(frame, 7.0), labels=labels, keys=["id"])
    assert report.of("performance").status == "unknown"
    assert "roc_auc needs probabilities" in report.of("performance").note


def test_refusals(config):
    with pytest.raises(MonitoringError, match="open one by"):
        monitoring.monitor(config, rows(), rows())
    with tracking.run(config, autolog=False):
        for name in ("it's", "daily\n"):
            with pytest.raises(MonitoringError, match="cannot be kept as a name"):
                monitoring.monitor(config, rows(), rows(), name=name)
        with pytest.raises(MonitoringError, match="needs keys="):
            monitoring.monitor(config, rows(), rows(), labels=rows())
        labels = rows()[["id"]]
        with pytest.raises(ModelError, match="the labels have no column left"):
            monitoring.monitor(config, scored(rows(), 0.5), scored(rows(), 0.5), labels=labels, keys=["id"])
        for wrong, says in [
            (None, "the current rows are a NoneType: give a table's name, or"),
            (pd.concat([rows(), rows()[["age"]]], axis=1), "the current rows have column age more than once"),
            (scored(rows(), 0.5).assign(scored_at="soon"), "scored_at of the predictions holds what is no time"),
        ]:
            with pytest.raises(MonitoringError, match=says):
                monitoring.monitor(config, wrong, rows(), keys=["id"])
        with pytest.raises(MonitoringError, match=r"keys= needs a list: keys=\['id'\]"):
            monitoring.monitor(config, rows(), rows(), keys="id")
        texts = rows()[["id"]].assign(left=1).astype({"id": str})
        with pytest.raises(ModelError, match=r"keys are of different types: id \(int64 and object\)"):
            monitoring.monitor(config, scored(rows(), 0.5), scored(rows(), 0.5), labels=texts, keys=["id"])
    with pytest.raises(ValueError, match="limits must grow"):
        Limits(warn=0.5, fail=0.1)
