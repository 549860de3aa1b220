"""Scores a frame with one version of the model, and writes one batch of predictions in one transaction."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from marvin import batch as batches
from marvin import data, frames, ledger
from marvin.errors import DataError, MarvinError, ScoringError
from marvin.models import registry
from marvin.models.predictions import input_columns
from marvin.scoring.inputs import count_rows, model_columns
from marvin.scoring.outputs import PREDICTION, result_type
from marvin.session import spark

if TYPE_CHECKING:
    from mlflow.entities.model_registry import ModelVersion
    from pyspark.sql import Column, DataFrame
    from pyspark.sql.types import DataType

    from marvin.config import Config


@dataclass(frozen=True)
class Scored:
    """What was written."""

    table: str
    """Full name of the output table."""
    table_version: int
    """Version of the Delta table that holds the batch."""
    rows: int
    batch: str
    model: str
    model_version: str
    run_id: str


def score(
    config: Config,
    frame_or_table: Any,
    output: str,
    *,
    keys: Sequence[str],
    batch: str | None = None,
    version: ModelVersion | int | str | None = None,
    keep: Sequence[str] = (),
    result: DataType | str | None = None,
    params: Mapping[str, Any] | None = None,
) -> Scored:
    """Scores all rows with one version of the model, and writes them as one batch, in the open run.

    The output has the keys and `keep`; `prediction`, or, where the model predicts several columns, those; then
    `model_name`, `model_version`, `run_id` (the run that scored), `scored_at` (UTC) and `batch_id`. A batch that is
    there already is replaced, in one transaction: until it is done, and if it fails, the old rows stay. Other batches
    are never touched. Which version is the champion is asked once, at the beginning: a batch never mixes versions.

    Args:
        frame_or_table: a Spark or pandas frame, or a table as in `data.full_name`.
        output: table of the predictions, as in `data.full_name`; made if it is not there.
        keys: columns that tell the rows apart.
        batch: name of the batch. Default: the parameter `batch`, else the job's run, which a repair shares, else the
            day (UTC), where no job runs.
        version: a version of the model. Default: the champion.
        keep: more columns of the frame for the output, e.g. the features that monitoring watches.
        result: Spark's type of what the model predicts. Default: by its signature.
        params: parameters for the model's `predict`, if it takes any.

    Raises:
        ScoringError: before any work if there is no such version, no row, columns are missing or of a wrong type, keys
            are missing or repeat, or the table holds something else; later if the model fails. The table is then as
            it was.
    """
    import mlflow
    from pyspark.sql import functions

    run = mlflow.active_run()
    if run is None:
        raise ScoringError("predictions are traced to a run: open one by `with tracking.run(config):`")
    named = batches.name_of(config, batch, ScoringError)
    chosen = _version(config, version)
    who = f"version {chosen.version} of {chosen.name}"
    uri = f"models:/{chosen.name}/{chosen.version}"
    signature = mlflow.models.get_model_info(uri).signature
    taken = input_columns(signature)
    frame = _frame(config, frame_or_table, {*keys, *keep, *(taken[0] if taken else ())})
    _known(frame, (*keys, *keep), keys)
    columns = model_columns(frame, signature, who)
    kind = result_type(signature, who) if result is None else result
    try:
        predict = mlflow.pyfunc.spark_udf(
            spark(config), uri, result_type=kind, env_manager="local", params=dict(params) if params else None
        )
    except Exception as error:  # a missing library, a type that is none
        first = str(error).strip().partition("\n")[0]
        raise ScoringError(f"{who} cannot be made ready for Spark: {first}. Nothing was written") from error
    predicted = frame.select(
        *_typed(config, frame, _once(keys, keep), output), predict(functions.struct(*columns)).alias(PREDICTION)
    )
    # One moment for the whole batch, also where Spark computes a part again.
    origin = {
        "model_name": functions.lit(chosen.name),
        "model_version": functions.lit(str(chosen.version)),
        "run_id": functions.lit(run.info.run_id),
        "scored_at": functions.lit(datetime.now(UTC)).cast("timestamp"),
        "batch_id": functions.lit(named),
    }
    rows_of = _flat(predicted, origin)
    _fits_table(config, rows_of, output, who)
    rows = count_rows(frame, signature, keys, who)
    try:
        written = data.write(config, rows_of, output, replace_where=f"batch_id = '{named}'")
    except MarvinError:
        raise
    except Exception as error:  # the model's own code, on a worker: anything
        raise ScoringError(
            f"{who} failed while scoring batch {named}; {data.full_name(config, output)} is as it was: {_last(error)}"
        ) from error
    ledger.current().scored(ledger.Model(chosen.name, str(chosen.version)), written.table)
    mlflow.set_tags(
        {
            "marvin.model": chosen.name,
            "marvin.model_version": str(chosen.version),
            "marvin.predictions": written.table.replace("`", ""),
            "marvin.batch": named,
        }
    )
    mlflow.log_metric("score.rows", rows)
    return Scored(written.table, written.version, rows, named, chosen.name, str(chosen.version), run.info.run_id)


def _version(config: Config, version: ModelVersion | int | str | None) -> ModelVersion:
    if version is not None:
        return registry.version_of(config, version)
    champion = registry.champion(config)
    if champion is None:
        raise ScoringError(
            f"{registry.full_name(config)} has no champion yet: run the notebooks that compare and promote, or give "
            "version="
        )
    return champion


def _frame(config: Config, frame_or_table: Any, wanted: Collection[str]) -> DataFrame:
    """The frame as Spark's; of a pandas frame the wanted columns, for others need have no type that Spark knows."""
    if isinstance(frame_or_table, str):
        return data.read(config, frame_or_table)
    if frames.is_spark(frame_or_table):
        return frame_or_table
    if not hasattr(frame_or_table, "columns"):
        raise ScoringError(f"a {type(frame_or_table).__name__} cannot be scored: give a table's name or a frame")
    names = list(frame_or_table.columns)
    if twice := frames.repeated(name for name in names if name in wanted):
        raise ScoringError(f"the frame has column {', '.join(twice)} more than once: rename or drop one of them")
    if len(frame_or_table) == 0:
        # Spark cannot tell the types of no rows.
        raise ScoringError("the frame has no rows: check what should have filled it. Nothing was written")
    try:
        return frames.to_spark(spark(config), frame_or_table[[name for name in names if name in wanted]])
    except DataError as error:
        raise ScoringError(str(error)) from None


def _known(frame: DataFrame, columns: Sequence[str], keys: Sequence[str]) -> None:
    if isinstance(keys, str) or not keys:
        raise ScoringError("keys= needs a list of at least one column: predictions must be found again")
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ScoringError(f"the frame has no column {', '.join(missing)}, which keys= or keep= names")


def _once(*columns: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name for group in columns for name in group))


def _typed(config: Config, frame: DataFrame, names: Sequence[str], output: str) -> list[Column]:
    """Columns for the table; what is missing in all rows takes the type that the table has, or is a text."""
    there = _types(config, output)
    return [
        column.cast(there.get(name, "string")) if kind == "void" else column
        for name in names
        for column, kind in [(frame[f"`{name}`"], frame.schema[name].dataType.typeName())]
    ]


def _flat(predicted: DataFrame, origin: Mapping[str, Any]) -> DataFrame:
    """Several predictions as a column each, then where they come from."""
    from pyspark.sql.types import StructType

    kind = predicted.schema[PREDICTION].dataType
    fields = kind.fieldNames() if isinstance(kind, StructType) else None
    given = predicted.columns[:-1]
    names = [*given, *(fields or [PREDICTION]), *origin]
    if twice := frames.repeated(names):
        raise ScoringError(
            f"the output would have two columns {', '.join(twice)}: rename them in the frame, or leave them out"
        )
    return predicted.select(
        *(f"`{name}`" for name in given),
        *([PREDICTION] if fields is None else [f"{PREDICTION}.`{name}`" for name in fields]),
        *(value.alias(name) for name, value in origin.items()),
    )


def _fits_table(config: Config, frame: DataFrame, output: str, who: str) -> None:
    """Which columns there are is checked by `data.write`; Spark would cast their types, or fail in its own words."""
    name, there = data.full_name(config, output), _types(config, output)
    other = [
        f"{column} is {there[column]} in the table and {kind} here"
        for column, kind in frame.dtypes
        if column in there and there[column] != kind
    ]
    if other:
        raise ScoringError(
            f"{name} holds predictions of other types than {who} gives: {'; '.join(other)}. Nothing was written: write "
            "to another table, or give result="
        )


def _types(config: Config, table: str) -> dict[str, str]:
    """Spark's type of each column; none, where there is no such table."""
    if not data.exists(config, table):
        return {}
    return dict(spark(config).table(data.full_name(config, table)).dtypes)


def _last(error: Exception) -> str:
    """What the model said: the last line of the worker's traceback, for the rest is Spark's."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if re.match(r"^[A-Za-z_.]*(Error|Exception)\b.*:", line)]
    last = (told or lines or [type(error).__name__])[-1][:500]
    if "ModuleNotFoundError" in last:
        return f"{last}. Spark's workers do not have the code: record the model with code_paths=[...], or install it"
    return last
