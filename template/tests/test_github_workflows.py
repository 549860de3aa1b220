"""The GitHub workflows of a rendered project: what actionlint and zizmor cannot know of them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml
from marvin.ci.__main__ import _parser
from marvin.ci.tested import CHECK

FOLDER = Path(__file__).parents[1] / "project" / ".github" / "workflows"
FILES = {file.name: yaml.safe_load(file.read_text()) for file in sorted(FOLDER.glob("*.yaml"))}
JOBS = [(f"{name}:{key}", job) for name, workflow in FILES.items() for key, job in workflow["jobs"].items()]
VARIABLES = {
    "DATABRICKS_HOST",
    "DATABRICKS_CLIENT_ID",
    "DATABRICKS_TOKEN_AUDIENCE",
    "MARVIN_ENVIRONMENT",
    "MARVIN_CATALOG",
    "MARVIN_SCHEMA",
}
"""What Marvin declares in each GitHub environment."""


def commands(job):
    for step in job["steps"]:
        found = re.search(r"python -m marvin\.ci (.+)", step.get("run", ""))
        if found:
            yield (
                step,
                shlex.split(re.sub(r"\$PULL_REQUEST|\$\w+", "12", found.group(1))),
            )


def test_the_check_that_a_release_looks_for_is_a_jobs_name():
    job = FILES["stage-e2e.yaml"]["jobs"][CHECK]
    assert "name" not in job
    assert "matrix" not in job.get("strategy", {})


@pytest.mark.parametrize(("name", "job"), JOBS)
def test_every_command_is_one_that_the_package_has(name, job):
    for step, words in commands(job):
        asked = _parser().parse_args(words)
        environment = {**job.get("env", {}), **step.get("env", {})}
        assert environment["PYTHONPATH"] == "src"
        if asked.name in ("stage", "cleanup", "publish"):
            assert environment.keys() >= VARIABLES
            assert job["environment"] in ("stage", "prod")
            assert job["permissions"]["id-token"] == "write"
        if asked.name in ("stage", "tested", "promotion"):
            assert environment["GITHUB_TOKEN"] == "${{ github.token }}"


def test_a_trial_hears_that_its_job_is_cancelled():
    [run] = [step["run"] for step, words in commands(FILES["stage-e2e.yaml"]["jobs"][CHECK]) if words[0] == "stage"]
    assert run.startswith("exec ")


def test_every_command_is_used():
    used = {words[0] for _, job in JOBS for _, words in commands(job)}
    assert used == {"stage", "cleanup", "tested", "publish", "promotion"}


@pytest.mark.parametrize(("name", "workflow"), FILES.items())
def test_nothing_is_allowed_by_default_and_no_secret_is_used(name, workflow):
    text = (FOLDER / name).read_text()
    assert workflow["permissions"] == {}
    assert "secrets." not in text
    assert "pull_request_target" not in text
    assert all("permissions" in job and "timeout-minutes" in job for job in workflow["jobs"].values())
    assert workflow["concurrency"]["group"]
    for line in text.splitlines():
        if "uses:" in line:
            assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_one_action_has_one_version():
    pins = {match for name in FILES for match in re.findall(r"uses: ([\w./-]+)@(\w{40})", (FOLDER / name).read_text())}
    assert len({action for action, _ in pins}) == len(pins)


@pytest.mark.parametrize("name", ["stage-e2e.yaml", "stage-cleanup.yaml"])
def test_forks_get_no_environment(name):
    for job in FILES[name]["jobs"].values():
        if "environment" in job:
            assert "head.repo.full_name == github.repository" in job["if"]


def test_the_number_of_a_release_is_set_in_the_projects_own_file():
    """The build step says what it looks for; a project that has it otherwise could not release."""
    [step] = [step for step in FILES["release.yaml"]["jobs"]["build"]["steps"] if "sed -i" in step.get("run", "")]
    pyproject = FOLDER.parents[1] / "pyproject.toml.jinja"
    assert 'version = "0.0.0"' in pyproject.read_text().splitlines()
    assert 'version = \\"0\\.0\\.0\\"' in step["run"]
