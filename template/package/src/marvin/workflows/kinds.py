"""What each kind of task takes: where its code lies, and how it is told values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from marvin.errors import MarvinError
from marvin.workflows.references import parameters_in

Content = Mapping[str, Any]


class Fault(Exception):  # noqa: N818
    """Why a task cannot run this way, as the rest of a sentence that begins with the task."""


@dataclass(frozen=True)
class Commit:
    """The code of one commit, as Databricks fetches it from the job's Git repository."""

    sha: str

    def __post_init__(self) -> None:
        if len(self.sha) != 40 or not all(letter in "0123456789abcdef" for letter in self.sha):
            raise MarvinError(f"{self.sha!r} is not a full commit: give all 40 hexadecimal digits")


@dataclass(frozen=True)
class WorkingCopy:
    """The files of a folder in the workspace as they are now, saved or committed or not."""

    folder: str
    """Absolute path, e.g. `/Workspace/Users/NAME/churn`."""

    def __post_init__(self) -> None:
        if not self.folder.startswith("/"):
            raise MarvinError(f"{self.folder!r} is not the absolute path of a folder in the workspace")


Source = Commit | WorkingCopy


@dataclass(frozen=True)
class Placement:
    """A task's content with its code at the source, and what to know of it."""

    content: Content
    note: str = ""


# Where the path of the code stands, and whether it comes from Git where nothing else is said.
_PATHS: Mapping[str, tuple[str, bool]] = {
    "notebook_task": ("notebook_path", True),
    "spark_python_task": ("python_file", False),
    "dbt_task": ("project_directory", True),
}
_FROM_ELSEWHERE = {"python_wheel_task", "spark_jar_task", "spark_submit_task"}
"""Their code is a library, which is what the settings say, whatever the source is."""
_HOW = {
    "run_job_task": "starts another job, which runs its own release",
    "pipeline_task": "updates a pipeline, which runs its own code",
    "dashboard_task": "refreshes a dashboard, and sends it to its subscribers",
    "alert_task": "evaluates an alert, and tells its subscribers",
    "power_bi_task": "updates a model in Power BI",
    "dbt_cloud_task": "starts a job of dbt Cloud",
    "dbt_platform_task": "starts a job of dbt",
    "clean_rooms_notebook_task": "runs a notebook of a clean room",
}
"""Kinds whose work is done by something else, which follows neither the source nor a schema."""
_NO_CODE = {"condition_task", "for_each_task"}


def kind_of(task: Content) -> str | None:
    """The field that says what the task does, e.g. `notebook_task`."""
    known = [*_PATHS, "sql_task", *_FROM_ELSEWHERE, *_HOW, *_NO_CODE]
    return next((kind for kind in known if task.get(kind) is not None), None)


def placed(kind: str, content: Content, source: Source, has_git: bool) -> Placement:
    """The task's content with its code taken from the source.

    Raises:
        Fault: A run at a commit cannot do without something that does not come from it.
    """
    if kind in _NO_CODE:
        return Placement(content)
    if kind in _HOW:
        if isinstance(source, Commit):
            raise Fault(f"{_HOW[kind]}: it cannot be run at a commit; leave it out, and try that by itself")
        return Placement(content, f"{_HOW[kind]}, not your working copy's")
    if kind in _FROM_ELSEWHERE:
        return Placement(content, "runs the library that the job names, as it is published")
    if kind == "sql_task":
        file = content.get("file")
        if file is None and isinstance(source, Commit):
            raise Fault("runs what is saved in the workspace: it cannot be run at a commit; leave it out")
        if file is None:
            return Placement(content, "runs a query as it is saved in the workspace")
        moved = _moved(file, "path", True, source, has_git)
        return Placement({**content, "file": moved.content}, moved.note)
    path, git_by_default = _PATHS[kind]
    return _moved(content, path, git_by_default, source, has_git)


def _moved(content: Content, path: str, git_by_default: bool, source: Source, has_git: bool) -> Placement:
    said = content.get("source")
    from_git = said == "GIT" or (said is None and git_by_default and has_git)
    if not from_git:
        return Placement(content, f"runs {content.get(path)}, which is not in the repository, as it is there")
    if isinstance(source, Commit):
        return Placement({**content, "source": "GIT"})
    inside = str(content.get(path) or "").strip("/")
    folder = source.folder.rstrip("/")
    return Placement({**content, path: f"{folder}/{inside}" if inside else folder, "source": "WORKSPACE"})


# Jobs hand their parameters to these, over what the task says itself.
# https://docs.databricks.com/aws/en/jobs/job-parameters#job-parameter-pushdown
_HANDED: Mapping[str, str] = {
    "notebook_task": "base_parameters",
    "sql_task": "parameters",
    "run_job_task": "job_parameters",
}


def told(kind: str, content: Content, values: Mapping[str, str]) -> tuple[Content, bool]:
    """The task's content with the values handed to it as a job would, and whether it learns the schema."""
    if kind in _NO_CODE:
        return content, True
    if kind in _HANDED:
        field = _HANDED[kind]
        return {**content, field: {**(content.get(field) or {}), **values}}, True
    if kind == "python_wheel_task" and content.get("named_parameters") is not None:
        return {**content, "named_parameters": {**content["named_parameters"], **values}}, True
    if kind == "dbt_task" and "schema" in values and content.get("warehouse_id") is not None:
        return {**content, "schema": values["schema"]}, True
    return content, "schema" in parameters_in(content)
