"""Tables of Unity Catalog, by the names in the configuration. Reads anywhere, writes in this environment alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from marvin import ledger
from marvin.errors import DataError
from marvin.frames import columns_of, first_line, fitted, is_spark, quoted, to_spark
from marvin.session import spark, warehouse

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from marvin.config import Config

_PART = re.compile(r"[A-Za-z0-9_-]+")
_NOT_IN_COLUMNS = re.compile(r"[ ,;{}()\n\t=]")
"""What Delta refuses in names of columns."""

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

    Columns take the table's types where these widen without loss, such as int to bigint; numbers of pandas also where
    no value changes.

    Args:
        frame: a Spark or pandas frame. What pandas has for missing, NaN too, is written as null. A column without any
            value gets the table's type; in a new table that of its dtype, which is text for `object`.
        table: as in `full_name`. Its schema must exist on Databricks; it is made outside it.
        mode: `overwrite` replaces all rows (or those of `replace_where`), `append` adds, `merge` updates rows whose
            `keys` are there already and adds the others.
        keys: columns that tell rows apart, for `merge`. They may not repeat in `frame`.
        replace_where: SQL condition; only rows that meet it are replaced, in one transaction, and `frame` may hold
            no others. What makes a rerun harmless.
        evolve: whether new columns may be added to the table. By default a changed set of columns is an error.

    Raises:
        DataError: if the table belongs to another environment or, in a trial, to another schema, or is a view; if the
            arguments do not go together; if columns have names that Delta does not take, or types that are not the
            table's; or if Delta refuses the write.
    """
    name = full_name(config, table)
    _may_be_written(config, table, name)
    _go_together(name, mode, keys, replace_where)
    columns = columns_of(frame)
    session = spark(config)
    there = bool(session.catalog.tableExists(name))
    if there and "VIEW" in str(session.catalog.getTable(name).tableType):
        raise DataError(f"{name} is a view, which holds no rows of its own: write to the table that it shows")
    known = session.table(name).schema if there else None
    _can_be_named(columns, known.names if known else (), name)
    lost = [key for key in keys if key not in columns]
    if lost:
        raise DataError(
            f"{name}: the frame has no column {', '.join(lost)}, which keys= names: it has {_some(columns)}"
        )
    if known and not evolve:
        _same_columns(known.names, columns, name)
    rows_of = fitted(frame if is_spark(frame) else to_spark(session, frame, known), known, name, evolve=evolve)
    if config.local:
        schema = name.rpartition(".")[0]
        place = warehouse(config.root) / f"{schema.replace('`', '')}.db"
        session.sql(f"CREATE SCHEMA IF NOT EXISTS {schema} LOCATION '{place.as_uri()}'")
    if keys:
        _no_repeats(rows_of, name, keys)
    _save(session, rows_of, name, mode, keys, replace_where, evolve, there=there)
    last = _history(config, name)
    metrics = last["operationMetrics"] or {}
    rows = metrics.get("numSourceRows") or metrics.get("numOutputRows") or rows_of.count()
    written = Written(name, int(last["version"]), int(rows))
    if not _is_bookkeeping(name):
        whole = not there or (mode == "overwrite" and replace_where is None)
        ledger.current().wrote(ledger.Touch(name, written.version, whole))
    return written


def _may_be_written(config: Config, table: str, name: str) -> None:
    catalog, schema, _ = _parts(config, table)
    trial = config.arguments.get(TRIAL)
    other = catalog if catalog != config.catalog else _other_environment(config, schema)
    if other is not None:
        raise DataError(
            f"{name} may not be written from {config.environment}: it is in catalog {other}, and this "
            f"environment's is {config.catalog}. Write to a table of {config.catalog} instead"
        )
    if trial is not None and schema.casefold() != trial.casefold():
        raise DataError(
            f"{name} may not be written in a trial, which has the schema {trial} to itself: name the table without a "
            "schema, or leave the task out by `stage_tests.only` in conf/base.yml"
        )


def _other_environment(config: Config, schema: str) -> str | None:
    """Catalog of another environment whose tables a schema has outside Databricks, by how they are named there."""
    others = (catalog for catalog in config.catalogs.values() if catalog != config.catalog)
    begins = schema.casefold()
    return next((other for other in others if config.local and begins.startswith(f"{other}__".casefold())), None)


def _go_together(name: str, mode: str, keys: Sequence[str], replace_where: str | None) -> None:
    if mode not in get_args(Mode):
        raise DataError(f"{name}: there is no mode {mode!r}: use {', '.join(get_args(Mode))}")
    if isinstance(keys, str):
        raise DataError(f"{name}: keys= is a list of columns, and not a text: write keys=[{keys!r}]")
    if (mode == "merge") != bool(keys):
        raise DataError(f"{name}: `merge` needs keys, and keys need `merge`: give both or neither")
    if replace_where is not None and mode != "overwrite":
        raise DataError(f"{name}: replace_where goes with overwrite, not with {mode}: leave one out")


def _can_be_named(columns: Sequence[str], there: Sequence[str], name: str) -> None:
    """Which columns the frame has, before Spark and Delta say it in their words. The table has those of `there`."""
    folded = [column.casefold() for column in columns]
    twice = [column for column, same in zip(columns, folded, strict=True) if folded.count(same) > 1]
    if twice:
        raise DataError(f"{name} was not written: {', '.join(twice)} are the same column to Spark: rename or drop one")
    odd = [column for column in columns if column not in there and (not column or _NOT_IN_COLUMNS.search(column))]
    if odd:
        raise DataError(
            f"{name} was not written: Delta takes no blanks and none of , ; {{ }} ( ) = in names of columns: rename "
            f"{', '.join(map(repr, odd))}"
        )


def _save(
    session: Any,
    frame: Any,
    name: str,
    mode: Mode,
    keys: Sequence[str],
    replace_where: str | None,
    evolve: bool,
    *,
    there: bool,
) -> None:
    from pyspark.errors import AnalysisException

    try:
        if there and mode == "merge":
            _merge(session, frame, name, keys, evolve)
            return
        writer = frame.write.format("delta").mode("append" if mode == "append" else "overwrite")
        if evolve:
            writer = writer.option("mergeSchema", "true")
        if replace_where is not None:
            writer = writer.option("replaceWhere", replace_where)
            if not there:
                _none_outside(frame, name, replace_where)
        writer.saveAsTable(name)
    except AnalysisException as error:
        hint = f". Correct replace_where={replace_where!r}, or the rows" if replace_where is not None else ""
        raise DataError(f"{name} was not written: {first_line(error).rstrip('.')}{hint}") from error


def _none_outside(frame: Any, name: str, condition: str) -> None:
    """Delta holds rows against the condition in a table that is there, and not in a new one."""
    from pyspark.sql import functions

    met = functions.coalesce(functions.expr(condition), functions.lit(False))
    if frame.where(~met).limit(1).count():
        raise DataError(
            f"{name} was not written: rows of the frame do not meet replace_where={condition!r}: correct one"
        )


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
    from pyspark.sql import functions

    groups = frame.groupBy(*map(quoted, keys)).agg(functions.count("*").alias("_marvin_rows"))
    if groups.where("_marvin_rows > 1").limit(1).count():
        raise DataError(
            f"{name}: rows of the frame share the same {', '.join(keys)}: a merge would not know which to keep. "
            "Drop the repeats first, or name more keys"
        )


def _merge(session: Any, frame: Any, name: str, keys: Sequence[str], evolve: bool) -> None:
    from delta.tables import DeltaTable

    same = " AND ".join(f"old.{quoted(key)} <=> new.{quoted(key)}" for key in keys)
    merge = DeltaTable.forName(session, name).alias("old").merge(frame.alias("new"), same)
    if evolve:
        merge = merge.withSchemaEvolution()
    merge.whenMatchedUpdateAll().whenNotMatchedInsertAll().execute()


def _parts(config: Config, table: str) -> tuple[str, str, str]:
    parts = config.tables.get(table, table).replace("`", "").split(".") if isinstance(table, str) else []
    if not parts or len(parts) > 3 or not all(_PART.fullmatch(part) for part in parts):
        raise DataError(
            f"{table!r} is no name of a table: use a key of `tables` in conf/base.yml, `table`, `schema.table` or "
            "`catalog.schema.table`, of letters, digits, _ and -"
        )
    name, schema, catalog = [*reversed(parts), *(None, None)][:3]
    # Unity Catalog ignores case.
    if catalog is None or catalog.casefold() == config.catalog.casefold():
        catalog = config.catalog
    return catalog, schema or config.schema_name, str(name)


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


def _some(columns: Sequence[str]) -> str:
    return ", ".join(columns[:20]) + (", ..." if len(columns) > 20 else "")
