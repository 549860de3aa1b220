"""Runs a workflow's notebooks on this machine: `python -m marvin.local WORKFLOW`.

The workflows are those of `databricks.yml`, in the order that `depends_on` says. Tables, runs and models are kept under
`.local`, on real Spark, Delta Lake and MLflow.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import runpy
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import chdir
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import yaml

from marvin import ledger
from marvin.config import find_root
from marvin.context import LOCAL_PARAMETERS
from marvin.errors import MarvinError


class LocalError(MarvinError):
    """A workflow cannot be run on this machine."""


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
        LocalError: if there is no such workflow or task, or a task is none that runs here.
        Exception: what a notebook raises; the notebooks after it are not run.
    """
    folder = find_root() if root is None else root
    tasks = _tasks(folder / "databricks.yml", workflow)
    unknown = [key for key in only if key not in tasks]
    if unknown:
        raise LocalError(f"{workflow} has no task {', '.join(unknown)}; it has {', '.join(tasks)}")
    chosen = [key for key in _in_order(workflow, tasks) if not only or key in only]
    for number, key in enumerate(chosen, start=1):
        print(f"[{number}/{len(chosen)}] {key}", flush=True)
        started = time.monotonic()
        _run_notebook(folder, key, tasks[key], parameters or {})
        print(f"[{number}/{len(chosen)}] {key}: done in {time.monotonic() - started:.0f} s", flush=True)


def _run_notebook(folder: Path, key: str, task: Mapping[str, Any], parameters: Mapping[str, str]) -> None:
    notebook = task.get("notebook_task")
    if not notebook:
        raise LocalError(
            f"task {key} runs no notebook, and only notebooks run outside Databricks: leave it out by --only"
        )
    file = (folder / notebook["notebook_path"]).with_suffix(".py")
    if not file.is_file():
        raise LocalError(
            f"task {key}: {file.relative_to(folder)} is not there: correct notebook_path in databricks.yml"
        )
    given = {**notebook.get("base_parameters", {}), **parameters}
    before = os.environ.get(LOCAL_PARAMETERS)
    path = list(sys.path)
    os.environ[LOCAL_PARAMETERS] = json.dumps(given)
    ledger.begin()
    try:
        # A notebook on Databricks runs in its own folder, too.
        with chdir(file.parent):
            runpy.run_path(str(file), run_name="__main__")
    finally:
        sys.path[:] = path
        os.environ.pop(LOCAL_PARAMETERS)
        if before is not None:
            os.environ[LOCAL_PARAMETERS] = before


def _tasks(file: Path, workflow: str) -> dict[str, dict[str, Any]]:
    try:
        bundle = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        raise LocalError(f"{file.name} is missing in {file.parent}: restore it") from None
    jobs = bundle.get("resources", {}).get("jobs", {})
    if workflow not in jobs:
        raise LocalError(f"databricks.yml has no workflow {workflow}; it has {', '.join(jobs) or 'none'}")
    return {task["task_key"]: task for task in jobs[workflow].get("tasks", [])}


def _in_order(workflow: str, tasks: Mapping[str, Mapping[str, Any]]) -> list[str]:
    needs = {key: [need["task_key"] for need in task.get("depends_on", [])] for key, task in tasks.items()}
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
    except MarvinError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
