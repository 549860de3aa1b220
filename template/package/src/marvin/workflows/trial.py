"""Schemas of their own for the trial of a pull request: made, always removed, and found again when they were not.

A schema is called `pr_12_churn` after its pull request, or `run_7654321_churn` after a run of a GitHub workflow without
one. Its properties say whose it is; nothing is removed that does not carry them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import NotFound, PermissionDenied
from databricks.sdk.errors.base import DatabricksError
from databricks.sdk.service.catalog import SchemaInfo
from databricks.sdk.service.jobs import RunType

from marvin.errors import MarvinError
from marvin.workflows.jobs import job_name
from marvin.workflows.words import words

Say = Callable[[str], None]

PROJECT = "marvin_trial_of"
SUBJECT = "marvin_trial_for"
LONGEST_NAME = 255


class TrialError(MarvinError):
    """The schema of a trial could not be made or removed."""


@dataclass(frozen=True)
class Subject:
    """What is tried: a pull request, or whatever a run of a GitHub workflow runs at."""

    kind: str
    """`pr` or `run`."""
    number: int

    @property
    def label(self) -> str:
        """As people read it."""
        return f"pull request {self.number}" if self.kind == "pr" else f"run {self.number}"

    def schema(self, schema: str) -> str:
        """Name of the schema that stands in for the project's."""
        return f"{self.kind}_{self.number}_{schema}"[:LONGEST_NAME]

    def __str__(self) -> str:
        return f"{self.kind}/{self.number}"

    @staticmethod
    def parse(text: str) -> Subject | None:
        """From what `str` makes of one; nothing from any other text."""
        found = re.fullmatch(r"(pr|run)/(\d+)", text)
        return Subject(found.group(1), int(found.group(2))) if found else None


@dataclass(frozen=True)
class Leftover:
    """A schema of a trial that is there."""

    full_name: str
    subject: Subject
    made: datetime


@contextmanager
def trial_schema(
    client: WorkspaceClient,
    *,
    catalog: str,
    schema: str,
    project: str,
    subject: Subject,
    say: Say = print,
) -> Iterator[str]:
    """Makes the schema, gives its name without the catalog, and removes it with all that is in it, come what may.

    One that an earlier trial of the same left behind is removed first.

    Raises:
        TrialError: It could not be made, or could not be removed and no other error is on its way.
    """
    name = subject.schema(schema)
    full_name = f"{catalog}.{name}"
    _make(client, catalog, name, project, subject, say)
    try:
        yield name
    except BaseException:
        # What went wrong inside matters more; `cleanup` finds what stays.
        with suppress(TrialError):
            remove(client, full_name, project, say)
        raise
    remove(client, full_name, project, say)


def leftovers(client: WorkspaceClient, *, catalog: str, project: str) -> list[Leftover]:
    """The project's trial schemas in the catalog, whoever left them."""
    found = []
    for schema in client.schemas.list(catalog):
        subject = _subject(schema, project)
        if subject is not None and schema.full_name:
            made = datetime.fromtimestamp((schema.created_at or 0) / 1000, tz=UTC)
            found.append(Leftover(schema.full_name, subject, made))
    return found


def is_over(leftover: Leftover, *, pull_request_open: Callable[[int], bool], now: datetime, oldest: timedelta) -> bool:
    """Whether nobody needs a trial's schema any more: its pull request is closed, or its run must long have ended."""
    if leftover.subject.kind == "pr" and not pull_request_open(leftover.subject.number):
        return True
    return now - leftover.made > oldest


def cancel_runs(client: WorkspaceClient, *, environment: str, project: str, subject: Subject, say: Say = print) -> None:
    """Cancels what still runs of a trial whose process was killed, as far as its runs can be seen."""
    begin, inside = job_name(environment, project, ""), f"({subject.label}, "
    try:
        for run in client.jobs.list_runs(active_only=True, run_type=RunType.SUBMIT_RUN):
            name = run.run_name or ""
            if name.startswith(begin) and inside in name and run.run_id is not None:
                client.jobs.cancel_run(run.run_id)
                say(f"Cancelled {name}: {run.run_page_url or run.run_id}")
    except DatabricksError as error:
        say(f"Whether something of {subject.label} still runs could not be seen: {words(error)}")


def remove(client: WorkspaceClient, full_name: str, project: str, say: Say = print) -> None:
    """Removes a trial's schema with all that is in it. One that is gone already is fine.

    Raises:
        TrialError: It is not a trial's of this project, or could not be removed.
    """
    try:
        schema = client.schemas.get(full_name)
    except NotFound:
        return
    except DatabricksError as error:
        raise TrialError(f"the schema {full_name} could not be looked at, and stays: {words(error)}") from error
    if _subject(schema, project) is None:
        raise TrialError(f"the schema {full_name} is no trial of {project}: it stays")
    try:
        _empty(client, full_name)
        with suppress(NotFound):
            client.schemas.delete(full_name, force=True)
    except DatabricksError as error:
        say(f"The schema {full_name} could not be removed: {words(error)}")
        raise TrialError(f"the schema {full_name} could not be removed, and stays: {words(error)}") from error
    say(f"Removed the schema {full_name}")


def _empty(client: WorkspaceClient, full_name: str) -> None:
    """Removes what is in the schema: the service may refuse to remove models with it."""
    catalog, name = full_name.split(".", 1)
    for model in list(client.registered_models.list(catalog_name=catalog, schema_name=name)):
        if model.full_name is None:
            continue
        for version in list(client.model_versions.list(model.full_name)):
            if version.version is not None:
                with suppress(NotFound):
                    client.model_versions.delete(model.full_name, version.version)
        with suppress(NotFound):
            client.registered_models.delete(model.full_name)
    for volume in list(client.volumes.list(catalog, name)):
        if volume.full_name is not None:
            with suppress(NotFound):
                client.volumes.delete(volume.full_name)
    for table in list(client.tables.list(catalog, name, omit_columns=True, omit_properties=True)):
        if table.full_name is not None:
            with suppress(NotFound):
                client.tables.delete(table.full_name)


def _make(client: WorkspaceClient, catalog: str, name: str, project: str, subject: Subject, say: Say) -> None:
    full_name = f"{catalog}.{name}"
    with suppress(NotFound):
        client.schemas.get(full_name)
        say(f"The schema {full_name} is left from an earlier trial")
        remove(client, full_name, project, say)
    try:
        client.schemas.create(
            name,
            catalog,
            comment=f"For the trial of {subject.label} of {project}. Marvin removes it.",
            properties={PROJECT: project, SUBJECT: str(subject)},
        )
    except PermissionDenied as error:
        raise TrialError(
            f"the schema {full_name} could not be made: {words(error)}. The project's service principal "
            f"needs CREATE SCHEMA on the catalog {catalog}, which the platform team gives "
            "by `marvin:pullRequestSchemas: true`."
        ) from error
    except DatabricksError as error:
        raise TrialError(f"the schema {full_name} could not be made: {words(error)}") from error
    say(f"Made the schema {full_name}")


def _subject(schema: SchemaInfo, project: str) -> Subject | None:
    """What the schema was made for; nothing where it is no trial of this project's, as name and properties say."""
    properties = schema.properties or {}
    subject = Subject.parse(properties.get(SUBJECT, ""))
    if subject is None or properties.get(PROJECT) != project:
        return None
    return subject if (schema.name or "").startswith(f"{subject.kind}_{subject.number}_") else None
