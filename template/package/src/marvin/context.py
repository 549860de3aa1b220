"""Where the code runs: on whose behalf, in which job, at which commit."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from marvin.errors import ConfigError

LOCAL_PARAMETERS = "MARVIN_PARAMETERS"
"""Variable that holds a notebook's parameters outside Databricks, as a JSON object."""


class Context(BaseModel):
    """What is known about this run. What is not known is None, never a guess."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    local: bool
    """Outside Databricks: tables, runs and models are kept in the project's folder `.local`."""
    commit: str | None = None
    """Git commit of the code, 40 hexadecimal digits."""
    release: str | None = None
    """Git tag that the job runs at."""
    dirty: bool = False
    """Whether the working copy differs from the commit."""
    job_id: str | None = None
    job_run_id: str | None = None
    task_run_id: str | None = None
    user: str | None = None
    """Mail address of a person, or application id of a service principal."""
    host: str | None = None
    """Address of the workspace, with https://."""


def on_databricks() -> bool:
    """Whether this process runs on a Databricks cluster or on serverless compute."""
    return "DATABRICKS_RUNTIME_VERSION" in os.environ


def find(root: Path) -> Context:
    """Finds out where the code in the folder `root` runs."""
    return _of_databricks() if on_databricks() else _of_git(root)


def _of_git(root: Path) -> Context:
    commit = _git(root, "rev-parse", "HEAD")
    tags = (_git(root, "tag", "--points-at", "HEAD") or "").split()
    return Context(
        local=True,
        commit=commit,
        release=next((tag for tag in tags if tag.startswith("v")), None),
        dirty=bool(_git(root, "status", "--porcelain")) if commit else False,
        user=_git(root, "config", "user.email"),
    )


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            ["git", "-C", str(root), *arguments],  # noqa: S607 - Git from PATH is wanted
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def _of_databricks() -> Context:
    # MLflow knows the places where each runtime keeps these facts, on clusters and serverless alike.
    from mlflow.utils import databricks_utils as known

    reference_type = _known(known.get_git_repo_reference_type)
    reference = _known(known.get_git_repo_reference)
    parameters = widgets()
    host = _known(known.get_browser_hostname) or _known(known.get_workspace_url)
    return Context(
        local=False,
        commit=parameters.get("commit") or _known(known.get_git_repo_commit),
        release=reference if reference_type and "tag" in reference_type.lower() else None,
        dirty=(_known(known.get_git_repo_status) or "").upper() not in ("", "CLEAN"),
        job_id=parameters.get("job_id") or _known(known.get_job_id),
        job_run_id=parameters.get("job_run_id") or _known(known.get_job_run_id),
        task_run_id=parameters.get("task_run_id"),
        user=_current_user(),
        host=f"https://{host.removeprefix('https://').rstrip('/')}" if host else None,
    )


def _known(get: Callable[[], Any]) -> str | None:
    try:
        value = get()
    except Exception:  # noqa: BLE001 - the runtime does not have this fact, in one of many ways
        return None
    return str(value) if value else None


def _current_user() -> str | None:
    from pyspark.sql import SparkSession

    session = SparkSession.getActiveSession()
    return None if session is None else _known(lambda: session.sql("SELECT current_user()").collect()[0][0])


def widgets() -> dict[str, str]:
    """Values of the notebook's widgets, which are also how a job passes parameters to a notebook.

    Raises:
        ConfigError: outside Databricks, if the variable MARVIN_PARAMETERS holds no JSON object.
    """
    if not on_databricks():
        return _of_variable(os.environ.get(LOCAL_PARAMETERS) or "{}")
    try:
        from pyspark.dbutils import DBUtils
        from pyspark.sql import SparkSession

        found = DBUtils(SparkSession.getActiveSession()).widgets.getAll()
    except Exception:  # noqa: BLE001 - no widgets outside a notebook, in one of many ways
        return {}
    return {str(name): str(value) for name, value in found.items()}


def _of_variable(text: str) -> dict[str, str]:
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise ConfigError(
            f"the variable {LOCAL_PARAMETERS}",
            ['must hold a JSON object, such as {"parameters.rate": "0.1"}: correct or unset it'],
        )
    # On Databricks every value is text.
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}


def set_task_value(key: str, value: str) -> None:
    """Hands a value to the tasks of the job that follow, which read it as `{{tasks.TASK.values.KEY}}`.

    Outside a job there is nobody to hand it to, and nothing is done.
    """
    if not on_databricks():
        return
    from pyspark.dbutils import DBUtils
    from pyspark.sql import SparkSession

    DBUtils(SparkSession.getActiveSession()).jobs.taskValues.set(key=key, value=value)
