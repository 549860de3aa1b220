"""One row for each run, in a Delta table of the project's schema."""

from __future__ import annotations

import warnings
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from marvin import data, ledger
from marvin.session import spark

if TYPE_CHECKING:
    from marvin.config import Config

TABLE = f"{data.BOOKKEEPING}lineage"
"""Table of the runs, in the project's schema."""

_TOUCHES = "array<struct<table: string, version: bigint, whole: boolean>>"
_MODELS = "array<struct<name: string, version: string>>"
SCHEMA = (
    "run_id string, run_name string, project string, environment string, status string, ended_at timestamp, "
    "commit string, release string, dirty boolean, job_id string, job_run_id string, task_run_id string, user string, "
    f"reads {_TOUCHES}, writes {_TOUCHES}, used {_MODELS}, made {_MODELS}, predictions array<string>"
)
"""Columns of the table. `used` and `made` are versions of models; `predictions` are tables among `writes`."""


def record(config: Config, run_id: str, name: str | None, status: str, touched: ledger.Ledger) -> None:
    """Writes the row of a run that is about to end; `tracking.run` calls it.

    A run that touched no table and no model leaves no row: there is nothing to trace. That the row cannot be written is
    a warning, never an error: the run did its work.

    Args:
        status: `FINISHED` or `FAILED`.
        touched: what the run read, wrote, used and made.
    """
    if not (touched.reads or touched.writes or touched.used or touched.made):
        return
    try:
        row = _row(config, run_id, name, status, touched)
        # New columns of a newer package widen the table.
        data.write(config, spark(config).createDataFrame([row], SCHEMA), TABLE, mode="append", evolve=True)
    except Exception as error:  # noqa: BLE001 - whatever it is, the run did its work
        first = str(error).strip().partition("\n")[0]
        warnings.warn(f"the lineage of run {run_id} was not written to {TABLE}: {first}", stacklevel=2)


def _row(config: Config, run_id: str, name: str | None, status: str, touched: ledger.Ledger) -> tuple[Any, ...]:
    context = config.context
    return (
        run_id,
        name,
        config.project,
        config.environment,
        status,
        datetime.now(UTC),
        context.commit,
        context.release,
        context.dirty,
        context.job_id,
        context.job_run_id,
        context.task_run_id,
        context.user,
        [(touch.table, touch.version, touch.whole) for touch in touched.reads],
        [(touch.table, touch.version, touch.whole) for touch in touched.writes],
        [(model.name, model.version) for model in touched.used],
        [(model.name, model.version) for model in touched.made],
        list(touched.predictions),
    )
