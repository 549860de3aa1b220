from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from marvin import data, ledger, testing
from marvin.context import Context
from marvin.errors import DataError
from marvin.session import spark

FRAME = pd.DataFrame({"id": [1, 2], "score": [0.1, 0.2]})


def rows(frame) -> list[tuple]:
    return sorted(map(tuple, frame.collect()))


@pytest.mark.parametrize(
    ("table", "there", "here"),
    [
        ("ML_DEV.churn.t", "ml_dev.churn.t", "churn.t"),
        ("features", "ml_dev.churn.feature_table", "churn.feature_table"),
        ("other", "ml_dev.churn.other", "churn.other"),
        ("raw.events", "ml_dev.raw.events", "raw.events"),
        ("finance.fees.paid", "finance.fees.paid", "finance__fees.paid"),
        ("my-table", "ml_dev.churn.`my-table`", "churn.`my-table`"),
    ],
)
def test_names(tmp_path, table, there, here):
    tables = {"features": "feature_table"}
    assert data.full_name(testing.config(tmp_path, tables=tables), table) == here
    remote = testing.config(tmp_path, tables=tables, context=Context(local=False))
    assert data.full_name(remote, table) == there


@pytest.mark.parametrize("table", ["", "a b", "a.b.c.d", "a;drop", "a..b", "x\n", "ü", None])
def test_no_name(config, table):
    with pytest.raises(DataError, match="is no name of a table"):
        data.full_name(config, table)


def test_writes_and_reads_with_versions(config):
    assert data.write(config, FRAME, "t") == data.Written("churn.t", 0, 2)
    assert data.write(config, FRAME.head(1), "t") == data.Written("churn.t", 1, 1)
    assert rows(data.read(config, "t")) == [(1, 0.1)]
    assert rows(data.read(config, "t", version=0)) == [(1, 0.1), (2, 0.2)]
    assert data.version(config, "t") == 1
    assert ledger.current().reads == [ledger.Touch("churn.t", 1), ledger.Touch("churn.t", 0)]
    assert ledger.current().writes == [ledger.Touch("churn.t", 0), ledger.Touch("churn.t", 1)]


def test_a_frame_stays_at_the_version_it_was_read_at(config):
    data.write(config, FRAME, "t")
    frame = data.read(config, "t")
    data.write(config, FRAME.head(1), "t")
    assert frame.count() == 2


def test_no_rows_take_the_types_of_the_table(config):
    with pytest.raises(DataError, match="the types of a new table cannot be told"):
        data.write(config, FRAME.head(0), "t")
    data.write(config, FRAME, "t")
    assert data.write(config, FRAME.head(0), "t").rows == 0
    assert data.read(config, "t").dtypes == [("id", "bigint"), ("score", "double")]
    with pytest.raises(DataError, match="missing in the frame: score"):
        data.write(config, FRAME[["id"]].head(0), "t")


def test_columns_without_a_value_have_a_type(config):
    nothing = pd.Series([None, None], dtype="object")
    columns = {
        "text": nothing,
        "string": nothing.astype("string"),
        "category": nothing.astype("category"),
        "moment": pd.to_datetime(nothing),
        "whole": nothing.astype("Int64"),
        "truth": nothing.astype("boolean"),
        "number": nothing.astype("float"),
    }
    data.write(config, pd.DataFrame(columns), "t")
    assert data.read(config, "t").dtypes == [
        ("text", "string"),
        ("string", "string"),
        ("category", "string"),
        ("moment", "timestamp"),
        ("whole", "bigint"),
        ("truth", "boolean"),
        ("number", "double"),
    ]
    assert data.read(config, "t").drop("number").distinct().collect() == [(None,) * 6]


def test_columns_without_a_value_take_the_types_of_the_table(config):
    data.write(config, FRAME, "t")
    data.write(config, FRAME.assign(score=pd.Series([None, None], dtype="object")), "t", mode="append")
    assert data.read(config, "t").dtypes == [("id", "bigint"), ("score", "double")]
    assert data.read(config, "t").where("score is null").count() == 2


def test_merge_updates_and_adds(config):
    data.write(config, FRAME, "t", mode="merge", keys=["id"])
    data.write(config, pd.DataFrame({"id": [2, 3], "score": [0.9, 0.3]}), "t", mode="merge", keys=["id"])
    assert rows(data.read(config, "t")) == [(1, 0.1), (2, 0.9), (3, 0.3)]


def test_merge_refuses_repeats(config):
    with pytest.raises(DataError, match="rows of the frame share the same id"):
        data.write(config, pd.concat([FRAME, FRAME]), "t", mode="merge", keys=["id"])


def test_replace_where_is_idempotent(config):
    data.write(config, FRAME, "t")
    again = pd.DataFrame({"id": [2], "score": [0.7]})
    for _ in range(2):
        data.write(config, again, "t", replace_where="id = 2")
    assert rows(data.read(config, "t")) == [(1, 0.1), (2, 0.7)]


def test_a_trial_writes_to_its_own_schema_alone(tmp_path):
    config = testing.config(tmp_path, schema="pr_12_churn", arguments={data.TRIAL: "pr_12_churn"})
    with pytest.raises(DataError, match="may not be written in a trial, which has the schema pr_12_churn to itself"):
        data.write(config, FRAME, "churn_raw.events")
    # A notebook that sets a schema of its own is a trial all the same.
    other = testing.config(tmp_path, schema="churn", arguments={data.TRIAL: "pr_12_churn"})
    with pytest.raises(DataError, match="may not be written in a trial"):
        data.write(other, FRAME, "features")


@pytest.mark.parametrize("table", ["ml_prod.churn.t", "other_catalog.churn.t", "ml_prod__churn.t", "ML_Prod__churn.t"])
def test_refuses_other_environments(config, table):
    with pytest.raises(DataError, match="may not be written from dev"):
        data.write(config, FRAME, table)


def test_refuses_columns_that_come_or_go(config):
    data.write(config, FRAME, "t")
    with pytest.raises(DataError, match="columns that the table has not: extra"):
        data.write(config, FRAME.assign(extra=1), "t")
    with pytest.raises(DataError, match="columns of the table are missing in the frame: score"):
        data.write(config, FRAME[["id"]], "t", mode="append")
    data.write(config, FRAME.assign(extra=1), "t", evolve=True)
    assert data.read(config, "t").columns == ["id", "score", "extra"]


def test_what_is_not_there(config):
    with pytest.raises(DataError, match=r"table churn\.nothing is not there.*run the notebook.*or make it") as caught:
        data.read(config, "nothing")
    assert str(caught.value).endswith('data.write(config, frame, "nothing")')
    with pytest.raises(DataError, match="check the name, and `data.reads`.*by the parameter tables.NAME"):
        data.read(config, "other.schema.nothing")
    data.write(config, FRAME, "t")
    with pytest.raises(DataError, match="has no version 7"):
        data.read(config, "t", version=7)


def test_a_view_has_no_version(config):
    data.write(config, FRAME, "t")
    spark(config).sql("CREATE OR REPLACE VIEW churn.v AS SELECT * FROM churn.t")
    assert data.version(config, "v") is None
    assert data.read(config, "v").count() == 2
    for mode in ("overwrite", "append"):
        with pytest.raises(DataError, match=r"churn\.v is a view, .*: write to the table that it shows"):
            data.write(config, FRAME, "v", mode=mode)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"mode": "merge"}, "give both or neither"),
        ({"keys": ["id"]}, "give both or neither"),
        ({"mode": "append", "replace_where": "id = 1"}, "leave one out"),
        ({"mode": "upsert"}, "there is no mode 'upsert': use overwrite, append, merge"),
        ({"mode": "error"}, "there is no mode 'error'"),
        ({"mode": "merge", "keys": "id"}, r"write keys=\['id'\]"),
        ({"mode": "merge", "keys": ["idd"]}, "the frame has no column idd, which keys= names: it has id, score"),
        ({"replace_where": "id = 1"}, "rows of the frame do not meet replace_where='id = 1'"),
        ({"replace_where": "id === '"}, "was not written: .*PARSE_SYNTAX_ERROR.*Correct replace_where="),
        ({"replace_where": "idd = 1"}, "was not written: .*`idd` cannot be resolved.*Correct replace_where="),
    ],
)
def test_arguments_that_do_not_go_together(config, arguments, message):
    with pytest.raises(DataError, match=message) as caught:
        data.write(config, FRAME, "t", **arguments)
    assert "\n" not in str(caught.value)
    assert not data.exists(config, "t")


def test_what_is_missing_in_pandas_is_null(config):
    columns = {
        "text": ["a", np.nan],
        "kind": pd.Categorical(["a", None]),
        "whole": pd.array([1, None], dtype="Int64"),
        "truth": pd.array([True, None], dtype="boolean"),
        "string": pd.array(["x", None], dtype="string"),
        "moment": pd.to_datetime(["2024-01-01", None]).tz_localize("Europe/Berlin"),
        "real": [1.5, np.nan],
        "price": [Decimal("1.5"), None],
    }
    data.write(config, pd.DataFrame(columns, index=[7, 7]), "t")
    kept = data.read(config, "t")
    assert [kind for _, kind in kept.dtypes] == [
        *("string", "string", "bigint", "boolean", "string", "timestamp", "double", "decimal(38,18)")
    ]
    first, last = sorted(kept.collect(), key=lambda row: row.text is None)
    assert tuple(first) == ("a", "a", 1, True, "x", datetime(2023, 12, 31, 23), 1.5, Decimal("1.5"))
    assert tuple(last) == (None,) * 8


def test_types_of_pandas_that_spark_has_not(config):
    columns = {
        "small": np.array([1, 2], dtype="uint8"),
        "half": np.array([1, 2], dtype="float16"),
        "lists": [[], []],
        2: [{"a": 1}, {"a": None}],
    }
    data.write(config, pd.DataFrame(columns), "t")
    assert data.read(config, "t").dtypes == [
        *(("small", "bigint"), ("half", "float"), ("lists", "array<string>"), ("2", "struct<a:bigint>"))
    ]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.array([1, 2**63 + 1], dtype="uint64"), "column x cannot be written: .*not in range"),
        (["a", 1], "column x cannot be written: .*all of one type"),
        (pd.to_timedelta([1, 2], unit="h"), r"column x cannot be written: Delta has no type for duration"),
        (pd.period_range("2024-01", periods=2, freq="M"), "column x cannot be written: Delta has no type for"),
        ([time(12), time(13)], "column x cannot be written: Delta has no type for time"),
    ],
)
def test_values_that_no_table_keeps(config, values, message):
    with pytest.raises(DataError, match=message):
        data.write(config, pd.DataFrame({"x": values}), "t")


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (None, "a NoneType is no frame: give a frame of Spark or pandas"),
        ({"a": [1]}, "a dict is no frame"),
        (FRAME["id"], r"a Series is no frame: give its to_frame\(\)"),
        (pd.DataFrame(index=[0]), "the frame has no columns"),
        (pd.DataFrame({"a b": [1], "c": [2]}), "rename 'a b'$"),
        (pd.DataFrame({"": [1]}), "rename ''$"),
        (pd.DataFrame({"a": [1], "A": [2]}), "a, A are the same column to Spark"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "a, a are the same column to Spark"),
    ],
)
def test_what_is_no_frame_for_a_table(config, frame, message):
    with pytest.raises(DataError, match=message):
        data.write(config, frame, "t")


def test_columns_with_dots_are_keys_too(config):
    rows = FRAME.rename(columns={"id": "the.id"})
    for _ in range(2):
        data.write(config, rows, "t", mode="merge", keys=["the.id"])
    assert data.read(config, "t").count() == 2


def test_types_are_cast_only_where_no_value_changes(config):
    session = spark(config)
    kinds = "id bigint, score double, price decimal(10,2), tags array<bigint>"
    data.write(config, session.createDataFrame([(1, 0.5, Decimal("1.25"), [1])], kinds), "t")
    narrow = session.createDataFrame([(2, 3.0, 4, [])], "id int, score float, price smallint, tags array<int>")
    # pandas makes whole numbers real where one is missing, and knows neither precision nor what is in no list.
    plain = pd.DataFrame({"id": [3.0, np.nan], "score": [1, 2], "price": [Decimal("9.5"), None], "tags": [[], None]})
    data.write(config, narrow, "t", mode="append")
    data.write(config, plain, "t", mode="append")
    assert data.read(config, "t").dtypes == [tuple(kind.split(" ")) for kind in kinds.split(", ")]
    assert sorted(data.read(config, "t").collect(), key=lambda row: row.id or 9) == [
        (1, 0.5, Decimal("1.25"), [1]),
        (2, 3.0, Decimal("4.00"), []),
        (3, 1.0, Decimal("9.50"), []),
        (None, 2.0, None, None),
    ]
    right = {"id": [1], "score": [1.0], "price": [Decimal("1")], "tags": [[1]]}
    for column, value, message in [
        ("id", 2.7, "id is bigint in the table, and double here"),
        ("id", "7", "id is bigint in the table, and string here"),
        ("price", Decimal("1.257"), r"price is decimal\(10,2\) in the table, and decimal\(38,18\) here"),
        ("tags", ["a"], "tags is array<bigint> in the table, and array<string> here"),
    ]:
        for options in ({"mode": "append"}, {"evolve": True}):
            with pytest.raises(DataError, match=rf"churn\.t was not written; {message}\. Cast the frame's column, or"):
                data.write(config, pd.DataFrame({**right, column: [value]}), "t", **options)


def test_what_delta_refuses_is_told_in_a_line(config):
    data.write(config, FRAME, "t")
    for condition, message in [
        ("id = 9", "DELTA_REPLACE_WHERE_MISMATCH"),
        ("idd = 9", "`idd` cannot be resolved"),
        ("id === '", "Cannot recognize the predicate"),
    ]:
        with pytest.raises(DataError, match=message) as caught:
            data.write(config, FRAME, "t", replace_where=condition)
        assert "\n" not in str(caught.value)
