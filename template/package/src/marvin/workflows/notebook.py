"""Workflows by configuration: what a notebook such as `dev_workflow_executor` calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from databricks.sdk import WorkspaceClient

from marvin.config import Config
from marvin.errors import MarvinError
from marvin.workflows.follow import Say
from marvin.workflows.jobs import find, workflow_keys
from marvin.workflows.outcome import Outcome
from marvin.workflows.runs import ONE_DAY, run_declared, run_working_copy


def names(config: Config, *, client: WorkspaceClient | None = None) -> list[str]:
    """Keys of the workflows that the project has in this environment, as far as you may see them."""
    return list(workflow_keys(client or connect(config), config.environment, config.project))


def run(
    config: Config,
    workflow: str,
    *,
    working_copy: bool = False,
    folder: str | None = None,
    this_cluster: bool = False,
    only: Iterable[str] = (),
    parameters: Mapping[str, str] | None = None,
    timeout: timedelta = ONE_DAY,
    say: Say = print,
    client: WorkspaceClient | None = None,
) -> Outcome:
    """Runs one of the project's workflows, says what happens, and waits for its end.

    Args:
        config: As `marvin.load()` returns it.
        workflow: The workflow's key in the project's file, or its `name` where it has one.
        working_copy: Run your own files, as they are now, as yourself; only in dev. Otherwise the job runs as it is
            declared: the environment's release, as the project's service principal.
        folder: Your Git folder in the workspace. Default: the one that this notebook is in.
        this_cluster: Run the tasks of a working copy on the cluster that this notebook is on, so that none waits for
            a new one.
        only: Keys of the tasks to run; `+train` adds what `train` waits for, `train+` what waits for it.
        parameters: Values of job parameters; tasks of a working copy take further ones.
        timeout: How long to wait; then the run is cancelled.
        say: Takes the lines of progress.
        client: Of the environment's workspace. Default: the notebook's own.

    Returns:
        What became of every task, with links. Interrupt the cell to cancel the run.

    Raises:
        MarvinError: There is no such workflow, task or parameter, or the service refuses.
        RunFailed: A task failed, or (`RunTimedOut`) time was up; the message has the errors and links.
    """
    if not working_copy and (this_cluster or folder is not None):
        raise MarvinError("this_cluster and folder are for a working copy: add working_copy=True, or leave them out")
    if working_copy and config.environment != "dev":
        raise MarvinError(
            f"a working copy runs in dev only, and this is {config.environment}: open a pull request, which is tried "
            "in stage"
        )
    workspace = client or connect(config)
    declared = find(workspace, config.environment, config.project, workflow)
    if not working_copy:
        return run_declared(workspace, declared, parameters=parameters, only=only, timeout=timeout, say=say)
    return run_working_copy(
        workspace,
        declared,
        folder or _folder(config),
        parameters=parameters,
        only=only,
        cluster_id=_cluster() if this_cluster else None,
        timeout=timeout,
        say=say,
    )


def connect(config: Config) -> WorkspaceClient:
    """A client of the environment's workspace: in a notebook as its user, elsewhere as Databricks' tools log in."""
    return WorkspaceClient(host=config.hosts.get(config.environment)) if config.local else WorkspaceClient()


def _folder(config: Config) -> str:
    if config.local:
        raise MarvinError(
            f"{config.root} is not in the workspace: give folder=, your Git folder there, or run the workflow in a "
            "notebook"
        )
    return str(config.root)


def _cluster() -> str:
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    found = session.conf.get("spark.databricks.clusterUsageTags.clusterId", "") if session is not None else ""
    if not found:
        raise MarvinError("this notebook is on no cluster that tasks can share: leave this_cluster out")
    return str(found)
