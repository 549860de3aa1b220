"""The engine alone: Great Expectations on frames, with nothing stored."""

from __future__ import annotations

import logging
import os
from datetime import date

import pandas as pd
import pytest
from spark_frames import spark_frame

from marvin import session
from marvin.errors import MarvinError
from marvin.validation import engine, library, quarantine
from marvin.validation.engine import Engine
from marvin.validation.suites import Entry


def run(frame, *entries: Entry, sample: int = 3):
    return Engine(frame, sample).run(entries)


FRAME = pd.DataFrame(
    {
        "a": [1.0, 2.0, None, 200.0, 1.0],
        "b": [1.0, 2.0, 3.0, 4.0, 5.0],
        "s": ["x", "y", None, "zz", "x"],
        "j": ['{"a": 1}', "{", None, "1", "2"],
        "t": ["2024-01-01", "nope", None, "2024-02-02", "x"],
        "d": pd.to_datetime(["2024-01-01", "2024-01-02", None, "2030-01-01", "2024-01-01"]),
    }
)

# Expectation, arguments, and which rows of the frame break it.
BY_ROW = [
    ("expect_column_values_to_not_be_null", {"column": "a"}, [2]),
    ("expect_column_values_to_be_null", {"column": "a"}, [0, 1, 3, 4]),
    ("expect_column_values_to_be_in_set", {"column": "s", "value_set": ["x"]}, [1, 3]),
    ("expect_column_values_to_not_be_in_set", {"column": "s", "value_set": ["x"]}, [0, 4]),
    ("expect_column_values_to_be_between", {"column": "a", "max_value": 10}, [3]),
    ("expect_column_values_to_be_between", {"column": "d", "max_value": date(2025, 1, 1)}, [3]),
    ("expect_column_values_to_be_between", {"column": "d", "max_value": "2025-01-01"}, [3]),
    ("expect_column_values_to_match_regex", {"column": "s", "regex": "^x$"}, [1, 3]),
    ("expect_column_values_to_not_match_regex", {"column": "s", "regex": "^x$"}, [0, 4]),
    ("expect_column_values_to_match_regex_list", {"column": "s", "regex_list": ["^x$", "^y$"]}, [3]),
    ("expect_column_values_to_not_match_regex_list", {"column": "s", "regex_list": ["^x$"]}, [0, 4]),
    ("expect_column_value_lengths_to_be_between", {"column": "s", "max_value": 1}, [3]),
    ("expect_column_value_lengths_to_equal", {"column": "s", "value": 1}, [3]),
    ("expect_column_values_to_be_unique", {"column": "a"}, [0, 4]),
    ("expect_column_values_to_match_strftime_format", {"column": "t", "strftime_format": "%Y-%m-%d"}, [1, 4]),
    ("expect_column_values_to_be_json_parseable", {"column": "j"}, [1]),
    ("expect_column_value_z_scores_to_be_less_than", {"column": "a", "threshold": 1.0, "double_sided": True}, [3]),
    ("expect_column_pair_values_a_to_be_greater_than_b", {"column_A": "b", "column_B": "a", "or_equal": True}, [2, 3]),
    (
        "expect_column_pair_values_to_be_equal",
        {"column_A": "a", "column_B": "b", "ignore_row_if": "either_value_is_missing"},
        [3, 4],
    ),
    ("expect_compound_columns_to_be_unique", {"column_list": ["a", "s"]}, [0, 4]),
    (
        "expect_select_column_values_to_be_unique_within_record",
        {"column_list": ["a", "b"], "ignore_row_if": "any_value_is_missing"},
        [0, 1],
    ),
]


def test_the_library_sends_nothing():
    library.load()
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"


@pytest.mark.parametrize(("kind", "arguments", "rows"), BY_ROW)
def test_the_rows_in_quarantine_are_those_that_are_counted(kind, arguments, rows):
    # An index that repeats: rows are told apart by position.
    (found,) = run(FRAME.set_axis([7] * 5), Entry(kind, "quarantine", arguments))
    assert found.error == ""
    assert found.condition.to_numpy().nonzero()[0].tolist() == rows
    assert found.result["unexpected_count"] == len(rows)


def test_every_expectation_about_rows_works_on_spark_too(config):
    frame = spark_frame(config, FRAME, "a double, b double, s string, j string, t string, d timestamp")
    # One of each way in which conditions are made. Nulls of Spark: a comparison with one breaks nothing.
    expected = {
        "expect_column_values_to_not_be_null": [2],
        "expect_column_values_to_be_between": [3],
        "expect_column_values_to_match_regex": [1, 3],
        "expect_column_values_to_be_unique": [0, 4],
        "expect_column_pair_values_a_to_be_greater_than_b": [3],
        "expect_column_pair_values_to_be_equal": [3, 4],
        "expect_compound_columns_to_be_unique": [0, 4],
        "expect_select_column_values_to_be_unique_within_record": [0, 1],
    }
    chosen = [part for part in BY_ROW if part[0] in expected]
    entries = [Entry(kind, "quarantine", arguments) for kind, arguments, _ in chosen]
    found = run(frame, *entries)
    assert [result.error for result in found] == [""] * len(found)
    good, rows = quarantine.split(frame, [(str(index), result.condition) for index, result in enumerate(found)])
    reasons = {row["b"]: row["quarantine_reasons"].split("; ") for row in rows.collect()}
    assert good.count() + len(reasons) == 5
    for index, (kind, _, _) in enumerate(chosen):
        marked = sorted(int(b) - 1 for b, names in reasons.items() if str(index) in names)
        assert marked == expected[kind], kind
        assert found[index].result["unexpected_count"] == len(marked), kind


def test_a_missing_column_is_named_and_takes_nothing_along():
    gone, there, pair = run(
        FRAME,
        Entry("expect_column_values_to_not_be_null", "fail", {"column": "c"}),
        Entry("expect_column_values_to_not_be_null", "fail", {"column": "b"}),
        Entry("expect_column_pair_values_to_be_equal", "fail", {"column_A": "C", "column_B": "a"}),
    )
    assert gone.error == "column is missing in the data: c (it has a, b, s, j, t, d)"
    assert there.success
    assert "C (it has" in pair.error


def test_a_column_of_another_type_is_told_on_one_line_and_takes_nothing_along(caplog):
    text, mean, there = run(
        FRAME,
        Entry("expect_column_values_to_be_between", "quarantine", {"column": "s", "min_value": 0}),
        Entry("expect_column_mean_to_be_between", "fail", {"column": "s", "min_value": 0}),
        Entry("expect_column_mean_to_be_between", "fail", {"column": "b", "min_value": 3, "max_value": 3}),
    )
    assert text.error == "Column values, min_value, and max_value must either be None or of the same type."
    assert text.condition is None
    assert mean.error
    assert "\n" not in mean.error
    assert there.success
    assert there.result["observed_value"] == 3
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_columns_by_their_names():
    numbered = pd.DataFrame([[1, None]])
    entries = [Entry("expect_column_values_to_not_be_null", "quarantine", {"column": column}) for column in ("0", "1")]
    assert [found.success for found in run(numbered, *entries)] == [True, False]
    with pytest.raises(MarvinError, match="several columns of the same name: rename a"):
        run(pd.DataFrame([[1, 2]], columns=["a", "a"]))


def test_without_samples_no_value_leaves_the_frame():
    unlucky = pd.DataFrame({"s": ["secret", "public"]})
    found = run(
        unlucky,
        Entry("expect_column_values_to_be_in_set", "fail", {"column": "s", "value_set": ["public"]}),
        Entry("expect_column_mean_to_be_between", "fail", {"column": "s", "min_value": 0}),
        sample=0,
    )
    assert "secret" not in str(found)
    assert found[0].result["unexpected_count"] == 1
    assert found[1].error


def test_an_expectation_that_the_engine_does_not_have(config):
    frame = session.spark(config).createDataFrame([("x",)], "t string")
    (found,) = run(frame, Entry("expect_column_values_to_be_dateutil_parseable", "fail", {"column": "t"}))
    assert found.error == "Great Expectations does not have this expectation for Spark frames: leave it out"


def test_moments_with_a_time_zone_compare_with_dates():
    frame = pd.DataFrame({"d": pd.to_datetime(["2024-01-01", "2030-01-01"]).tz_localize("UTC")})
    (found,) = run(
        frame, Entry("expect_column_max_to_be_between", "fail", {"column": "d", "max_value": date(2025, 1, 1)})
    )
    assert found.error == ""
    assert not found.success


def test_of_sparks_errors_the_cause_is_told():
    text = """An error occurred while calling o197.collectToPython.
: org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 3.0 failed
\tat org.apache.spark.scheduler.DAGScheduler.abortStage(DAGScheduler.scala:1)
Caused by: org.apache.spark.SparkNumberFormatException: [CAST_INVALID_INPUT] The value 'x' cannot be cast to "BIGINT".
\tat org.apache.spark.sql.errors.QueryExecutionErrors$.invalid(QueryExecutionErrors.scala:1)
\t... 43 more
"""
    assert engine._message(text) == (
        "SparkNumberFormatException: [CAST_INVALID_INPUT] The value 'x' cannot be cast to \"BIGINT\"."
    )
