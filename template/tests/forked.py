"""Runs modules as `python -m` does, each in a process of its own that has the slow libraries loaded already."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

_processes = multiprocessing.get_context("forkserver")
# Loaded once, by the process that the others are forked from. None of them knows of a project.
_processes.set_forkserver_preload(["great_expectations", "mlflow", "pandas", "pytest", "sklearn.ensemble"])


def run(folder: Path, command: Sequence[str], environment: Mapping[str, str]) -> tuple[int | None, str]:
    """Exit code of `python -m COMMAND` in a folder, and what it said on standard output and error.

    Args:
        environment: all of its variables; the module is looked for on `PYTHONPATH` and among what is installed.
    """
    with TemporaryDirectory() as place:
        said = Path(place) / "said"
        process = _processes.Process(target=_main, args=(str(folder), list(command), dict(environment), str(said)))
        process.start()
        process.join()
        return process.exitcode, said.read_text(encoding="utf-8")


def _main(folder: str, command: list[str], environment: dict[str, str], said: str) -> None:
    output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    own = [os.path.abspath(path) for path in environment["PYTHONPATH"].split(os.pathsep)]
    installed = [path for path in sys.path if path.startswith((sys.prefix, sys.base_prefix))]
    sys.path[:] = [folder, *own, *installed]
    sys.argv[:] = command
    runpy.run_module(command[0], run_name="__main__", alter_sys=True)
