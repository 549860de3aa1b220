"""Upstream and downstream of a table, by what the runs left behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from marvin import data
from marvin.errors import DataError, MarvinError
from marvin.ledger import Model, Touch
from marvin.lineage.store import TABLE
from marvin.session import spark

if TYPE_CHECKING:
    from marvin.config import Config


class LineageError(MarvinError):
    """What is asked for left no trace."""


@dataclass(frozen=True)
class Run:
    """One run of the project, and what it touched."""

    run_id: str
    name: str
    status: str
    """`FINISHED` or `FAILED`."""
    ended_at: datetime
    """UTC."""
    commit: str | None
    release: str | None
    dirty: bool
    """Whether the code differed from the commit."""
    job_id: str | None
    job_run_id: str | None
    user: str | None
    reads: tuple[Touch, ...]
    writes: tuple[Touch, ...]
    used: tuple[Model, ...]
    """Versions of models that it scored with."""
    made: tuple[Model, ...]
    """Versions of models that it registered."""
    predictions: tuple[str, ...]
    """Tables among `writes` that hold predictions."""

    @property
    def code(self) -> str:
        """Release and commit, in words."""
        known = f"commit {self.commit[:12]}" if self.commit else "no commit"
        named = f"{self.release}, {known}" if self.release else known
        return f"{named}, with changes" if self.dirty else named


@dataclass(frozen=True)
class Lineage:
    """The runs up or down from a table or a run, the nearest first. A notebook shows it as a picture."""

    subject: str
    """What was asked for, in words."""
    table: str | None
    """Full name of the table; None where a run was asked for."""
    direction: Literal["origin", "feeds"]
    runs: tuple[Run, ...]

    @property
    def tables(self) -> list[Touch]:
        """Origin: tables as they were read. Feeds: tables as they were written. Each once."""
        touched = (run.reads if self.direction == "origin" else run.writes for run in self.runs)
        return _once(touch for touches in touched for touch in touches)

    @property
    def models(self) -> list[Model]:
        """Versions of models on the way, each once."""
        return _once(model for run in self.runs for model in (*run.used, *run.made))

    def __str__(self) -> str:
        verb = "comes from" if self.direction == "origin" else "feeds"
        if not self.runs:
            return f"{self.subject} {verb} nothing that a run left a trace of"
        return "\n".join([f"{self.subject} {verb}:", *(line for run in self.runs for line in _lines(run))])

    def _repr_html_(self) -> str:
        from marvin.lineage.page import section

        return section(self)


def origin(
    config: Config,
    table: str | None = None,
    *,
    version: int | None = None,
    run: str | None = None,
    runs: Sequence[Run] | None = None,
) -> Lineage:
    """Where a table, or what one run made, comes from: all the way up to what no run of the project wrote.

    Which runs wrote what a table holds is followed back to the last one that replaced it whole; a model leads to the
    run that registered it, and so to the data that it was trained on.

    Args:
        table: as in `data.full_name`.
        version: of the table. Default: the latest that a run wrote.
        run: instead of a table: an MLflow run, as column `run_id` of the predictions names it.
        runs: the project's runs, where they were read before.

    Raises:
        LineageError: if no run of the project left a trace of it, or the table has no such version.
    """
    if (table is None) == (run is None):
        raise LineageError("give a table or run=, and not both: lineage.origin(config, 'predictions')")
    if not isinstance(version, int | None):
        raise LineageError(f"version {version!r} is no version of a table: give its number, e.g. version=3")
    runs = runs_of(config) if runs is None else runs
    name = None
    if run is not None:
        first = [one for one in runs if one.run_id == run]
        subject = f"run {run}"
    else:
        name = data.full_name(config, str(table))
        subject = name if version is None else f"{name} at version {version}"
        _has_version(config, str(table), name, version)
        first = writers(runs, name, version)
    if not first:
        raise LineageError(
            f"no run of {config.project} in {config.environment} left a trace of {subject}: what wrote it did not use "
            "`with tracking.run(config):`, or it belongs to another project"
        )
    return Lineage(subject, name, "origin", _closure(first, lambda one: _up(one, runs)))


def _has_version(config: Config, table: str, name: str, version: int | None) -> None:
    """Of a table that is gone nobody knows its versions, and of a view there are none."""
    if version is None:
        return
    try:
        latest = data.version(config, table)
    except DataError:
        return
    if latest is not None and not 0 <= version <= latest:
        raise LineageError(f"{name} has no version {version}: it has 0 to {latest}")


def feeds(config: Config, table: str, *, runs: Sequence[Run] | None = None) -> Lineage:
    """What depends on a table: of each step that reads it, or reads what such a step made, the newest run.

    Args:
        runs: the project's runs, where they were read before.

    Raises:
        LineageError: if no run of the project left a trace of the table.
    """
    runs = runs_of(config) if runs is None else runs
    name = data.full_name(config, table)
    if not any(touch.table == name for one in runs for touch in (*one.reads, *one.writes)):
        raise LineageError(f"no run of {config.project} in {config.environment} read or wrote {name}")
    # One run for each step: a year of nights would show the same again and again.
    newest = list({one.name: one for one in reversed(runs)}.values())
    first = [one for one in newest if any(touch.table == name for touch in one.reads)]
    return Lineage(name, name, "feeds", _closure(first, lambda one: _down(one, newest)))


def runs_of(config: Config) -> list[Run]:
    """The project's runs in this environment, the newest first."""
    if not data.exists(config, TABLE):
        raise LineageError(
            f"{data.full_name(config, TABLE)} is not there: no run of {config.project} in {config.environment} has "
            "left a trace yet"
        )
    from pyspark.sql import functions

    frame = spark(config).table(data.full_name(config, TABLE))
    own = frame.where(functions.col("project") == config.project)
    # As a number: how a timestamp arrives here depends on the session's time zone.
    rows = own.withColumn("ended_at", functions.col("ended_at").cast("double")).orderBy(functions.desc("ended_at"))
    return [_run(row.asDict(recursive=True)) for row in rows.collect()]


def _run(row: dict[str, Any]) -> Run:
    def touches(key: str) -> tuple[Touch, ...]:
        return tuple(Touch(one["table"], one["version"], bool(one["whole"])) for one in row[key] or ())

    def models(key: str) -> tuple[Model, ...]:
        return tuple(Model(one["name"], one["version"]) for one in row[key] or ())

    return Run(
        run_id=row["run_id"],
        name=row["run_name"] or row["run_id"],
        status=row["status"],
        ended_at=datetime.fromtimestamp(row["ended_at"], UTC),
        commit=row["commit"],
        release=row["release"],
        dirty=bool(row["dirty"]),
        job_id=row["job_id"],
        job_run_id=row["job_run_id"],
        user=row["user"],
        reads=touches("reads"),
        writes=touches("writes"),
        used=models("used"),
        made=models("made"),
        predictions=tuple(row["predictions"] or ()),
    )


def writers(runs: Sequence[Run], table: str, version: int | None) -> list[Run]:
    """The runs that wrote what a table holds at a version, the newest first."""
    written = [
        (touch.version or 0, touch.whole, run)
        for run in runs
        for touch in run.writes
        if touch.table == table and (version is None or (touch.version or 0) <= version)
    ]
    found: dict[str, Run] = {}
    for _, whole, run in sorted(written, key=lambda one: one[0], reverse=True):
        found.setdefault(run.run_id, run)
        if whole:
            break
    return list(found.values())


def _up(run: Run, runs: Sequence[Run]) -> list[Run]:
    tables = [
        # What a run wrote and read again came from itself.
        writer
        for touch in run.reads
        for writer in writers(runs, touch.table, touch.version)
        if writer is not run
    ]
    return [*tables, *(maker for maker in runs if set(maker.made) & set(run.used))]


def _down(run: Run, runs: Sequence[Run]) -> list[Run]:
    written = {touch.table for touch in run.writes}
    models = {model.name for model in run.made}
    return [
        one
        for one in runs
        if written & {touch.table for touch in one.reads} or models & {model.name for model in one.used}
    ]


def _closure(first: Iterable[Run], next_of: Callable[[Run], list[Run]]) -> tuple[Run, ...]:
    found: dict[str, Run] = {}
    ahead = list(first)
    while ahead:
        run = ahead.pop(0)
        if run.run_id not in found:
            found[run.run_id] = run
            ahead.extend(next_of(run))
    return tuple(found.values())


def _once(items: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(items))


def _lines(run: Run) -> list[str]:
    failed = "" if run.status == "FINISHED" else f", {run.status.lower()}"
    job = f", job run {run.job_run_id}" if run.job_run_id else ""
    lines = [f"  {run.name}, {run.ended_at:%Y-%m-%d %H:%M} UTC{failed}: run {run.run_id}, {run.code}{job}"]
    parts = (
        ("read", [told(touch) for touch in run.reads]),
        ("scored with", [told(model) for model in run.used]),
        ("wrote", [told(touch) for touch in run.writes]),
        ("registered", [told(model) for model in run.made]),
    )
    return [*lines, *(f"    {verb} {', '.join(things)}" for verb, things in parts if things)]


def told(thing: Touch | Model) -> str:
    """A table or a model with its version, in words."""
    if isinstance(thing, Model):
        return f"{thing.name} version {thing.version}"
    return thing.table if thing.version is None else f"{thing.table} at version {thing.version}"
