from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import yaml
from spark_frames import spark_frame

from marvin import testing, validation
from marvin.errors import MarvinError
from marvin.validation.engine import Engine

SEEN = pd.DataFrame(
    {
        "customer": range(100),
        "age": [30.0, 41.5, None, 63.0] * 25,
        "plan": ["basic", "no", "1"] * 33 + ["basic"],
        "a: # line\nbreak": [True, False] * 50,
        "since": pd.Timestamp("2024-01-01"),
        "empty": None,
    }
)


def entries(text: str) -> dict[tuple[str, str | None], dict]:
    found = yaml.safe_load(text)["expectations"]
    return {(entry["type"], entry.get("column")): entry for entry in found}


def test_the_suggestion_holds_on_what_it_was_made_of_and_not_on_drifted_data(config):
    text = validation.profile(config, SEEN, name="customers")
    assert (config.root / "suites" / "customers.yml").read_text() == text
    suite = validation.read(config, "customers")
    assert all(found.success for found in Engine(SEEN, 0).run(suite.entries))

    drifted = SEEN.assign(plan="premium", age=SEEN["age"] + 40, customer=1).drop(columns="since")
    results = zip(suite.entries, Engine(drifted, 3).run(suite.entries), strict=True)
    broken = {(entry.type, entry.arguments.get("column")) for entry, found in results if not found.success}
    assert broken == {
        ("expect_column_values_to_be_in_set", "plan"),
        ("expect_column_values_to_be_between", "age"),
        ("expect_column_values_to_be_unique", "customer"),
        ("expect_table_columns_to_match_set", None),
        ("expect_column_values_to_not_be_null", "since"),
        ("expect_column_values_to_be_in_type_list", "since"),
    }


def test_every_type_of_pandas_holds_its_own_suggestion(config):
    frame = pd.DataFrame(
        {
            "whole": pd.array([1, None], dtype="Int64"),
            "few": pd.array([1, 2], dtype="UInt8"),
            "real": pd.array([1.5, None], dtype="Float64"),
            "byte": np.array([1, 2], dtype="uint8"),
            "half": np.array([1, 2], dtype="float16"),
            "moment": pd.to_datetime(["2024-01-01", "2024-01-02"]).tz_localize("Europe/Berlin"),
        }
    )
    validation.profile(config, frame, name="odd")
    suite = validation.read(config, "odd")
    broken = [
        entry
        for entry, found in zip(suite.entries, Engine(frame, 0).run(suite.entries), strict=True)
        if not found.success
    ]
    assert broken == []
    with pytest.raises(MarvinError, match="several columns of the same name: rename a"):
        validation.profile(config, pd.DataFrame([[1, 2]], columns=["a", "a"]), name="twice")


def test_what_is_suggested_and_why(config):
    text = validation.profile(config, SEEN, name="customers")
    found = entries(text)
    assert found["expect_column_values_to_not_be_null", "age"]["mostly"] == 0.62
    assert found["expect_column_values_to_be_in_set", "plan"]["value_set"] == ["1", "basic", "no"]
    assert found["expect_column_values_to_be_between", "age"]["max_value"] == 63.0
    assert ("expect_column_values_to_be_unique", "customer") in found
    assert "# 25 of 100 rows are null (25 %)" in text
    assert "# 3 different values in 100 rows" in text
    assert "# 100 values, all different" in text
    assert not any(column == "empty" for _, column in found)


def test_pandas_and_spark_suggest_the_same(config):
    plain = SEEN.drop(columns=["a: # line\nbreak", "empty"])
    kinds = "customer long, age double, plan string, since timestamp"
    frame = spark_frame(config, plain, kinds)
    of_pandas = entries(validation.profile(config, plain, name="a"))
    of_spark = entries(validation.profile(config, frame, name="b"))
    assert of_spark == of_pandas
    found = Engine(frame, 0).run(validation.read(config, "a").entries)
    assert [result.error for result in found if not result.success] == []


def test_private_data_suggests_no_values(tmp_path):
    text = validation.profile(testing.config(tmp_path, validation={"sample": 0}), SEEN, name="customers")
    assert "basic" not in text
    assert "63" not in text
    assert "expect_column_values_to_not_be_null" in text


def test_a_suite_is_not_overwritten_unless_asked(config):
    validation.profile(config, SEEN, name="customers")
    with pytest.raises(MarvinError, match="suites/customers.yml is there already"):
        validation.profile(config, SEEN.head(1), name="customers")
    assert "# 1 rows" in validation.profile(config, SEEN.head(1), name="customers", overwrite=True)
    with pytest.raises(MarvinError, match="suggests nothing"):
        validation.profile(config, SEEN.head(0), name="other")
    assert not (config.root / "suites" / "other.yml").exists()
