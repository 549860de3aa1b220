"""Starts a workflow's run, in one of three ways, and follows it to its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from difflib import get_close_matches
from typing import Any, cast
from uuid import uuid4

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import PermissionDenied
from databricks.sdk.errors.base import DatabricksError
from databricks.sdk.service import iam

from marvin.errors import MarvinError
from marvin.workflows.follow import Pace, Say, follow
from marvin.workflows.jobs import Workflow
from marvin.workflows.kinds import Commit, WorkingCopy
from marvin.workflows.onetime import OneTimeRun, one_time_run
from marvin.workflows.outcome import Outcome, RunFailed
from marvin.workflows.selection import select
from marvin.workflows.words import words

ONE_DAY = timedelta(days=1)


class NotStarted(MarvinError):  # noqa: N818
    """The service would not start the run."""


def run_declared(
    client: WorkspaceClient,
    workflow: Workflow,
    *,
    parameters: Mapping[str, str] | None = None,
    only: Iterable[str] = (),
    timeout: timedelta = ONE_DAY,
    say: Say = print,
    pace: Pace | None = None,
) -> Outcome:
    """Runs the workflow as Marvin declares it: the environment's release, as the project's service principal.

    Args:
        client: Of the workspace that has the job.
        workflow: As `find` returns it.
        parameters: Values of job parameters that differ from the defaults.
        only: Tasks to run, as `select` takes them; all by default.
        timeout: How long to wait; then the run is cancelled.
        say: Takes the lines of progress.
        pace: How often to look.

    Raises:
        NotStarted: A parameter is not the job's, or the service refuses.
        UnknownTask: A task is not the workflow's.
        RunFailed: It failed, or (`RunTimedOut`) took too long.
    """
    given = dict(parameters or {})
    _refuse_unknown(given, workflow)
    keys = list(only)
    chosen = select(workflow.settings.get("tasks") or (), keys) if keys else None
    try:
        started = client.jobs.run_now(
            workflow.job_id,
            idempotency_token=uuid4().hex,
            job_parameters=given or None,
            only=chosen,
        )
    except DatabricksError as error:
        raise _not_started(workflow.name, error, "CAN MANAGE RUN on the job") from error
    return _ended_well(follow(client, started.run_id, name=workflow.name, timeout=timeout, say=say, pace=pace))


def run_working_copy(
    client: WorkspaceClient,
    workflow: Workflow,
    folder: str,
    *,
    parameters: Mapping[str, str] | None = None,
    only: Iterable[str] = (),
    cluster_id: str | None = None,
    timeout: timedelta = ONE_DAY,
    say: Say = print,
    pace: Pace | None = None,
) -> Outcome:
    """Runs the workflow's tasks with the files of a folder in the workspace, as whoever calls this.

    Args:
        client: Of the workspace that has the job and the folder.
        workflow: As `find` returns it.
        folder: The project's Git folder, e.g. `/Workspace/Users/NAME/churn`.
        parameters: Values for the job's parameters, and further ones that the notebooks read.
        only: Tasks to run, as `select` takes them; all by default.
        cluster_id: A running cluster, so that no task waits for a new one.
        timeout: How long to wait; then the run is cancelled.
        say: Takes the lines of progress.
        pace: How often to look.

    Raises:
        NotRunnable: A task cannot run so.
        NotStarted: The service refuses.
        RunFailed: It failed, or (`RunTimedOut`) took too long.
    """
    asked = one_time_run(
        workflow.settings, WorkingCopy(folder), parameters=parameters, only=only, cluster_id=cluster_id
    )
    name = f"{workflow.name} (working copy)"
    return _ended_well(_submit(client, asked, name, timeout=timeout, say=say, pace=pace))


def run_commit(
    client: WorkspaceClient,
    workflow: Workflow,
    commit: str,
    schema: str,
    *,
    label: str = "",
    parameters: Mapping[str, str] | None = None,
    only: Iterable[str] = (),
    timeout: timedelta = ONE_DAY,
    say: Say = print,
    pace: Pace | None = None,
) -> Outcome:
    """Runs the workflow's tasks at a commit, in a schema of their own, as whoever calls this.

    Whoever may see the job may see the run.

    Args:
        client: Of the workspace that has the job.
        workflow: As `find` returns it.
        commit: The full commit.
        schema: Schema in the environment's catalog that the tasks write to; handed to them as the parameter `schema`.
        label: What the run is for, part of its name, e.g. `pull request 12`.
        parameters: Values for the job's parameters, and further ones that the notebooks read.
        only: Tasks to run, as `select` takes them; all by default.
        timeout: How long to wait; then the run is cancelled.
        say: Takes the lines of progress.
        pace: How often to look.

    Raises:
        NotRunnable: A task cannot run so.
        NotStarted: The service refuses.
        RunFailed: It failed, or (`RunTimedOut`) took too long.
    """
    asked = one_time_run(workflow.settings, Commit(commit), parameters=parameters, schema=schema, only=only)
    name = f"{workflow.name} ({', '.join(part for part in (label, commit[:7]) if part)})"
    groups, note = _viewers(client, workflow.job_id)
    notes = (*asked.notes, *([note] if note else []))
    return _ended_well(
        _submit(client, OneTimeRun(asked.body, notes), name, groups=groups, timeout=timeout, say=say, pace=pace)
    )


def _submit(
    client: WorkspaceClient,
    asked: OneTimeRun,
    name: str,
    *,
    groups: Iterable[str] = (),
    timeout: timedelta,
    say: Say,
    pace: Pace | None,
) -> Outcome:
    for note in asked.notes:
        say(f"Note: {note}")
    body = {"run_name": name, "idempotency_token": uuid4().hex, **asked.body}
    viewers = [{"group_name": group, "permission_level": "CAN_VIEW"} for group in groups]
    if viewers:
        body["access_control_list"] = viewers
    try:
        # Not by the SDK's classes: those of an older runtime would drop what they do not know.
        started = client.api_client.do("POST", "/api/2.2/jobs/runs/submit", body=body)
    except DatabricksError as error:
        need = "the right to use the cluster policy or the cluster that the tasks name"
        raise _not_started(name, error, need) from error
    run_id = int(cast("dict[str, Any]", started)["run_id"])
    return follow(client, run_id, name=name, timeout=timeout, say=say, notes=asked.notes, pace=pace)


def _ended_well(outcome: Outcome) -> Outcome:
    if not outcome.succeeded:
        raise RunFailed(outcome)
    return outcome


def _viewers(client: WorkspaceClient, job_id: int) -> tuple[list[str], str]:
    """The groups that may see the job, and what to note where they could not be read."""
    try:
        permissions = client.permissions.get("jobs", str(job_id))
    except DatabricksError as error:
        why = f"the job's permissions could not be read ({words(error)})"
        return [], f"only its starter and administrators see the run: {why}"
    named = {entry.group_name for entry in permissions.access_control_list or () if _sees(entry)}
    # Administrators see every run, and may not be named.
    return sorted(group for group in named if group and group != "admins"), ""


def _sees(entry: iam.AccessControlResponse) -> bool:
    return bool(entry.all_permissions)


def _refuse_unknown(given: Mapping[str, str], workflow: Workflow) -> None:
    declared = list(workflow.parameters)
    faults = []
    for name in given:
        if name not in declared:
            near = get_close_matches(name, declared, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(declared) or 'none'}"
            faults.append(f"{workflow.name} has no job parameter {name!r}: {hint}")
    if faults:
        raise NotStarted(
            "; ".join(faults)
            + ". A new one is declared under `parameters` of the workflow, in the project's file; tasks of a working "
            "copy take any."
        )


def _not_started(name: str, error: DatabricksError, need: str) -> NotStarted:
    hint = f". You need {need}." if isinstance(error, PermissionDenied) else ""
    return NotStarted(f"{name} could not be started: {words(error)}{hint}")
