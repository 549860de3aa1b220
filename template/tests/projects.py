"""Rendered projects, and the template as it is published."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import copier
import forked

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
    code, said = forked.run(project, command, environment)
    assert code == 0, f"{' '.join(command)}\n{said}"
    return said


VERSION = re.search(r'__version__ = "(.+)"', (TEMPLATE / "package/src/marvin/__init__.py").read_text())[1]
"""Version of the template and its package."""


def _released() -> dict[str, str]:
    """Tags by version: `template-v1.2.3` in the projects manager, `v1.2.3` in the template's own repository."""
    done = subprocess.run(["git", "-C", str(TEMPLATE), "tag"], capture_output=True, text=True)
    whole = done.returncode == 0 and Path(git(TEMPLATE, "rev-parse", "--show-toplevel")) == TEMPLATE
    form = re.compile(rf"{'' if whole else 'template-'}v(\d+\.\d+\.\d+)")
    found = {match[1]: tag for tag in done.stdout.split() if (match := form.fullmatch(tag)) and match[1] != VERSION}
    return dict(sorted(found.items(), key=lambda item: [int(part) for part in item[0].split(".")]))


RELEASED = _released()
VERSIONS = [*(f"v{version}" for version in RELEASED), f"v{VERSION}"]
"""Tags of the published template: every release, and what would be released now."""


def tag(repository: Path, version: str) -> None:
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "--allow-empty", "-m", f"Release {version}")
    git(repository, "tag", version)
