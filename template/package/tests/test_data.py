from __future__ import annotations

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


@pytest.mark.parametrize("table", ["", "a b", "a.b.c.d", "a;drop", "a..b"])
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


@pytest.mark.parametrize("table", ["ml_prod.churn.t", "other_catalog.churn.t"])
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


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"mode": "merge"}, "give both or neither"),
        ({"keys": ["id"]}, "give both or neither"),
        ({"mode": "append", "replace_where": "id = 1"}, "leave one out"),
    ],
)
def test_arguments_that_do_not_go_together(config, arguments, message):
    with pytest.raises(DataError, match=message):
        data.write(config, FRAME, "t", **arguments)
