from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from projects import RELEASED, TEMPLATE, VERSION, git, tag


@pytest.fixture(scope="session")
def published(tmp_path_factory) -> Path:
    """The template as a repository of its own, as it is published: each version at its tag."""
    repository = tmp_path_factory.mktemp("published") / "template"
    repository.mkdir()
    git(repository, "init", "-q", "-b", "main")
    for version, released in RELEASED.items():
        git(repository, "rm", "-rq", "--ignore-unmatch", ".")
        tree = f"{released}:./"
        archive = subprocess.run(["git", "-C", str(TEMPLATE), "archive", tree], capture_output=True, check=True).stdout
        subprocess.run(["tar", "-x", "-C", str(repository)], input=archive, check=True)
        tag(repository, f"v{version}")
    git(repository, "rm", "-rq", "--ignore-unmatch", ".")
    ignore = shutil.ignore_patterns(".git", ".*_cache", "__pycache__", ".local")
    shutil.copytree(TEMPLATE, repository, symlinks=True, ignore=ignore, dirs_exist_ok=True)
    tag(repository, f"v{VERSION}")
    return repository
