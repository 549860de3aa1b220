"""The whole of a validation: results in Delta and MLflow, quarantine, and what is raised."""

from __future__ import annotations

import json
import warnings

import mlflow
import pandas as pd
import pytest
from spark_frames import spark_frame

from marvin import data, ledger, testing, tracking, validation
from marvin.errors import MarvinError, ValidationError
from marvin.validation import suites

pytestmark = pytest.mark.usefixtures("no_lineage")

CUSTOMERS = pd.DataFrame({"customer": [1, 2, 3, 4], "age": [30.0, 200.0, None, 41.0], "plan": ["a", "b", "c", "<b>"]})

SUITE = """
expectations:
  - type: expect_column_values_to_not_be_null
    column: customer
  - type: expect_column_mean_to_be_between
    column: age
    max_value: 60
    severity: warn
  - type: expect_column_values_to_be_between
    column: age
    max_value: 120
    severity: quarantine
  - type: expect_column_values_to_be_in_set
    column: plan
    value_set: [a, b, c]
    severity: quarantine
"""


@pytest.fixture
def suite():
    return suites.parse(SUITE, "customers")


def rows(config, table):
    return [row.asDict() for row in data.read(config, table).collect()]


def quietly(*arguments, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return validation.validate(*arguments, **options)


def test_warnings_warn_and_rows_go_to_quarantine(config, suite):
    data.write(config, CUSTOMERS, "customers")
    with tracking.run(config) as active, pytest.warns(UserWarning, match="suite customers") as told:
        report = validation.validate(config, CUSTOMERS, suite, table="customers", batch="monday")
    ours = [str(warning.message) for warning in told if "suite customers" in str(warning.message)]
    assert ours == [
        'suite customers on churn.customers at version 0: expect_column_mean_to_be_between age {"max_value": 60}: '
        "found 90.33333333333333",
        "suite customers on churn.customers at version 0: 2 of 4 rows are in quarantine, in churn.customers_quarantine",
    ]
    assert report.passed
    assert [check.outcome for check in report.checks] == ["passed", "warned", "quarantined", "quarantined"]
    assert report.good["customer"].tolist() == [1, 3]
    assert list(report.good.columns) == list(CUSTOMERS.columns)

    kept = {row["customer"]: row for row in rows(config, "customers_quarantine")}
    assert kept.keys() == {2, 4}
    assert kept[2]["quarantine_reasons"] == 'expect_column_values_to_be_between age {"max_value": 120}'
    assert kept[2]["quarantine_batch"] == "monday"
    assert kept[2]["quarantine_run_id"] == active.info.run_id

    stored = sorted(rows(config, "_marvin_validation"), key=lambda row: row["position"])
    assert [(row["success"], row["severity"], row["unexpected_count"]) for row in stored] == [
        (True, "fail", 0),
        (False, "warn", None),
        (False, "quarantine", 1),
        (False, "quarantine", 1),
    ]
    assert {(row["table"], row["table_version"], row["rows"], row["run_id"]) for row in stored} == {
        ("churn.customers", 0, 4, active.info.run_id)
    }
    assert stored[2]["sample"] == ["200.0"]
    assert stored[2]["unexpected_percent"] == pytest.approx(100 / 3)

    found = json.loads(mlflow.artifacts.load_text(f"{active.info.artifact_uri}/validation/customers.json"))
    assert found["passed"] is True
    assert len(found["checks"]) == 4
    html = mlflow.artifacts.load_text(f"{active.info.artifact_uri}/validation/customers.html")
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_a_failure_raises_after_everything_was_stored(config, suite):
    drifted = CUSTOMERS.assign(customer=[1, None, 3, 4])
    with pytest.raises(ValidationError) as caught:
        quietly(config, drifted, suite)
    assert str(caught.value) == (
        "suite customers on a frame of 4 rows: 1 of 4 expectations fail:\n"
        "  expect_column_values_to_not_be_null customer: 1 unexpected (25 %), such as nan\n"
        "Results are in churn._marvin_validation. Correct the data, or the suite in suites/customers.yml"
    )
    assert len(rows(config, "_marvin_validation")) == 4
    # Without a table, the quarantine is named by the suite.
    assert len(rows(config, "customers_quarantine")) == 2
    assert not caught.value.report.passed


def test_a_rerun_replaces_the_batch_and_another_batch_is_kept(config, suite):
    for batch, frame in [("1", CUSTOMERS), ("1", CUSTOMERS), ("2", CUSTOMERS.assign(extra=CUSTOMERS["plan"]))]:
        quietly(config, frame, suite, table="features", batch=batch)
    assert sorted((row["quarantine_batch"], row["extra"]) for row in rows(config, "features_quarantine")) == [
        ("1", None),
        ("1", None),
        ("2", "<b>"),
        ("2", "b"),
    ]
    corrected = CUSTOMERS.assign(age=30.0, plan="a")
    report = quietly(config, corrected, suite, table="features", batch="1")
    assert report.quarantine_table is None
    assert {row["quarantine_batch"] for row in rows(config, "features_quarantine")} == {"2"}
    assert len(rows(config, "_marvin_validation")) == 16


def test_a_frame_of_spark(config, suite):
    data.write(config, spark_frame(config, CUSTOMERS, "customer long, age double, plan string"), "customers")
    report = quietly(config, "customers", suite)
    assert (report.table, report.table_version) == ("churn.customers", 0)
    assert sorted(row["customer"] for row in report.good.collect()) == [1, 3]
    assert report.good.columns == list(CUSTOMERS.columns)
    assert report.quarantined_rows == 2
    assert sorted(row["customer"] for row in rows(config, "customers_quarantine")) == [2, 4]


def test_no_version_is_told_of_a_frame_that_is_yet_to_be_written(config, suite):
    data.write(config, CUSTOMERS, "customers")
    data.write(config, CUSTOMERS, "customers")
    ledger.begin()
    report = quietly(config, CUSTOMERS, suite, table="customers")
    assert (report.table_version, report.subject) == (None, "churn.customers")
    assert {row["table_version"] for row in rows(config, "_marvin_validation")} == {None}
    # Another version was written meanwhile: what is checked is what was read.
    frame = data.read(config, "customers", version=0)
    assert quietly(config, frame, suite, table="customers").table_version == 0
    # Now it may be either.
    data.write(config, CUSTOMERS, "customers")
    assert quietly(config, frame, suite, table="customers").table_version is None
    assert quietly(config, "customers", suite).table_version == 2


def test_missing_columns_and_types_fail_even_with_quarantine(config, suite):
    with pytest.raises(ValidationError) as caught:
        quietly(config, CUSTOMERS.drop(columns="plan").assign(age="old"), suite)
    report = caught.value.report
    assert [check.outcome for check in report.checks] == ["passed", "warned", "failed", "failed"]
    assert "could not be checked: column is missing in the data: plan (it has customer, age)" in str(caught.value)
    assert "Traceback" not in str(caught.value)
    assert len(report.good) == 4


def test_too_many_rows_for_quarantine_fail(config):
    mostly = suites.parse(SUITE.replace("value_set: [a, b, c]", "value_set: [a, b, c]\n    mostly: 0.9"), "customers")
    with pytest.raises(ValidationError, match="plan .*1 unexpected"):
        quietly(config, CUSTOMERS, mostly)
    enough = suites.parse(SUITE.replace("value_set: [a, b, c]", "value_set: [a, b, c]\n    mostly: 0.7"), "customers")
    assert quietly(config, CUSTOMERS, enough).good["customer"].tolist() == [1, 3]


def test_an_empty_frame_fails_unless_the_suite_allows_it(config, suite):
    with pytest.raises(ValidationError, match="found 0. If no rows are well, expect a row count with min_value: 0"):
        quietly(config, CUSTOMERS.head(0), suite)
    allowed = suites.parse(
        "expectations: [{type: expect_table_row_count_to_be_between, min_value: 0}, "
        "{type: expect_column_values_to_not_be_null, column: customer, severity: quarantine}]",
        "customers",
    )
    report = quietly(config, CUSTOMERS.head(0), allowed)
    assert report.passed
    assert len(report.good) == len(report.quarantined) == 0


def test_private_data_leaves_no_value_in_results(tmp_path, suite):
    private = testing.config(tmp_path, validation={"sample": 0})
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        report = validation.validate(private, CUSTOMERS, suite)
    everything = str([str(warning.message) for warning in told]) + str(rows(private, "_marvin_validation"))
    assert "200" not in everything + report.as_json()
    assert "90.3" not in everything
    assert "<b>" not in everything


def test_refusals(config, suite):
    with pytest.raises(MarvinError, match="the quarantine needs: rename quarantine_reasons"):
        quietly(config, CUSTOMERS.assign(quarantine_reasons=""), suite)
    for batch in ("'; drop table x", "monday\n"):
        with pytest.raises(MarvinError, match="cannot be kept: use up to 200"):
            quietly(config, CUSTOMERS, suite, batch=batch)


def test_columns_that_spark_has_no_type_for_are_kept_as_text(config, suite):
    odd = CUSTOMERS.assign(
        mixed=[1, "two", 3.0, None],
        nothing=None,
        kind=pd.Categorical(["x", "y", None, "x"]),
    )
    report = quietly(config, odd, suite, table="odd")
    kept = {row["customer"]: row for row in rows(config, "odd_quarantine")}
    assert (kept[2]["mixed"], kept[2]["nothing"], kept[2]["kind"]) == ("two", None, "y")
    assert report.quarantined["kind"].dtype == "category"


def test_a_quarantine_whose_columns_changed_says_what_to_do(config, suite):
    quietly(config, CUSTOMERS, suite, table="features")
    with pytest.raises(MarvinError, match="a column's type changed: rename or drop that table"):
        quietly(config, CUSTOMERS.assign(customer=pd.to_datetime("2024-01-01")), suite, table="features")
    # What was found is stored all the same, for whoever looks into it.
    last = [row for row in rows(config, "_marvin_validation") if row["quarantine_table"] is None]
    assert len(last) == 4
