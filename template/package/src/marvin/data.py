"""Tables of Unity Catalog, by the names in the configuration. Reads anywhere, writes in this environment alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from marvin import ledger
from marvin.errors import DataError
from marvin.session import spark, warehouse

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from marvin.config import Config

_PART = re.compile(r"^[A-Za-z0-9_-]+$")

TRIAL = "marvin_trial"
"""Parameter by which notebooks learn that they are tried: the name of the trial's schema."""

BOOKKEEPING = "_marvin_"
"""How the names of tables begin that the package keeps for itself."""

Mode = Literal["overwrite", "append", "merge"]


@dataclass(frozen=True)
class Written:
    """What a write left behind."""

    table: str
    """Full name."""
    version: int
    """Version of the Delta table after the write."""
    rows: int
    """Rows of the frame that was written."""


def full_name(config: Config, table: str) -> str:
    """Full name of a table, ready for SQL.

    Args:
        table: a key of `tables` in the configuration, else `table` in the project's schema, `schema.table` in this
            environment's catalog, or `catalog.schema.table`.

    Returns:
        `catalog.schema.table`, quoted where a part needs it. Outside Databricks, where Spark has one catalog,
        `schema.table`, and `catalog__schema.table` for any catalog but this environment's.

    Raises:
        DataError: if it is no name of a table.
    """
    catalog, schema, name = _parts(config, table)
    if not config.local:
        return ".".join(_quoted(part) for part in (catalog, schema, name))
    return f"{_quoted(schema if catalog == config.catalog else f'{catalog}__{schema}')}.{_quoted(name)}"


def exists(config: Config, table: str) -> bool:
    """Whether a table is there, and may be seen."""
    return bool(spark(config).catalog.tableExists(full_name(config, table)))


def version(config: Config, table: str) -> int | None:
    """Latest version of a Delta table; None for what has no versions, such as a view.

    Raises:
        DataError: if the table is not there.
    """
    return _version(config, _existing(config, table))


def read(config: Config, table: str, *, version: int | None = None) -> DataFrame:
    """Reads a table, and notes table and version for the run's lineage.

    The frame stays at the version that was the latest when `read` was called, whatever is written meanwhile.

    Args:
        table: as in `full_name`.
        version: a version of the Delta table. Default: the latest.

    Raises:
        DataError: if the table or the version is not there.
    """
    name = _existing(config, table)
    wanted = _version(config, name) if version is None else version
    try:
        frame = (
            spark(config).table(name)
            if wanted is None
            else spark(config).sql(f"SELECT * FROM {name} VERSION AS OF {int(wanted)}")
        )
    except Exception as error:
        if version is None:
            raise
        raise DataError(f"{name} has no version {version} any more, or never had: {error}") from None
    if not _is_bookkeeping(name):
        ledger.current().read(ledger.Touch(name, wanted))
    return frame


def write(
    config: Config,
    frame: Any,
    table: str,
    *,
    mode: Mode = "overwrite",
    keys: Sequence[str] = (),
    replace_where: str | None = None,
    evolve: bool = False,
) -> Written:
    """Writes a frame to a Delta table of this environment, and notes table and version for the run's lineage.

    Args:
        frame: a Spark or pandas frame. A pandas column without any value gets the table's type; in a new table that of
            its dtype, which is text for `object`.
        table: as in `full_name`. Its schema must exist on Databricks; it is made outside it.
        mode: `overwrite` replaces all rows (or those of `replace_where`), `append` adds, `merge` updates rows whose
            `keys` are there already and adds the others.
        keys: columns that tell rows apart, for `merge`. They may not repeat in `frame`.
        replace_where: SQL condition; only rows that meet it are replaced, in one transaction, and `frame` may hold
            no others. What makes a rerun harmless.
        evolve: whether new columns may be added to the table. By default a changed set of columns is an error.

    Raises:
        DataError: if the table belongs to another environment or, in a trial, to another schema, or the arguments do
            not go together.
    """
    catalog, schema, _ = _parts(config, table)
    name = full_name(config, table)
    trial = config.arguments.get(TRIAL)
    if catalog != config.catalog:
        raise DataError(
            f"{name} may not be written from {config.environment}: it is in catalog {catalog}, and this "
            f"environment's is {config.catalog}. Write to a table of {config.catalog} instead"
        )
    if trial is not None and schema != trial:
        raise DataError(
            f"{name} may not be written in a trial, which has the schema {trial} to itself: name the table without a "
            "schema, or leave the task out by `stage_tests.only` in conf/base.yml"
        )
    if (mode == "merge") != bool(keys):
        raise DataError(f"{name}: `merge` needs keys, and keys need `merge`: give both or neither")
    if replace_where is not None and mode != "overwrite":
        raise DataError(f"{name}: replace_where goes with overwrite, not with {mode}: leave one out")
    session = spark(config)
    there = bool(session.catalog.tableExists(name))
    rows_of = frame if is_spark(frame) else _spark_frame(session, frame, name if there else None)
    if config.local:
        schema = name.rpartition(".")[0]
        place = warehouse(config.root) / f"{schema.replace('`', '')}.db"
        session.sql(f"CREATE SCHEMA IF NOT EXISTS {schema} LOCATION '{place.as_uri()}'")
    if there and not evolve:
        _same_columns(session.table(name).columns, rows_of.columns, name)
    if keys:
        _no_repeats(rows_of, name, keys)
    if there and mode == "merge":
        _merge(session, rows_of, name, keys, evolve)
    else:
        writer = rows_of.write.format("delta").mode("append" if mode == "append" else "overwrite")
        if evolve:
            writer = writer.option("mergeSchema", "true")
        if replace_where is not None:
            writer = writer.option("replaceWhere", replace_where)
        writer.saveAsTable(name)
    last = _history(config, name)
    metrics = last["operationMetrics"] or {}
    rows = metrics.get("numSourceRows") or metrics.get("numOutputRows") or rows_of.count()
    written = Written(name, int(last["version"]), int(rows))
    if not _is_bookkeeping(name):
        whole = not there or (mode == "overwrite" and replace_where is None)
        ledger.current().wrote(ledger.Touch(name, written.version, whole))
    return written


def _spark_frame(session: Any, frame: Any, table: str | None) -> Any:
    """A pandas frame as Spark's. Where no value tells a column's type, it takes that of the table."""
    from pyspark.sql import functions

    known = session.table(table).schema if table is not None else None
    if not len(frame):
        if known is None:
            raise DataError(
                "the frame has no rows, so the types of a new table cannot be told: check what should have filled it, "
                "or give a Spark frame, which has types"
            )
        kept = [known[column] for column in frame.columns if column in known.names]
        return session.createDataFrame([], type(known)(kept))
    nulls = {
        column: known[column].dataType if known is not None and column in known.names else _type_without_values(kind)
        for column, kind in frame.dtypes.items()
        if kind.kind != "f" and bool(frame[column].isna().to_numpy().all())
    }
    if not nulls:
        return session.createDataFrame(frame)
    # A text in the place of the nulls, for Spark finds no type for nulls alone.
    filled = frame.copy()
    for column in nulls:
        filled[column] = ""
    return session.createDataFrame(filled).withColumns(
        {str(column): functions.lit(None).cast(kind) for column, kind in nulls.items()}
    )


def _type_without_values(kind: Any) -> str:
    """Spark's type of a pandas column that has no value: by its dtype where this says one, else text."""
    return {"M": "timestamp", "i": "bigint", "u": "bigint", "b": "boolean"}.get(kind.kind, "string")


def _same_columns(there: Sequence[str], here: Sequence[str], name: str) -> None:
    """Spark would fill a missing column with nulls, in silence."""
    missing = [column for column in there if column not in here]
    more = [column for column in here if column not in there]
    faults = [
        *([f"columns of the table are missing in the frame: {', '.join(missing)}"] if missing else []),
        *([f"the frame has columns that the table has not: {', '.join(more)}"] if more else []),
    ]
    if faults:
        raise DataError(
            f"{name} was not written; {'; '.join(faults)}. Correct the frame, or give evolve=True if this is meant"
        )


def _no_repeats(frame: Any, name: str, keys: Sequence[str]) -> None:
    twice = frame.groupBy(*keys).count().where("count > 1").limit(1).count()
    if twice:
        raise DataError(
            f"{name}: rows of the frame share the same {', '.join(keys)}: a merge would not know which to keep. "
            "Drop the repeats first, or name more keys"
        )


def _merge(session: Any, frame: Any, name: str, keys: Sequence[str], evolve: bool) -> None:
    from delta.tables import DeltaTable

    same = " AND ".join(f"old.{_quoted(key)} <=> new.{_quoted(key)}" for key in keys)
    merge = DeltaTable.forName(session, name).alias("old").merge(frame.alias("new"), same)
    if evolve:
        merge = merge.withSchemaEvolution()
    merge.whenMatchedUpdateAll().whenNotMatchedInsertAll().execute()


def _parts(config: Config, table: str) -> tuple[str, str, str]:
    parts = config.tables.get(table, table).replace("`", "").split(".")
    if len(parts) > 3 or not all(_PART.match(part) for part in parts):
        raise DataError(
            f"{table!r} is no name of a table: use a key of `tables` in conf/base.yml, `table`, `schema.table` or "
            "`catalog.schema.table`, of letters, digits, _ and -"
        )
    name, schema, catalog = [*reversed(parts), *(None, None)][:3]
    return catalog or config.catalog, schema or config.schema_name, str(name)


def _is_bookkeeping(name: str) -> bool:
    """Whether a table is the package's own, which feeds no data into anything."""
    return name.rpartition(".")[2].strip("`").startswith(BOOKKEEPING)


def _quoted(part: str) -> str:
    return f"`{part}`" if "-" in part or part[0].isdigit() else part


def _existing(config: Config, table: str) -> str:
    name = full_name(config, table)
    if not spark(config).catalog.tableExists(name):
        known = f" ({table} in conf)" if table in config.tables else ""
        make = f'data.write(config, frame, "{table}")'
        if _parts(config, table)[0] == config.catalog:
            hint = "run the notebook that writes it first"
            here = f", or make it here from a frame of your own: {make}"
        else:
            hint = "check the name, and `data.reads` in the project's manifest"
            here = (
                ". Other catalogs are not here: name the table under `tables` in conf/base.yml, take one of your own "
                f"for it by the parameter tables.NAME, and make that one from a frame: {make}"
            )
        hint += here if config.local else ""
        raise DataError(f"table {name}{known} is not there, or may not be seen: {hint}")
    return name


def _version(config: Config, name: str) -> int | None:
    try:
        return int(_history(config, name)["version"])
    except Exception as error:
        # A view or a foreign table: it has no history, and says so in words that differ by runtime.
        if any(word in str(error).upper() for word in ("VIEW", "DELTA", "HISTORY", "NOT_SUPPORTED")):
            return None
        raise


def _history(config: Config, name: str) -> Any:
    return spark(config).sql(f"DESCRIBE HISTORY {name} LIMIT 1").collect()[0]


def is_spark(frame: Any) -> bool:
    """Whether a frame is one of Spark, classic or Connect, whose classes differ."""
    return type(frame).__module__.startswith("pyspark.sql")
