"""Runs a workflow's notebooks on this machine: `python -m marvin.local WORKFLOW`.

The workflows are those of `databricks.yml`, in the order that `depends_on` says. Tables, runs and models are kept under
`.local`, on real Spark, Delta Lake and MLflow.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import chdir
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from marvin import ledger, notebooks, strict
from marvin.config import find_root
from marvin.context import LOCAL_PARAMETERS
from marvin.errors import LocalError, MarvinError


class _Needed(BaseModel):
    task_key: str


class _Notebook(BaseModel):
    notebook_path: str
    base_parameters: dict[str, Any] | None = None

    def file(self, folder: Path) -> Path:
        return (folder / self.notebook_path).with_suffix(".py")


class _Task(BaseModel):
    task_key: str
    depends_on: list[_Needed] | None = None
    notebook_task: _Notebook | None = None


class _Job(BaseModel):
    tasks: list[_Task] | None = None


class _Resources(BaseModel):
    jobs: dict[str, Any] | None = None


class _Bundle(BaseModel):
    """What is read of `databricks.yml`; the rest is for Databricks."""

    resources: _Resources | None = None


def run(
    workflow: str,
    *,
    root: Path | None = None,
    only: Sequence[str] = (),
    parameters: Mapping[str, str] | None = None,
) -> None:
    """Runs the notebooks of a workflow one after the other, in this process.

    Args:
        workflow: its key under `resources.jobs` in `databricks.yml`.
        root: the project's folder. Default: as `marvin.config.find_root` finds it.
        only: keys of tasks; the others are left out. Default: all.
        parameters: what the job's parameters are on Databricks: keys of the configuration, or arguments.

    Raises:
        LocalError: if there is no such workflow or task, or tasks are none that run here: before anything is run.
        Exception: what a notebook raises, with notes that say where; the notebooks after it are not run.
    """
    folder = find_root() if root is None else root.resolve()
    tasks = _tasks(folder / "databricks.yml", workflow)
    unknown = [key for key in only if key not in tasks]
    if unknown:
        raise LocalError(f"{workflow} has no task {', '.join(unknown)}; it has {', '.join(tasks)}")
    chosen = [key for key in _in_order(workflow, tasks) if not only or key in only]
    faults = [fault for key in chosen for fault in _faults(folder, tasks[key])]
    if faults:
        raise LocalError("\n".join((f"{workflow} cannot be run here:", *(f"  {fault}" for fault in faults))))
    for number, key in enumerate(chosen, start=1):
        print(f"[{number}/{len(chosen)}] {key}", flush=True)
        started = time.monotonic()
        if notebook := tasks[key].notebook_task:
            _run_notebook(folder, notebook, parameters or {})
        print(f"[{number}/{len(chosen)}] {key}: done in {time.monotonic() - started:.0f} s", flush=True)


def _faults(folder: Path, task: _Task) -> list[str]:
    """Why a task cannot be run on this machine."""
    key = task.task_key
    if task.notebook_task is None:
        return [f"task {key} runs no notebook, and only notebooks run outside Databricks: leave it out by --only"]
    file = task.notebook_task.file(folder)
    if not file.is_file():
        return [f"task {key}: {os.path.relpath(file, folder)} is not there: correct notebook_path in databricks.yml"]
    return [f"task {key}: {fault}" for fault in notebooks.faults(file, folder)]


def _run_notebook(folder: Path, notebook: _Notebook, parameters: Mapping[str, str]) -> None:
    file = notebook.file(folder)
    before = os.environ.get(LOCAL_PARAMETERS)
    path = list(sys.path)
    os.environ[LOCAL_PARAMETERS] = json.dumps({**(notebook.base_parameters or {}), **parameters})
    ledger.begin()
    try:
        # A notebook on Databricks runs in its own folder, too.
        with chdir(file.parent):
            notebooks.run(file, folder)
    finally:
        sys.path[:] = path
        os.environ.pop(LOCAL_PARAMETERS)
        if before is not None:
            os.environ[LOCAL_PARAMETERS] = before


def _tasks(file: Path, workflow: str) -> dict[str, _Task]:
    try:
        found, faults = strict.parse(file.read_bytes())
    except FileNotFoundError:
        raise LocalError(f"{file.name} is missing in {file.parent}: restore it") from None
    if faults:
        raise _unusable(file, faults)
    bundle = _read(_Bundle, file, "", found or {})
    jobs = (bundle.resources.jobs if bundle.resources else None) or {}
    if workflow not in jobs:
        raise LocalError(f"{file.name} has no workflow {workflow}; it has {', '.join(jobs) or 'none'}")
    where = f"resources.jobs.{workflow}"
    tasks = _read(_Job, file, where, jobs[workflow] or {}).tasks or []
    keys = [task.task_key for task in tasks]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise _unusable(file, [f"{where}.tasks: several have the task_key {key}: rename one" for key in twice])
    return {task.task_key: task for task in tasks}


_Part = TypeVar("_Part", bound=BaseModel)


def _read(kind: type[_Part], file: Path, where: str, value: Any) -> _Part:
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        raise _unusable(file, [_fault(where, fault) for fault in error.errors()]) from None


def _fault(where: str, fault: Mapping[str, Any]) -> str:
    steps = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in fault["loc"])
    place = (where + "".join(steps)).lstrip(".") or "the file"
    given = fault["input"]
    if fault["type"] == "missing":
        return f"{place}: is missing: add it, or correct its name (there is {', '.join(map(str, given)) or 'nothing'})"
    return f"{place}: {fault['msg']}, and is {given!r}: correct it"


def _unusable(file: Path, faults: Sequence[str]) -> LocalError:
    return LocalError("\n".join((f"{file.name} cannot be used:", *(f"  {fault}" for fault in faults))))


def _in_order(workflow: str, tasks: Mapping[str, _Task]) -> list[str]:
    needs = {key: [need.task_key for need in task.depends_on or ()] for key, task in tasks.items()}
    absent = sorted({need for needed in needs.values() for need in needed} - {*tasks})
    if absent:
        raise LocalError(f"{workflow}: a task depends on {', '.join(absent)}, which is not there")
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        raise LocalError(f"{workflow}: tasks depend on one another in a circle: {' -> '.join(error.args[1])}") from None


def _quieten() -> None:
    """Leaves to the notebooks what is said, and to the libraries their warnings."""
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    for name in ("alembic", "mlflow.store.db.utils", "mlflow.pyfunc", "mlflow.models.flavor_backend_registry"):
        logging.getLogger(name).setLevel(logging.ERROR)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit code: 0, or 1 with what was wrong on standard error."""
    parser = argparse.ArgumentParser(prog="python -m marvin.local", description="Runs a workflow on this machine.")
    parser.add_argument("workflow", help="key of a workflow in databricks.yml")
    parser.add_argument("--only", action="append", default=[], metavar="TASK", help="run this task; may be repeated")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter; may be repeated")
    options = parser.parse_args(arguments)
    _quieten()
    wrong = [text for text in options.set if "=" not in text]
    if wrong:
        parser.error(f"--set {wrong[0]}: write NAME=VALUE")
    try:
        run(options.workflow, only=options.only, parameters=dict(text.split("=", 1) for text in options.set))
    except Exception as error:
        where = getattr(error, "__notes__", [])
        if not where and not isinstance(error, MarvinError):
            raise  # no notebook's error, but one of this package: all its frames are of use
        print(f"{type(error).__name__}: {error}", *where, sep="\n", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
