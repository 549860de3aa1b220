from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import copier
import pytest

TEMPLATE = Path(__file__).parent.parent

ENVIRONMENT = {
    **os.environ,
    "GX_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    # Whoever runs the tests may have settings of Git that change what it does.
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "NO_MKDOCS_2_WARNING": "1",
}
os.environ.update(ENVIRONMENT)


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Test", "-c", "user.email=test@example.edu", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", "-C", str(folder), *identity, *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def render(into: Path, source: Path | str = TEMPLATE, **answers) -> Path:
    """The project that the answers make, in the new folder `into`."""
    data = {"project_name": "exam-forecast", **answers}
    copier.run_copy(str(source), str(into), data=data, defaults=True, quiet=True)
    return into


def run_in(project: Path, *command: str) -> str:
    """What a command of the project says; it must succeed."""
    environment = {**ENVIRONMENT, "PYTHONPATH": "src", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=project, env=environment, capture_output=True, text=True
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, f"{' '.join(command)}\n{said}"
    return said


@pytest.fixture(scope="session")
def published(tmp_path_factory) -> Path:
    """The template as a repository of its own, as it is published: at its version's tag."""
    repository = tmp_path_factory.mktemp("published") / "template"
    shutil.copytree(TEMPLATE, repository, symlinks=True, ignore=shutil.ignore_patterns(".*_cache", "__pycache__", ".local"))
    git(repository, "init", "-q", "-b", "main")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "Release")
    git(repository, "tag", "v0.1.0")
    return repository
